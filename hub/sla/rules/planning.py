"""All that follows from starting a clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar, london_date
from hub.domain.codes import Clock, RiskBand
from hub.domain.ladders import NO_LADDERS, Ladders, ladder_for
from hub.domain.opening import OFFICE_HOURS, Opening
from hub.domain.targets import Target
from hub.sla.rules.counting import Pause, due_at
from hub.sla.rules.ladder import Hours, Rung, ladder


@dataclass(frozen=True, kw_only=True)
class ClockPlan:
    """All that follows from starting a clock, with the limit in words."""

    due_at: datetime
    rungs: tuple[Rung, ...]
    why: str


def plan(  # noqa: PLR0913  each is a fact of its own
    clock: Clock,
    *,
    risk: RiskBand,
    started_at: datetime,
    target: Target,
    opening: Opening,
    ladders: Ladders = NO_LADDERS,
    desk: Opening = OFFICE_HOURS,
    calendar: Calendar = ENGLAND_AND_WALES,
    pauses: Iterable[Pause] = (),
) -> ClockPlan:
    """Decide everything about a clock that starts, or that runs on after a pause.

    `ladders` are the contract's own, `desk` says when the referral coordinator's is staffed.
    """
    pauses, is_high = tuple(pauses), risk is RiskBand.HIGH
    due = due_at(target, started_at, opening, calendar, pauses)
    rungs = ladder(
        clock,
        ladder_for(clock, ladders, london_date(started_at), is_high_risk=is_high),
        Hours(opening=opening, desk=desk, calendar=calendar),
        is_high_risk=is_high,
        started_at=started_at,
        due_at=due,
        pauses=pauses,
    )
    at_risk = ", risk not known" if risk is RiskBand.NOT_KNOWN else f" at {risk} risk"
    return ClockPlan(due_at=due, rungs=rungs, why=f"{target}{at_risk}")
