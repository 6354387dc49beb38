"""Sealed persons: one to read, those to erase, and their end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from hub.db import Transaction
from hub.domain.codes import DeclineReason, ReferralStatus
from hub.models import Person, PersonToken, Referral, ReferralAmendment, ReferralEvent


def sealed_person(tx: Transaction, referral_id: UUID) -> dict[str, bytes | None] | None:
    """Read a person's sealed parts, by the part's name; None once they are erased."""
    row = tx.connection.execute(_PERSON, {"one": referral_id}).mappings().one_or_none()
    return None if row is None else dict(row)


_PERSON = select(Person.identity, Person.contact, Person.needs, Person.summary, Person.notes).where(
    Person.referral_id == bindparam("one")
)


_NOBODY_IS_SENT = (ReferralStatus.RETURNED, ReferralStatus.WITHDRAWN, ReferralStatus.INFORMATION_ONLY)


def lapsed(tx: Transaction, before: datetime, limit: int) -> tuple[UUID, ...]:
    """Find referrals that ended without support before then, with the person still on record."""
    over = Referral.status.in_(_NOBODY_IS_SENT)
    by_the_victim = func.array_position(Referral.reasons, str(DeclineReason.VICTIM_DECLINED)).is_not(None)
    ended = (Referral.status == ReferralStatus.CLOSED) & by_the_victim
    last = (
        select(func.max(ReferralEvent.at)).where(ReferralEvent.referral_id == Referral.id).scalar_subquery()
    )
    rows = tx.connection.execute(
        select(Referral.id)
        .join(Person, Person.referral_id == Referral.id)
        .where(over | ended, last < before)
        .limit(limit)
    )
    return tuple(rows.scalars())


def erase(tx: Transaction, referral_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Remove persons' parts, blind tokens and why they were amended; returns the referrals that had any."""
    if not referral_ids:
        return ()
    tx.connection.execute(delete(PersonToken).where(PersonToken.referral_id.in_(referral_ids)))
    tx.connection.execute(
        update(ReferralAmendment)
        .where(ReferralAmendment.referral_id.in_(referral_ids), ReferralAmendment.reason.is_not(None))
        .values(reason=None)
    )
    gone = tx.connection.execute(
        delete(Person).where(Person.referral_id.in_(referral_ids)).returning(Person.referral_id)
    )
    return tuple(gone.scalars())
