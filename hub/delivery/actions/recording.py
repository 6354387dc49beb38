"""What came of a try, written down with what follows from it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from hub import audit
from hub.audit import Entry, Event
from hub.channels import Sent
from hub.db import Transaction
from hub.delivery import rules
from hub.delivery.actions.falling_back import queue_elsewhere
from hub.delivery.queries import faults, outcome
from hub.delivery.queries.claim import Claimed
from hub.delivery.queries.outcome import Result
from hub.domain.codes import AttemptOutcome, ChannelKind, DeliveryKind, DeliveryState, SuspensionCause

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An address is to be mended, and nobody has been told of this cause today."""

    endpoint_id: UUID
    agency_id: UUID
    cause: str
    suspended: bool
    """Whether nothing more is sent there until a person says so."""
    has_others: bool
    """Whether its messages go to the agency's next address meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """The other side has it: for a referral, the hand-over."""

    delivery_id: UUID
    kind: DeliveryKind
    referral_id: UUID | None
    assignment_id: UUID | None
    agency_id: UUID
    channel: ChannelKind
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GaveUp:
    """No address is left to try: a person has to know, and why."""

    delivery_id: UUID
    kind: DeliveryKind
    referral_id: UUID | None
    assignment_id: UUID | None
    agency_id: UUID
    high_risk: bool
    why: str
    fault: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """It is tried again, here or at another address; nothing follows yet."""

    delivery_id: UUID
    until: datetime
    fault: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class NotAgain:
    """What a person sent again did not arrive: nothing follows, for it was settled before."""

    delivery_id: UUID
    fault: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class Lost:
    """The lease had ended, or the message was cancelled on its way: nothing was decided here."""

    delivery_id: UUID


Recorded = Confirmed | GaveUp | Waiting | NotAgain | Lost


def record(
    tx: Transaction,
    claimed: Claimed,
    sent: Sent,
    *,
    jitter: float,
    patience: rules.Patience | None = None,
) -> Recorded:
    """Write one try down while the lease is ours; returns what the journey has to know.

    `jitter` is from 0 to 1. Locks the assignment first, as everybody does who writes it with its messages,
    and an address that is to be suspended before the message.
    """
    if claimed.assignment_id:
        outcome.lock_assignment(tx, claimed.assignment_id)
    if sent.outcome is AttemptOutcome.DELIVERED:
        return _confirmed(tx, claimed, sent)
    goes_on = claimed.kind in rules.TRIES_ELSEWHERE and not claimed.is_replay
    others = outcome.later_endpoints(tx, claimed) if goes_on else ()
    tried = rules.Tried(
        outcome=sent.outcome, code=sent.code, status=sent.status, retry_after=sent.retry_after
    )
    standing = rules.Standing(
        kind=claimed.kind,
        made=claimed.made,
        waiting_since=claimed.waiting_since,
        high_risk=claimed.high_risk,
        others=others,
    )
    decided = rules.after(tried, standing, tx.now, jitter=jitter, patience=patience)
    return _followed(tx, claimed, sent, decided, rules.cause_of(tried))


def _followed(tx: Transaction, claimed: Claimed, sent: Sent, decided: rules.Decision, cause: str) -> Recorded:
    if decided.suspend:
        faults.lock_endpoint(tx, claimed.endpoint_id)
    if not _written(tx, claimed, sent, *_state_after(claimed, decided)):
        return Lost(delivery_id=claimed.id)
    _log.info("delivery_failed", delivery_id=str(claimed.id), code=sent.code)
    fault = _fault(tx, claimed, sent, decided, cause)
    match decided:
        case rules.Retry(at=at):
            return Waiting(delivery_id=claimed.id, until=at, fault=fault)
        case rules.SwitchChannel(endpoint_id=endpoint_id):
            return Waiting(delivery_id=queue_elsewhere(tx, claimed, endpoint_id), until=tx.now, fault=fault)
        case rules.GiveUp(why=why):
            if claimed.is_replay:
                return NotAgain(delivery_id=claimed.id, fault=fault)
            return _given_up(claimed, f"{why} ({sent.code})", fault)


def _state_after(claimed: Claimed, decided: rules.Decision) -> tuple[DeliveryState, datetime | None]:
    """Give the state and the due time; what arrived in an earlier round has arrived."""
    if isinstance(decided, rules.Retry):
        return DeliveryState.QUEUED, decided.at
    return DeliveryState.DELIVERED if claimed.arrived_before else DeliveryState.UNDELIVERABLE, None


def _fault(
    tx: Transaction, claimed: Claimed, sent: Sent, decided: rules.Decision, cause: str
) -> Fault | None:
    if decided.suspend and faults.suspend(tx, claimed.endpoint_id, SuspensionCause.GONE):
        found = {"endpoint": str(claimed.endpoint_id), "cause": SuspensionCause.GONE}
        audit.record(tx, Entry(event=Event.ENDPOINT_SUSPENDED, recipient_id=claimed.agency_id, detail=found))
    if not decided.alert or not faults.tell(tx, claimed.endpoint_id, cause, sent.status):
        return None
    return Fault(
        endpoint_id=claimed.endpoint_id,
        agency_id=claimed.agency_id,
        cause=cause,
        suspended=decided.suspend,
        has_others=isinstance(decided, rules.SwitchChannel),
    )


def _confirmed(tx: Transaction, claimed: Claimed, sent: Sent) -> Recorded:
    if not _written(tx, claimed, sent, DeliveryState.DELIVERED):
        return Lost(delivery_id=claimed.id)
    return Confirmed(
        delivery_id=claimed.id,
        kind=claimed.kind,
        referral_id=claimed.referral_id,
        assignment_id=claimed.assignment_id,
        agency_id=claimed.agency_id,
        channel=claimed.channel,
        at=tx.now,
    )


def _given_up(claimed: Claimed, why: str, fault: Fault | None) -> GaveUp:
    return GaveUp(
        delivery_id=claimed.id,
        kind=claimed.kind,
        referral_id=claimed.referral_id,
        assignment_id=claimed.assignment_id,
        agency_id=claimed.agency_id,
        high_risk=claimed.high_risk,
        why=why,
        fault=fault,
    )


def _written(
    tx: Transaction, claimed: Claimed, sent: Sent, state: DeliveryState, due_at: datetime | None = None
) -> bool:
    """Write the try; false if the lease was lost, or the message cancelled meanwhile."""
    result = Result(state=state, due_at=due_at, outcome=sent.outcome, code=sent.code, status=sent.status)
    wrote = outcome.write(tx, claimed, result)
    if wrote is not state:
        _log.info("delivery_not_ours", delivery_id=str(claimed.id), state=wrote, outcome=sent.outcome)
    return wrote is state
