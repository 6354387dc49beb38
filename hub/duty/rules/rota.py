"""Who is on duty at an instant, by the rota, and who deputises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar, london_date
from hub.domain.duty import DutyPost
from hub.domain.opening import Opening, windows_on


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One entry of the rota: which post, on which London days (half-open), in which hours, and whom to reach.

    `who` is a post's title or an account's name.
    """

    id: UUID
    post: DutyPost
    starts_on: date
    ends_before: date | None
    hours: Opening
    who: str
    phone: str
    mailbox: str

    def covers(self, now: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> bool:
        """Whether this entry fills its post at an instant."""
        day = london_date(now)
        if day < self.starts_on or (self.ends_before is not None and day >= self.ends_before):
            return False
        return any(opens <= now < closes for opens, closes in windows_on(self.hours, day, calendar))


@dataclass(frozen=True, kw_only=True)
class OnDuty:
    """Who is there at an instant: the coordinator or who deputises, and the force's duty desk."""

    coordinator: Shift | None
    desk: Shift | None
    why: str

    @property
    def deputises(self) -> bool:
        """Whether it is the deputy who is there in the coordinator's place."""
        return self.coordinator is not None and self.coordinator.post is DutyPost.DEPUTY


def on_duty(shifts: Sequence[Shift], now: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> OnDuty:
    """Say who is on duty; of two entries for one post the first given holds."""
    there = [shift for shift in shifts if shift.covers(now, calendar)]
    first = {shift.post: shift for shift in reversed(there)}
    coordinator, deputy = first.get(DutyPost.COORDINATOR), first.get(DutyPost.DEPUTY)
    if coordinator is not None:
        why = f"{coordinator.who} is on the rota as referral coordinator."
    elif deputy is not None:
        why = f"{deputy.who} deputises: no referral coordinator is on the rota now."
    else:
        why = "Nobody is on the rota as referral coordinator or deputy now."
    return OnDuty(coordinator=coordinator or deputy, desk=first.get(DutyPost.DUTY_DESK), why=why)
