"""When to try again, when to go elsewhere, and when a person has to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID

from hub.domain.codes import AttemptOutcome, DeliveryKind

TRIES_ELSEWHERE = frozenset({DeliveryKind.REFERRAL, DeliveryKind.STOP_NOTICE, DeliveryKind.CONTACT_CHANGED})
"""What must not end with one dead address. A chase is followed by its own next rung."""

GONE = 410
"""The endpoint says that it is there no more: nothing is sent to it until a person says so."""

TO_BE_MENDED = frozenset({401, 403, 404, 422})
"""Our credentials, its address or its software is wrong: it may be mended any minute, if somebody knows."""

ASKS_FOR_TIME = frozenset({429, 503})
"""Statuses whose Retry-After is obeyed within limits (RFC 9110 section 10.2.3, RFC 6585 section 4)."""

BUSY = "busy"
NOT_COVERED = "not_covered"
OURS = frozenset({NOT_COVERED, "worker_lost", "failed"})
"""Codes of what is wrong with the hub or its contracts, and not with the address."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The waits between tries, in order."""

    waits: tuple[timedelta, ...]

    @property
    def tries(self) -> int:
        """How often a message is tried at one address."""
        return len(self.waits) + 1

    @property
    def lasts(self) -> timedelta:
        """From the first try to the last."""
        return sum(self.waits, timedelta())

    @property
    def longest(self) -> timedelta:
        """The longest wait of the plan."""
        return max(self.waits)

    def instants(self) -> tuple[timedelta, ...]:
        """Each try, counted from the first."""
        return (timedelta(), *accumulate(self.waits))


def _plan(*seconds: int) -> Plan:
    return Plan(waits=tuple(timedelta(seconds=each) for each in seconds))


_HOUR = 3600
STANDARD = _plan(30, 150, 420, 1200, 2 * _HOUR, 5 * _HOUR, 9 * _HOUR, 11 * _HOUR)
"""Five tries in the first half hour, then over 27 hours: an outage of a night and a day is outlasted (I)."""

HIGH_RISK = _plan(10, 20, 40, 80, 150, 240, 300, 430)
"""Six tries in the first five minutes; after 21 minutes at most a person knows (I)."""

MOST_ATTEMPTS = STANDARD.tries
"""How often a message is tried at one address in one round; both plans have as many."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """For how long an address may leave a message not taken before the agency's next one is tried."""

    standard: timedelta = timedelta(minutes=30)
    high_risk: timedelta = timedelta(minutes=5)

    def of(self, *, high_risk: bool) -> timedelta:
        """Give it for one message: half of the default time for the hand-over, at high risk a third (I)."""
        return self.high_risk if high_risk else self.standard


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How one try ended: its outcome, our code for it, the other side's status and its Retry-After."""

    outcome: AttemptOutcome
    code: str
    status: int | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of the message that was tried.

    `made` counts the tries of this round, this one among them; `waiting_since` is when it first was to go
    out; `others` are the agency's next addresses in use, in order.
    """

    kind: DeliveryKind
    made: int
    waiting_since: datetime
    high_risk: bool
    others: Sequence[UUID] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What all decisions say: why, and whether people are told that the address is to be mended.

    `suspend` says that nothing more is sent there until a person has looked.
    """

    why: str
    alert: bool = False
    suspend: bool = False


@dataclass(frozen=True, kw_only=True)
class Retry(Verdict):
    """The same address again, at an instant; where it is suspended, once it is used again."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class SwitchChannel(Verdict):
    """Another address of the same agency, now."""

    endpoint_id: UUID


@dataclass(frozen=True, kw_only=True)
class GiveUp(Verdict):
    """No address is left that may work: a person has to know."""


Decision = Retry | SwitchChannel | GiveUp


def cause_of(tried: Tried) -> str:
    """Name what is wrong with an address by what has to be mended: a status, or else our code for it."""
    if tried.code == "gone" or (tried.status == GONE and tried.code != BUSY):
        return "gone"
    return str(tried.status) if _is_mendable(tried) else tried.code


def after(
    tried: Tried, standing: Standing, now: datetime, *, jitter: float, patience: Patience | None = None
) -> Decision:
    """Decide what follows a try that did not deliver.

    `jitter` is from 0 to 1 and takes up to a fifth off a wait, so that what failed together does not come
    back together.
    """
    useless = _why_useless(tried, standing)
    if useless:
        return GiveUp(why=useless)
    told = standing.kind is not DeliveryKind.ENDPOINT_ALERT  # one that fails must not breed another
    if tried.status == GONE and tried.code != BUSY:
        return _suspended(standing, now, alert=told)
    at = now + _wait(tried, standing, jitter)
    limit = (patience or Patience()).of(high_risk=standing.high_risk)
    leaves = _why_left(tried, standing, at, limit)
    if leaves:
        return _left(standing, leaves, alert=told and tried.code not in OURS)
    is_mendable = _is_mendable(tried)
    why = "it asks to be mended" if is_mendable else "it may work later"
    return Retry(at=at, why=why, alert=told and is_mendable)


def _why_useless(tried: Tried, standing: Standing) -> str | None:
    if tried.code == NOT_COVERED:
        return "no contract or data agreement with the agency is in force"
    return "a test is sent once" if standing.kind is DeliveryKind.TEST else None


def _why_left(tried: Tried, standing: Standing, at: datetime, limit: timedelta) -> str | None:
    """Say why an address is not tried again at that instant; None where it is."""
    if tried.outcome is AttemptOutcome.PERMANENT and not _is_mendable(tried):
        return "the address refuses it for good"
    if standing.made >= MOST_ATTEMPTS:
        return f"{standing.made} tries failed"
    if standing.others and at > standing.waiting_since + limit:
        return f"not taken within {limit.total_seconds() / 60:g} minutes"
    return None


def _is_mendable(tried: Tried) -> bool:
    return tried.status in TO_BE_MENDED and tried.code != BUSY  # a mail server's 4xx is no HTTP status


def _wait(tried: Tried, standing: Standing, jitter: float) -> timedelta:
    """Give the plan's wait, or the longer one that the other side wishes for, never beyond the longest."""
    plan = HIGH_RISK if standing.high_risk else STANDARD
    planned = plan.waits[min(standing.made, len(plan.waits)) - 1] * (1 - jitter / 5)
    obeyed = tried.status in ASKS_FOR_TIME and tried.retry_after is not None
    wished = tried.retry_after if obeyed and tried.retry_after else timedelta()
    return max(planned, min(wished, plan.longest))


def _suspended(standing: Standing, now: datetime, *, alert: bool) -> Decision:
    why = "the address says that it is gone"
    if standing.others:
        return SwitchChannel(endpoint_id=standing.others[0], why=why, alert=alert, suspend=True)
    return Retry(at=now, why=why, alert=alert, suspend=True)


def _left(standing: Standing, why: str, *, alert: bool) -> Decision:
    """Leave an address: people are told, or a dead one would be made good by the next for ever."""
    if standing.others:
        return SwitchChannel(endpoint_id=standing.others[0], why=why, alert=alert)
    return GiveUp(why=why, alert=alert)
