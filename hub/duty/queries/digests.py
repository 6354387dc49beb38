"""Digests as rows: who has had none of a day yet, and what was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import AgencyKind
from hub.domain.duty import DigestFor
from hub.domain.ids import new_id
from hub.domain.opening import ALWAYS, Opening
from hub.models import Agency, Digest, Service

_TOLD = {AgencyKind.PROVIDER: DigestFor.PROVIDER, AgencyKind.COORDINATOR: DigestFor.COORDINATOR}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """An agency that is told each working morning what waits, with the hours of its services."""

    agency_id: UUID
    digest_for: DigestFor
    openings: tuple[Opening, ...]


def readers_without(tx: Transaction, day: date) -> tuple[Reader, ...]:
    """List the agencies that have had no digest of a day; coordinators can be told at any hour."""
    has_one = select(Digest.id).where(Digest.agency_id == Agency.id, Digest.day == day).exists()
    rows = tx.connection.execute(
        select(Agency.id, Agency.kind, func.jsonb_agg(Service.opening).label("openings"))
        .outerjoin(Service, Service.agency_id == Agency.id)
        .where(Agency.kind.in_(_TOLD), ~has_one)
        .group_by(Agency.id, Agency.kind)
        .order_by(Agency.id)
    )
    return tuple(
        Reader(
            agency_id=row.id,
            digest_for=_TOLD[row.kind],
            openings=(ALWAYS,)
            if row.kind is AgencyKind.COORDINATOR
            else tuple(Opening.parse(each) for each in row.openings if each is not None),
        )
        for row in rows
    )


def claim(tx: Transaction, reader: Reader, day: date) -> UUID | None:
    """Write that an agency's digest of a day is made; None if another worker has made it."""
    row = insert(Digest).values(
        id=new_id(),
        agency_id=reader.agency_id,
        digest_for=reader.digest_for,
        day=day,
        made_at=tx.now,
        counts={},
    )
    return tx.connection.execute(row.on_conflict_do_nothing().returning(Digest.id)).scalar_one_or_none()


def note(tx: Transaction, digest_id: UUID, counts: Mapping[str, int], delivery_id: UUID | None) -> None:
    """Write what a digest counted, and the message that says so."""
    tx.connection.execute(
        update(Digest).where(Digest.id == digest_id).values(counts=dict(counts), delivery_id=delivery_id)
    )
