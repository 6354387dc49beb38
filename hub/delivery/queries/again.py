"""Messages that a person sends again, and tests: what is there, and the row back in the queue."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update

from hub.db import Transaction
from hub.delivery.queries.holding import ABOUT, HOLDS_AGAIN
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.models import Delivery, Link


@dataclass(frozen=True, kw_only=True)
class Sendable:
    """A message, whether it would hold if it were sent again, and whether its address is in use."""

    id: UUID
    kind: DeliveryKind
    agency_id: UUID
    referral_id: UUID | None
    assignment_id: UUID | None
    state: DeliveryState
    holds: bool
    paused: bool


_FIND = text(f"""
    SELECT d.id, d.kind, d.agency_id, d.referral_id, d.assignment_id, d.state, e.paused,
           coalesce({HOLDS_AGAIN}, false) AS holds
    FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id {ABOUT}
    WHERE d.id = :id FOR UPDATE OF d
""")


def find(tx: Transaction, delivery_id: UUID) -> Sendable | None:
    """Read and lock one message; what it is about must be locked before, as everybody does."""
    row = tx.connection.execute(_FIND, {"id": delivery_id}).mappings().one_or_none()
    if row is None:
        return None
    return Sendable(**{**row, "kind": DeliveryKind(row["kind"]), "state": DeliveryState(row["state"])})


def about(tx: Transaction, delivery_id: UUID) -> tuple[DeliveryKind, UUID | None]:
    """Read of which kind a message is, and about which assignment; it must be there."""
    wanted = select(Delivery.kind, Delivery.assignment_id).where(Delivery.id == delivery_id)
    row = tx.connection.execute(wanted).one()
    return row.kind, row.assignment_id


def requeue(tx: Transaction, delivery_id: UUID) -> None:
    """Begin a new round of tries, due now, under the same id; a mail's link opens as long as a new one's."""
    tx.connection.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(
            state=DeliveryState.QUEUED,
            due_at=tx.now,
            waiting_since=tx.now,
            tries_before=Delivery.attempts,
            replayed_at=tx.now,
        )
    )


def renew_link(tx: Transaction, delivery_id: UUID, until: datetime) -> None:
    """Let a mail's link open until then, if it has one that ends before."""
    tx.connection.execute(
        update(Link)
        .where(Link.delivery_id == delivery_id)
        .values(expires_at=func.greatest(Link.expires_at, until))
    )


def test_waits(tx: Transaction, endpoint_id: UUID) -> bool:
    """Say whether a test of an address has not ended yet."""
    waiting = select(Delivery.id).where(
        Delivery.endpoint_id == endpoint_id,
        Delivery.kind == DeliveryKind.TEST,
        Delivery.state == DeliveryState.QUEUED,
    )
    return tx.connection.execute(waiting.limit(1)).first() is not None
