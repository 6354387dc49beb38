"""Triage's own targets: how soon a person must have acted on a row, by its reason and risk, dated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, london_date, midnight
from hub.domain.codes import RiskBand, TriageReason
from hub.domain.targets import Target, TargetUnit

AT_ONCE = timedelta(hours=1)
"""What is due within this stands in a section of its own (I)."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """By when a person must have acted, and how long after that the commissioner is told."""

    target: Target
    then: Target


def _limit(target: str, then: str) -> Limit:
    return Limit(target=Target.parse(target), then=Target.parse(then))


_WITHIN_THE_HOUR = _limit("1 elapsed hour", "1 elapsed hour")
_NEXT_DAY = _limit("1 working day", "1 working day")

Limits = Mapping[TriageReason, tuple[Limit, Limit]]
"""Limits by reason: below high risk, and at high risk."""

DEFAULTS: tuple[tuple[date, Limits], ...] = (
    (
        date(2017, 4, 1),
        {
            TriageReason.NO_FIT: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.POSSIBLE_DUPLICATE: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.UNDELIVERABLE: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.OUTSIDE_CONSENT: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.DECLINED: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.NOT_ANSWERED: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.LATE_ANSWER: (_WITHIN_THE_HOUR, _WITHIN_THE_HOUR),
            TriageReason.RELEASED: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.SUSPECTED_PARENT: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.UNSAFE_CONTACT: (_WITHIN_THE_HOUR, _WITHIN_THE_HOUR),
            TriageReason.CHECK_WITHDRAWAL: (_WITHIN_THE_HOUR, _WITHIN_THE_HOUR),
            TriageReason.RECLASSIFIED: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.CONTRACT_ENDED: (_NEXT_DAY, _WITHIN_THE_HOUR),
            TriageReason.ANSWERED_BY_MAIL: (_NEXT_DAY, _WITHIN_THE_HOUR),
        },
    ),
)
"""The limits (I), each table with the day from which it holds, oldest first; other limits are a new table.

Within the hour at high risk, and where contact may do harm; else by the end of the next working day.
"""
_OF_A_NEW_REASON = (_NEXT_DAY, _WITHIN_THE_HOUR)


def limit_for(reason: TriageReason, risk: RiskBand, day: date) -> Limit:
    """Give the limit in force on `day`; before the first table, that one's."""
    in_force = [limits for effective_from, limits in DEFAULTS if effective_from <= day]
    limits = in_force[-1] if in_force else DEFAULTS[0][1]
    return limits.get(reason, _OF_A_NEW_REASON)[risk is RiskBand.HIGH]


def after(target: Target, now: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> datetime:
    """Give the instant at which a target from `now` has run out: by the clock, or as a working day ends."""
    if target.unit is TargetUnit.ELAPSED_MINUTES:
        return now + timedelta(minutes=target.amount)
    if target.unit is TargetUnit.ELAPSED_HOURS:
        return now + timedelta(hours=target.amount)
    if target.unit is TargetUnit.WORKING_DAYS:
        last = calendar.add_working_days(london_date(now), target.amount)
        return midnight(last + ONE_DAY)
    raise ValueError("triage has no opening hours: a person is always on duty")


def is_urgent(reason: TriageReason, risk: RiskBand, now: datetime) -> bool:
    """Say whether it cannot wait for the next working day: it is due by the clock, day and night."""
    return limit_for(reason, risk, london_date(now)).target.unit is not TargetUnit.WORKING_DAYS


def due_at(
    reason: TriageReason, risk: RiskBand, now: datetime, calendar: Calendar = ENGLAND_AND_WALES
) -> datetime:
    """Give the instant by which a person must have acted on what is asked at `now`."""
    return after(limit_for(reason, risk, london_date(now)).target, now, calendar)


class Section(StrEnum):
    """Where an open row stands in the list."""

    OVERDUE = "overdue"
    WITHIN_THE_HOUR = "within_the_hour"
    LATER = "later"


def section_of(due: datetime, now: datetime) -> Section:
    """Say where a row stands: what is due this instant is overdue, as a clock is breached at its due time."""
    if due <= now:
        return Section.OVERDUE
    return Section.WITHIN_THE_HOUR if due - now <= AT_ONCE else Section.LATER
