"""Messages, links and addresses as rows, read and written outside a claim."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from hub.db import Transaction
from hub.domain.codes import (
    ChannelKind,
    DeliveryKind,
    DeliveryState,
    EndpointPurpose,
    SuspensionCause,
)
from hub.models import Delivery, Endpoint, WorkerHeartbeat

_WAITING = (DeliveryState.HELD, DeliveryState.QUEUED)


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address of an agency that is in use."""

    id: UUID
    agency_id: UUID
    unit_id: UUID | None
    purpose: EndpointPurpose
    channel: ChannelKind
    position: int
    address: str = field(repr=False)


_ADDRESS = (
    Endpoint.id,
    Endpoint.agency_id,
    Endpoint.unit_id,
    Endpoint.purpose,
    Endpoint.channel,
    Endpoint.position,
    Endpoint.address,
)


_FOR_GOOD = (SuspensionCause.REPLACED, SuspensionCause.NOT_NAMED)
_ADDRESSES = (
    select(*_ADDRESS)
    .where(
        Endpoint.agency_id == any_(bindparam("agencies", type_=ARRAY(Uuid))),
        Endpoint.purpose == bindparam("for_this"),
    )
    .order_by(Endpoint.agency_id, Endpoint.paused, Endpoint.position, Endpoint.id)
)
_IN_USE = _ADDRESSES.where(~Endpoint.paused)
_OR_SUSPENDED = _ADDRESSES.where(
    ~Endpoint.paused | Endpoint.suspended_for.is_(None) | Endpoint.suspended_for.not_in(_FOR_GOOD)
)


def addresses(
    tx: Transaction,
    agency_ids: Collection[UUID],
    purpose: EndpointPurpose,
    *,
    or_suspended: bool = False,
) -> tuple[Address, ...]:
    """Read the addresses in use of some agencies for a purpose, in the order in which they are tried.

    `or_suspended` adds, behind them, those that may be used again.
    """
    statement = _OR_SUSPENDED if or_suspended else _IN_USE
    rows = tx.connection.execute(statement, {"agencies": list(agency_ids), "for_this": purpose})
    return tuple(Address(**row) for row in rows.mappings())


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write messages."""
    tx.insert(Delivery, rows)


_ADD_LINKS = text("""
    INSERT INTO link (delivery_id, expires_at)
    SELECT message.id, :expires_at
    FROM unnest(CAST(:messages AS uuid[]), CAST(:endpoints AS uuid[])) AS message (id, endpoint_id)
    JOIN endpoint ON endpoint.id = message.endpoint_id AND endpoint.channel = :mail
""")


def add_links(tx: Transaction, endpoint_of: Mapping[UUID, UUID], expires_at: datetime) -> None:
    """Give those of these messages that go out as mails a link each; given with the address of each."""
    if endpoint_of:
        sent = {"messages": list(endpoint_of), "endpoints": list(endpoint_of.values())}
        tx.connection.execute(_ADD_LINKS, {**sent, "expires_at": expires_at, "mail": str(ChannelKind.EMAIL)})


def release(tx: Transaction, referral_id: UUID) -> tuple[UUID, ...]:
    """Make what is held of a referral due now, and what was to wait and has not been tried."""
    waits = (Delivery.state == DeliveryState.QUEUED) & (Delivery.attempts == 0) & (Delivery.due_at > tx.now)
    return tuple(
        tx.connection.execute(
            update(Delivery)
            .where(
                Delivery.referral_id == referral_id,
                Delivery.kind == DeliveryKind.REFERRAL,
                or_(Delivery.state == DeliveryState.HELD, waits),
            )
            .values(state=DeliveryState.QUEUED, due_at=tx.now, waiting_since=tx.now)
            .returning(Delivery.id)
        ).scalars()
    )


def cancel(
    tx: Transaction, assignment_ids: Collection[UUID], kinds: Collection[DeliveryKind]
) -> tuple[UUID, ...]:
    """Cancel what has not gone out; a lease is left, so that one under way may still say how it ended."""
    return tuple(
        tx.connection.execute(
            update(Delivery)
            .where(
                Delivery.assignment_id.in_(assignment_ids),
                Delivery.kind.in_(kinds),
                Delivery.state.in_(_WAITING),
            )
            .values(state=DeliveryState.CANCELLED)
            .returning(Delivery.id)
        ).scalars()
    )


def failed(tx: Transaction, delivery_id: UUID) -> dict[str, Any] | None:
    """Read a message that was given up, with the purpose of its address; None if it is none such."""
    row = (
        tx.connection.execute(
            select(
                Delivery.kind,
                Delivery.agency_id,
                Delivery.endpoint_id,
                Delivery.referral_id,
                Delivery.assignment_id,
                Delivery.detail,
                Endpoint.purpose,
            )
            .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
            .where(Delivery.id == delivery_id, Delivery.state == DeliveryState.UNDELIVERABLE)
        )
        .mappings()
        .one_or_none()
    )
    return dict(row) if row else None


def tried(tx: Transaction, assignment_ids: Collection[UUID]) -> frozenset[UUID]:
    """Find the assignments a message of which was tried at least once."""
    found = tx.connection.execute(
        select(Delivery.assignment_id).where(
            Delivery.assignment_id.in_(assignment_ids), Delivery.attempts > 0
        )
    )
    return frozenset(each for each in found.scalars() if each is not None)


def beat(tx: Transaction, name: str) -> None:
    """Write that a worker has looked."""
    row = upsert(WorkerHeartbeat).values(name=name, seen_at=tx.now)
    tx.connection.execute(
        row.on_conflict_do_update(
            index_elements=[WorkerHeartbeat.name], set_={"seen_at": row.excluded.seen_at}
        )
    )
