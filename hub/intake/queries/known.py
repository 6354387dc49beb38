"""What the hub has already of an arriving referral: earlier versions, and the same person elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, tuple_

from hub.db import Transaction
from hub.domain.codes import OPEN_STATUSES, CrimeType, ReferralStatus
from hub.models import PersonToken, Referral

Key = tuple[str, str]
"""A source's own reference and the person's reference within it."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """The newest version of a referral that a source sent before."""

    id: UUID
    version: int
    status: ReferralStatus
    unit_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Match:
    """A live referral of another source that shares a blind token."""

    token: bytes
    id: UUID
    crime_type: CrimeType
    incident_at: datetime | None


def newest(tx: Transaction, source_id: UUID, keys: Iterable[Key]) -> dict[Key, Known]:
    """Find what a source sent before under these keys."""
    rows = tx.connection.execute(
        select(
            Referral.source_reference,
            Referral.person_reference,
            Referral.id,
            Referral.version,
            Referral.status,
            Referral.unit_id,
        )
        .where(
            Referral.source_agency_id == source_id,
            tuple_(Referral.source_reference, Referral.person_reference).in_(list(keys)),
        )
        .order_by(Referral.version)
    )
    return {
        (row.source_reference, row.person_reference): Known(
            id=row.id, version=row.version, status=row.status, unit_id=row.unit_id
        )
        for row in rows
    }


def lock_tokens(tx: Transaction, tokens: Iterable[bytes]) -> None:
    """Lock tokens in one order, so that two sources of one person are written one after the other."""
    numbers = sorted({int.from_bytes(token[:8], "big", signed=True) for token in tokens})
    if numbers:
        tx.connection.execute(
            text("SELECT pg_advisory_xact_lock(n) FROM unnest(CAST(:numbers AS bigint[])) AS n"),
            {"numbers": numbers},
        )


def matches(tx: Transaction, source_id: UUID, tokens: Iterable[bytes]) -> tuple[Match, ...]:
    """Find live referrals of other sources that share a token."""
    wanted = list(tokens)
    if not wanted:
        return ()
    rows = tx.connection.execute(
        select(PersonToken.token, Referral.id, Referral.crime_type, Referral.incident_at)
        .join(Referral, Referral.id == PersonToken.referral_id)
        .where(
            PersonToken.token.in_(wanted),
            Referral.source_agency_id != source_id,
            Referral.status.in_(OPEN_STATUSES),
        )
    )
    return tuple(Match(**row) for row in rows.mappings())
