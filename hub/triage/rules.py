"""How soon a person must look at a triage row."""

from datetime import datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, london_date, midnight
from hub.domain.codes import RiskBand, TriageReason

AT_ONCE = timedelta(hours=1)
"""At high risk, and where somebody may be in danger, by the clock (I)."""

_ALWAYS_URGENT = frozenset(
    {TriageReason.UNSAFE_CONTACT, TriageReason.LATE_ANSWER, TriageReason.CHECK_WITHDRAWAL}
)


def is_urgent(reason: TriageReason, risk: RiskBand) -> bool:
    """Say whether it cannot wait for the next working day: at high risk, or where contact may do harm."""
    return risk is RiskBand.HIGH or reason in _ALWAYS_URGENT


def due_at(reason: TriageReason, risk: RiskBand, now: datetime) -> datetime:
    """Give the instant by which a person must have acted: an hour, or the end of the next working day (I)."""
    if is_urgent(reason, risk):
        return now + AT_ONCE
    next_working_day = ENGLAND_AND_WALES.add_working_days(london_date(now), 1)
    return midnight(next_working_day + ONE_DAY)
