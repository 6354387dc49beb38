"""Whom a clock reminds before it is due and after, and when a person takes over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, london_date, midnight, whole_second
from hub.domain.codes import ChaseStep, Clock
from hub.domain.opening import Opening
from hub.domain.working_time import next_opening
from hub.sla.rules.counting import Pause, halfway

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of chasing an answer, and the instant to take it."""

    step: ChaseStep
    due_at: datetime


def ladder(
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
    reminder, escalation = halfway(started_at, due, pauses), due
    if is_high_risk:
        triage = escalation + HOUR
    else:
        reminder = next_opening(opening, reminder, calendar)
        escalation = next_opening(opening, escalation, calendar)
        triage = midnight(calendar.add_working_days(london_date(escalation), 1) + ONE_DAY)
    rungs = (
        Rung(step=ChaseStep.REMINDER, due_at=reminder),
        Rung(step=ChaseStep.ESCALATION, due_at=escalation),
        Rung(step=ChaseStep.TRIAGE, due_at=triage),
    )
    return rungs if reminder < escalation else rungs[1:]
