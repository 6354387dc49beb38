"""When to try again, when to go elsewhere, and when a person has to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hub.domain.codes import AttemptOutcome, DeliveryKind

MOST_ATTEMPTS = 8

TRIES_ELSEWHERE = frozenset({DeliveryKind.REFERRAL, DeliveryKind.STOP_NOTICE, DeliveryKind.CONTACT_CHANGED})
"""What must not end with one dead address. A chase is followed by its own next rung."""


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """Waits between tries, each some times as long as the one before."""

    first: timedelta
    factor: int

    def wait(self, attempts_made: int) -> timedelta:
        """Give the longest wait after that many tries."""
        return self.first * int(self.factor ** (attempts_made - 1))

    @property
    def longest(self) -> timedelta:
        """The wait before the last try."""
        return self.wait(MOST_ATTEMPTS - 1)


STANDARD = Backoff(first=timedelta(seconds=25), factor=3)
"""25 s, 75 s, ... 5 h: a mail server that is down for a working day is outlasted (I)."""

HIGH_RISK = Backoff(first=timedelta(seconds=10), factor=2)
"""10 s, 20 s, ... 11 min: after 21 minutes at most a person knows (I)."""


@dataclass(frozen=True, kw_only=True)
class Retry:
    """The same address again, at an instant."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class SwitchChannel:
    """Another address of the same agency, now."""

    endpoint_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class GiveUp:
    """No address is left that may work: a person has to know."""

    why: str


Decision = Retry | SwitchChannel | GiveUp


def after(
    outcome: AttemptOutcome,
    attempts_made: int,
    now: datetime,
    *,
    high_risk: bool,
    jitter: float,
    retry_after: timedelta | None = None,
    others: Sequence[UUID] = (),
) -> Decision:
    """Decide what follows a try that did not deliver.

    `jitter` is from 0 to 1 and takes up to a fifth off the wait, so that what failed together does not come
    back together. `retry_after` is the other side's wish: it lengthens a wait, though never beyond the
    longest of the plan. `others` are the agency's next addresses, in order.
    """
    if outcome is AttemptOutcome.PERMANENT:
        why = "the address refuses it for good"
    elif attempts_made >= MOST_ATTEMPTS:
        why = f"{attempts_made} tries failed"
    else:
        plan = HIGH_RISK if high_risk else STANDARD
        wished = min(retry_after or timedelta(), plan.longest)
        return Retry(at=now + max(plan.wait(attempts_made) * (1 - jitter / 5), wished))
    return SwitchChannel(endpoint_id=others[0], why=why) if others else GiveUp(why=why)
