"""Who is told that a row is overdue, and when the list as a whole is alarming and when it is calm again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar, london_date
from hub.domain.codes import RiskBand, TriageAlarm, TriageReason, TriageStep
from hub.domain.targets import Target
from hub.triage.rules.targets import after, limit_for

CALM_FOR = timedelta(minutes=15)
"""The list is late no more once nothing is overdue and nothing falls due within this (I)."""
_CALM_SHARE = 0.8
"""The list is long no more once it is shorter than this share of the length that alarms (I)."""
_EVERY_DAY = Target.parse("1 working day")


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who is told next that a row waits, and at which instant."""

    step: TriageStep
    at: datetime


def first_step(due_at: datetime) -> Told:
    """Say who is told first: the coordinator on duty, once the row is due."""
    return Told(step=TriageStep.COORDINATOR, at=due_at)


def step_after(
    step: TriageStep,
    reason: TriageReason,
    risk: RiskBand,
    now: datetime,
    calendar: Calendar = ENGLAND_AND_WALES,
) -> Told:
    """Say who is told after `step` was taken at `now` and nobody has acted.

    The commissioner follows the coordinator after the limit's further time, and then hears of it each
    working day: a row never waits without a next step (I).
    """
    if step is TriageStep.COORDINATOR:
        further = limit_for(reason, risk, london_date(now)).then
        return Told(step=TriageStep.COMMISSIONER, at=after(further, now, calendar))
    return Told(step=TriageStep.COMMISSIONER, at=after(_EVERY_DAY, now, calendar))


@dataclass(frozen=True, kw_only=True)
class Alarming:
    """What alarms of the list now, and what of it is calm; what is neither stays as it was."""

    raised: frozenset[TriageAlarm]
    calm: frozenset[TriageAlarm]


def alarming(*, open_rows: int, many: int, oldest_due: datetime | None, now: datetime) -> Alarming:
    """Say whether the list is too long, or its oldest row too late.

    Between alarming and calm lies a gap, so that one row more or less does not ring again and again.
    `many` is the length that alarms; `oldest_due` the due instant of the row that is due first.
    """
    raised, calm = set[TriageAlarm](), set[TriageAlarm]()
    if open_rows >= many:
        raised.add(TriageAlarm.TOO_LONG)
    elif open_rows < calm_below(many):
        calm.add(TriageAlarm.TOO_LONG)
    if oldest_due is not None and oldest_due <= now:
        raised.add(TriageAlarm.TOO_LATE)
    elif oldest_due is None or oldest_due - now > CALM_FOR:
        calm.add(TriageAlarm.TOO_LATE)
    return Alarming(raised=frozenset(raised), calm=frozenset(calm))


def calm_below(many: int) -> int:
    """Give the length below which the list is calm, 1 at the least: an empty list always is."""
    return max(1, int(many * _CALM_SHARE))
