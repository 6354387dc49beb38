"""When to try again, when to go elsewhere, when a person has to know; and what a message says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from hub.domain.assignment import AssignmentState
from hub.domain.calendar import LONDON
from hub.domain.codes import AttemptOutcome, Clock, DeliveryKind
from hub.domain.targets import Targets, default_targets

LINK_LIFE = timedelta(days=30)
"""For how long a mail's link opens (I)."""

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


def lease_seconds(*, batch: int, threads: int, deadline: float) -> float:
    """Say for how long a claim of so many messages holds: their deadlines in turn, and one more."""
    return (-(-batch // threads) + 1) * deadline


_TOPICS = {
    DeliveryKind.REFERRAL: "assignment.created",
    DeliveryKind.CHASE: "assignment.chased",
    DeliveryKind.ESCALATION: "assignment.chased",
    DeliveryKind.STOP_NOTICE: "assignment.recalled",
    DeliveryKind.CONTACT_CHANGED: "assignment.contact_changed",
    DeliveryKind.CONTRACT_ENDING: "assignment.chased",
    DeliveryKind.RETURNED: "referral.returned",
    DeliveryKind.UNIT_NOTICE: "referral.noticed",
    DeliveryKind.ALERT: "triage.opened",
}


def topic(kind: DeliveryKind, state: AssignmentState | None) -> str:
    """Name what a message is about, as webhooks do: `assignment.created` and so on."""
    if kind is DeliveryKind.STOP_NOTICE and state in {AssignmentState.WITHDRAWN, AssignmentState.VOID}:
        return "referral.withdrawn"
    return _TOPICS[kind]


def acknowledge_within(targets: Targets, day: date, *, high_risk: bool) -> str:
    """Say in what time a referral is to be acknowledged: "4 hours, day or night", "1 working day"."""
    key = (Clock.ACKNOWLEDGED, high_risk)
    words = str(targets.get(key) or default_targets(day)[key])
    return words.replace("elapsed ", "") + (", day or night" if "elapsed" in words else "")


def link_path(delivery_id: UUID, token: str) -> str:
    """Give the page of a mail's link."""
    return f"/link/{delivery_id}/{token}"


def instant_in_words(at: datetime) -> str:
    """Write an instant for people in London: "16:00 on Thursday 29 March 2018"."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"
