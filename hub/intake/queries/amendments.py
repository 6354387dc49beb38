"""What a referral said before: earlier versions of it, and what was amended since."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from hub.db import Transaction
from hub.models import Person, Referral, ReferralAmendment

Key = tuple[UUID, str, str]
"""Source agency, its reference, and the person's number: what all versions of a referral share."""


def versions_before(tx: Transaction, key: Key, version: int | None = None) -> tuple[dict[str, Any], ...]:
    """Read the versions of a referral before one of them, the first one first; all where none is named."""
    agency, reference, person = key
    before = [] if version is None else [Referral.version < version]
    rows = tx.connection.execute(
        select(*Referral.__table__.columns)
        .where(
            Referral.source_agency_id == agency,
            Referral.source_reference == reference,
            Referral.person_reference == person,
            *before,
        )
        .order_by(Referral.version)
    )
    return tuple(dict(row) for row in rows.mappings())


def amendments(tx: Transaction, referral_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read how referrals were amended, oldest first, without the reasons."""
    tx.flush()
    shown = [column for column in ReferralAmendment.__table__.columns if column.name != "reason"]
    rows = tx.connection.execute(
        select(*shown)
        .where(ReferralAmendment.referral_id.in_(list(referral_ids)))
        .order_by(ReferralAmendment.at, ReferralAmendment.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def amendment_reasons(tx: Transaction, referral_id: UUID) -> dict[UUID, bytes]:
    """Read why a referral was amended each time, sealed, by the amendment's id; nothing of what is erased."""
    rows = tx.connection.execute(
        select(ReferralAmendment.id, ReferralAmendment.reason).where(
            ReferralAmendment.referral_id == referral_id, ReferralAmendment.reason.is_not(None)
        )
    )
    return {row.id: row.reason for row in rows}


def change(tx: Transaction, referral_id: UUID, columns: Mapping[str, Any]) -> None:
    """Write the columns of a referral that an amendment changes."""
    if columns:
        tx.connection.execute(update(Referral).where(Referral.id == referral_id).values(**columns))


def change_person(tx: Transaction, referral_id: UUID, sealed: Mapping[str, bytes]) -> None:
    """Write sealed parts of a person anew."""
    if sealed:
        tx.connection.execute(update(Person).where(Person.referral_id == referral_id).values(**sealed))


def as_it_was(row: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Take a referral's amendments back, given oldest first: what it said before them."""
    found = dict(row)
    for each in reversed(later):
        found |= each["before"]
    return found
