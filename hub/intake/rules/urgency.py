"""How urgently a referral waits, as its referring unit sees it: by what the unit may know of, and `now`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hub.domain.codes import RiskBand
from hub.domain.opening import Opening
from hub.domain.working_time import add_working_time

SOON = timedelta(hours=4)

UNIT_TIME = timedelta(hours=24)
"""How soon a unit answers what came back, as with its tasks (I): the Victims' Code has been running on."""

UNIT_TIME_AT_HIGH_RISK = SOON
"""The same at high risk, as soon as a provider acknowledges (I)."""

_OFFICE = Opening.parse({day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for the due time of what nobody waits for, so that it sorts last."""

_EVER = datetime(1, 1, 2, tzinfo=UTC)


class Urgency(StrEnum):
    """The sections of a unit's list, the most pressing first."""

    CRITICALLY_OVERDUE = "critically_overdue"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NOT_DUE = "not_due"
    FINISHED = "finished"


@dataclass(frozen=True, kw_only=True)
class Span:
    """From after one instant up to and with another."""

    after: datetime = _EVER
    until: datetime = NEVER

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies in it."""
        return self.after < at <= self.until


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """In which spans the two instants of a referral lie that is in one section."""

    due: Span
    critical: Span


def critical_at(asked_at: datetime, due_at: datetime, risk: RiskBand) -> datetime:
    """Give the instant from which something is critically overdue: late by its whole target once more.

    At high risk that is as soon as it is late at all (I).
    """
    return due_at if risk is RiskBand.HIGH else due_at + (due_at - asked_at)


def soon_until(now: datetime) -> datetime:
    """Give the last instant that counts as soon: within 4 hours, or within 4 hours of office time.

    Office time is Monday to Friday, 9 to 5, less bank holidays: what falls due on a weekend is shown as soon
    on Friday afternoon, while somebody is there to act (I).
    """
    return max(now + SOON, add_working_time(_OFFICE, now, int(SOON.total_seconds())))


def bounds(now: datetime) -> dict[Urgency, Bounds]:
    """Give the bounds of each section of what is open; every referral lies in exactly one."""
    soon = soon_until(now)
    late, not_late = Span(until=now), Span(after=now)
    return {
        Urgency.CRITICALLY_OVERDUE: Bounds(due=Span(), critical=late),
        Urgency.OVERDUE: Bounds(due=late, critical=not_late),
        Urgency.DUE_SOON: Bounds(due=Span(after=now, until=soon), critical=not_late),
        Urgency.NOT_DUE: Bounds(due=Span(after=soon), critical=not_late),
    }


def urgency_of(*, is_over: bool, due_at: datetime, critical_at: datetime, now: datetime) -> Urgency:
    """Say in which section a referral belongs, by the soonest of what is waited for; NEVER for nothing."""
    if is_over:
        return Urgency.FINISHED
    return next(
        section
        for section, found in bounds(now).items()
        if found.due.holds(due_at) and found.critical.holds(critical_at)
    )
