"""What came of a try, written down with what follows from it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from hub.channels import Code, Sent
from hub.db import Transaction
from hub.delivery import rules
from hub.delivery.actions.queueing import NewDelivery, queue
from hub.delivery.queries import outcome
from hub.delivery.queries.claim import Claimed
from hub.delivery.queries.outcome import Result
from hub.domain.codes import AttemptOutcome, ChannelKind, DeliveryKind, DeliveryState

_log = structlog.get_logger(__name__)


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


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """It is tried again, here or at another address; nothing follows yet."""

    delivery_id: UUID
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Lost:
    """The lease had ended, or the message was cancelled on its way: nothing was decided here."""

    delivery_id: UUID


Recorded = Confirmed | GaveUp | Waiting | Lost


def record(tx: Transaction, claimed: Claimed, sent: Sent, *, jitter: float) -> Recorded:
    """Write one try down while the lease is ours; returns what the journey has to know.

    `jitter` is from 0 to 1. Locks the assignment first, as everybody does who writes it with its messages.
    """
    if claimed.assignment_id:
        outcome.lock_assignment(tx, claimed.assignment_id)
    if sent.outcome is AttemptOutcome.DELIVERED:
        return _confirmed(tx, claimed, sent)
    match _decided(tx, claimed, sent, jitter):
        case rules.Retry(at=at):
            return _waiting(tx, claimed, sent, at)
        case rules.SwitchChannel(endpoint_id=endpoint_id):
            return _switched(tx, claimed, sent, endpoint_id)
        case rules.GiveUp(why=why):
            return _given_up(tx, claimed, sent, why)


def _decided(tx: Transaction, claimed: Claimed, sent: Sent, jitter: float) -> rules.Decision:
    if sent.code is Code.NOT_COVERED:
        return rules.GiveUp(why="no contract or data agreement with the agency is in force")
    others = outcome.later_endpoints(tx, claimed) if claimed.kind in rules.TRIES_ELSEWHERE else ()
    return rules.after(
        sent.outcome,
        claimed.attempt,
        tx.now,
        high_risk=claimed.high_risk,
        jitter=jitter,
        retry_after=sent.retry_after,
        others=others,
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


def _waiting(tx: Transaction, claimed: Claimed, sent: Sent, at: datetime) -> Recorded:
    if not _written(tx, claimed, sent, DeliveryState.QUEUED, due_at=at):
        return Lost(delivery_id=claimed.id)
    return Waiting(delivery_id=claimed.id, until=at)


def _switched(tx: Transaction, claimed: Claimed, sent: Sent, endpoint_id: UUID) -> Recorded:
    if not _written(tx, claimed, sent, DeliveryState.UNDELIVERABLE):
        return Lost(delivery_id=claimed.id)
    (new_id,) = queue(
        tx,
        [
            NewDelivery(
                kind=claimed.kind,
                agency_id=claimed.agency_id,
                endpoint_id=endpoint_id,
                referral_id=claimed.referral_id,
                assignment_id=claimed.assignment_id,
                due_at=tx.now,
                detail=claimed.detail,
            )
        ],
    )
    return Waiting(delivery_id=new_id, until=tx.now)


def _given_up(tx: Transaction, claimed: Claimed, sent: Sent, why: str) -> Recorded:
    if not _written(tx, claimed, sent, DeliveryState.UNDELIVERABLE):
        return Lost(delivery_id=claimed.id)
    return GaveUp(
        delivery_id=claimed.id,
        kind=claimed.kind,
        referral_id=claimed.referral_id,
        assignment_id=claimed.assignment_id,
        agency_id=claimed.agency_id,
        high_risk=claimed.high_risk,
        why=f"{why} ({sent.code})",
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
