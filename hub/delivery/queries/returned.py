"""Mails that came back, as rows, and the messages that they are about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.delivery.queries.holding import ABOUT, HOLDS
from hub.domain.assignment import LIVE
from hub.domain.codes import (
    AttemptOutcome,
    ChannelKind,
    DeliveryKind,
    DeliveryState,
    EndpointPurpose,
    ReturnTrust,
    RiskBand,
)
from hub.domain.ids import new_id
from hub.models import Attempt, Delivery, Endpoint, ReturnedMailRow


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A message that a mail is about, locked, with where it went and how it stands."""

    id: UUID
    kind: DeliveryKind
    referral_id: UUID | None
    assignment_id: UUID | None
    agency_id: UUID
    endpoint_id: UUID
    purpose: EndpointPurpose
    position: int
    state: DeliveryState
    attempts: int
    is_in_hand: bool
    """Whether a worker sends it at this moment, so that nobody knows yet what comes of it."""
    still_holds: bool
    is_live: bool
    is_repeated: bool
    high_risk: bool
    detail: Mapping[str, Any] = field(default_factory=dict)


_LIVE = ", ".join(f"'{state}'" for state in sorted(LIVE))
_SUBJECT = text(f"""
    SELECT d.id, d.kind, d.referral_id, d.assignment_id, d.agency_id, d.endpoint_id, e.purpose, e.position,
           d.state, d.attempts, d.detail,
           coalesce(d.lease_until > clock_timestamp(), false) AS is_in_hand,
           coalesce({HOLDS}, false)
               AND NOT EXISTS (SELECT 1 FROM notice_receipt n WHERE n.delivery_id = d.id) AS still_holds,
           coalesce(a.state IN ({_LIVE}), false) AS is_live,
           EXISTS (SELECT 1 FROM delivery later
                    WHERE later.kind = d.kind AND later.agency_id = d.agency_id AND d.chase_id IS NULL
                      AND later.assignment_id = d.assignment_id
                      AND (later.created_at, later.id) > (d.created_at, d.id)
                      AND later.state IN ('{DeliveryState.QUEUED}', '{DeliveryState.DELIVERED}')
           ) AS is_repeated,
           coalesce(r.risk_band = '{RiskBand.HIGH}', false) AS high_risk
      FROM delivery d
      JOIN endpoint e ON e.id = d.endpoint_id
      LEFT JOIN referral r ON r.id = d.referral_id
      {ABOUT}
     WHERE d.id = :id AND e.channel = '{ChannelKind.EMAIL}'
       FOR UPDATE OF d
""")


def assignment_of(tx: Transaction, delivery_id: UUID) -> UUID | None:
    """Say which assignment a message is about, without a lock: that of the assignment comes first."""
    return tx.connection.execute(
        select(Delivery.assignment_id).where(Delivery.id == delivery_id)
    ).scalar_one_or_none()


def lock_subject(tx: Transaction, delivery_id: UUID) -> Subject | None:
    """Lock a mail that the hub has sent, or was to send; None if there is none such."""
    row = tx.connection.execute(_SUBJECT, {"id": delivery_id}).mappings().one_or_none()
    if row is None:
        return None
    return Subject(
        **{
            **row,
            "kind": DeliveryKind(row["kind"]),
            "purpose": EndpointPurpose(row["purpose"]),
            "state": DeliveryState(row["state"]),
        }
    )


def add(tx: Transaction, row: Mapping[str, Any]) -> bool:
    """Write what a mail was, once; false if it has been read before."""
    written = {"id": new_id(), "at": tx.now, **row}
    added = tx.connection.execute(
        insert(ReturnedMailRow).values(**written).on_conflict_do_nothing().returning(ReturnedMailRow.id)
    )
    return added.first() is not None


def is_known(tx: Transaction, digest: bytes) -> bool:
    """Say whether a mail has been read before."""
    return tx.connection.execute(
        select(ReturnedMailRow.id).where(ReturnedMailRow.digest == digest)
    ).first() is not None  # fmt: skip


def did_not_arrive(tx: Transaction, subject: Subject, *, code: str, reply: int | None) -> None:
    """Make a message undeliverable after all, by a try of its own that says so.

    A lease that ran out is ended too, so that a worker which was frozen with it changes nothing any more.
    """
    tx.connection.execute(
        update(Delivery)
        .where(Delivery.id == subject.id)
        .values(
            state=DeliveryState.UNDELIVERABLE,
            delivered_at=None,
            attempts=subject.attempts + 1,
            lease_token=None,
            lease_until=None,
        )
    )
    said = {"outcome": AttemptOutcome.PERMANENT, "code": code, "status": reply}
    instants = {"started_at": tx.now, "ended_at": tx.now}
    new = insert(Attempt).values(
        id=new_id(),
        delivery_id=subject.id,
        number=subject.attempts + 1,
        endpoint_id=subject.endpoint_id,
        **instants,
        **said,
    )
    # a try that was given back has left a row with the next number
    tx.connection.execute(
        new.on_conflict_do_update(
            index_elements=[Attempt.delivery_id, Attempt.number], set_={**instants, **said}
        )
    )


def forget(tx: Transaction, age: timedelta) -> None:
    """Delete what is about no message of the hub's, once it is that old."""
    tx.connection.execute(
        delete(ReturnedMailRow).where(
            ReturnedMailRow.trust != ReturnTrust.PROVEN, ReturnedMailRow.at < tx.now - age
        )
    )


def returned_of(tx: Transaction, delivery_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read what came back of a message, and of its twins to the agency's other addresses, oldest first.

    Rows of at, kind, status, effect and address.
    """
    one = select(Delivery.kind, Delivery.agency_id, Delivery.referral_id, Delivery.assignment_id)
    wanted = one.where(Delivery.id == delivery_id).subquery()
    rows = tx.connection.execute(
        select(
            ReturnedMailRow.at,
            ReturnedMailRow.kind,
            ReturnedMailRow.status,
            ReturnedMailRow.effect,
            Endpoint.address,
        )
        .join(Delivery, Delivery.id == ReturnedMailRow.delivery_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .join(
            wanted,
            (wanted.c.kind == Delivery.kind)
            & (wanted.c.agency_id == Delivery.agency_id)
            & wanted.c.referral_id.is_not_distinct_from(Delivery.referral_id)
            & wanted.c.assignment_id.is_not_distinct_from(Delivery.assignment_id),
        )
        .order_by(ReturnedMailRow.at, ReturnedMailRow.id)
    )
    return tuple(dict(row) for row in rows.mappings())
