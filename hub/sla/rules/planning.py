"""All that follows from starting a clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar
from hub.domain.codes import Clock, RiskBand
from hub.domain.opening import Opening
from hub.domain.targets import Target
from hub.sla.rules.counting import Pause, due_at
from hub.sla.rules.ladder import Rung, ladder


@dataclass(frozen=True, kw_only=True)
class ClockPlan:
    """All that follows from starting a clock, with the limit in words."""

    due_at: datetime
    rungs: tuple[Rung, ...]
    why: str


def plan(
    clock: Clock,
    *,
    risk: RiskBand,
    started_at: datetime,
    target: Target,
    opening: Opening,
    calendar: Calendar = ENGLAND_AND_WALES,
    pauses: Iterable[Pause] = (),
) -> ClockPlan:
    """Decide everything about a clock that starts, or that runs on after a pause."""
    pauses = tuple(pauses)
    due = due_at(target, started_at, opening, calendar, pauses)
    rungs = ladder(
        clock,
        is_high_risk=risk is RiskBand.HIGH,
        started_at=started_at,
        due_at=due,
        opening=opening,
        calendar=calendar,
        pauses=pauses,
    )
    at_risk = ", risk not known" if risk is RiskBand.NOT_KNOWN else f" at {risk} risk"
    return ClockPlan(due_at=due, rungs=rungs, why=f"{target}{at_risk}")
