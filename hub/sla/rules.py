"""When a clock is due, whom it reminds before and after, and whether it was kept; all by passed instants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, london_date, midnight, whole_second
from hub.domain.codes import ChaseStep, Clock, RiskBand
from hub.domain.opening import Opening
from hub.domain.targets import Target, Targets, TargetUnit, default_targets
from hub.domain.working_time import add_working_time, is_open, next_opening, working_seconds_between

HOUR = timedelta(hours=1)
ELAPSED = {TargetUnit.ELAPSED_MINUTES: timedelta(minutes=1), TargetUnit.ELAPSED_HOURS: HOUR}
NEXT_WORKING_DAY = Target(amount=1, unit=TargetUnit.WORKING_DAYS)

Pause = tuple[datetime, datetime | None]
"""From when a clock stood still until it ran again; None while it still does."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of chasing an answer, and the instant to take it."""

    step: ChaseStep
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockPlan:
    """All that follows from starting a clock, with the limit in words."""

    due_at: datetime
    rungs: tuple[Rung, ...]
    why: str


def target_for(clock: Clock, risk: RiskBand, contract_targets: Targets, day: date) -> Target:
    """Give the contract's own limit, else the default of the day on which the clock starts."""
    key = (clock, risk is RiskBand.HIGH)
    return contract_targets.get(key) or default_targets(day)[key]


def due_at(
    target: Target,
    started_at: datetime,
    opening: Opening,
    calendar: Calendar = ENGLAND_AND_WALES,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """Give the first instant, in UTC, that is too late.

    Elapsed time runs day and night. Working hours run in the recipient's opening. N working days end with
    the Nth working day after the London day of the start, whatever its hour (I).

    A pause pushes the instant on by as much as it took: elapsed seconds; opening seconds; or the working
    days after the day of pausing up to and including the day of resuming. One that is still open pushes
    nothing yet: leave a paused clock alone and ask again when it runs on.
    """
    start = whole_second(started_at)
    due = _advance(target.unit, start, _amount(target), opening, calendar)
    for since, until in _ended(pauses, start):
        if since < due:
            due = _advance_by_pause(target.unit, due, (since, until), opening, calendar)
    return due


def ladder(  # noqa: PLR0913 - the facts of one clock, each by its name
    clock: Clock,
    *,
    is_high_risk: bool,
    started_at: datetime,
    due_at: datetime,
    opening: Opening,
    calendar: Calendar = ENGLAND_AND_WALES,
    pauses: Iterable[Pause] = (),
) -> tuple[Rung, ...]:
    """Say when to remind, when to escalate and when a person takes over, in that order.

    The reminder comes when half of the running time has gone, the escalation when the clock is due. At high
    risk both go by the clock and triage follows an hour later; below, both wait for the recipient's next
    opening and triage follows at the end of the working day after the escalation's (I). A reminder that
    would come with the escalation is left out. The hub's own clock has triage alone, when it is due: nobody
    can be chased for what they have not got.
    """
    due = whole_second(due_at)
    if clock is Clock.HANDED_OVER:
        return (Rung(step=ChaseStep.TRIAGE, due_at=due),)
    reminder = _halfway(whole_second(started_at), due, pauses)
    if is_high_risk:
        escalation, triage = due, due + HOUR
    else:
        reminder = next_opening(opening, reminder, calendar)
        escalation = next_opening(opening, due, calendar)
        triage = globals()["due_at"](NEXT_WORKING_DAY, escalation, opening, calendar)
    rungs = (
        Rung(step=ChaseStep.REMINDER, due_at=reminder),
        Rung(step=ChaseStep.ESCALATION, due_at=escalation),
        Rung(step=ChaseStep.TRIAGE, due_at=triage),
    )
    return rungs if reminder < escalation else rungs[1:]
