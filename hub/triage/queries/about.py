"""What a referral's open rows say of it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.db import Transaction
from hub.domain.codes import TriageReason
from hub.models import TriageItem


def possible_duplicates(tx: Transaction, referral_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Name the referrals that some referrals may be doubles of, by the ids of their open rows."""
    rows = tx.connection.execute(
        select(TriageItem.referral_id, TriageItem.detail).where(
            TriageItem.referral_id.in_(list(referral_ids)),
            TriageItem.reason == TriageReason.POSSIBLE_DUPLICATE,
            TriageItem.closed_at.is_(None),
        )
    )
    return {row.referral_id: row.detail["possible_duplicates"] for row in rows}


def open_reasons(tx: Transaction, referral_id: UUID) -> frozenset[TriageReason]:
    """Say for what a referral waits for a person."""
    return frozenset(tx.connection.execute(_OPEN_REASONS, {"one": referral_id}).scalars())


_OPEN_REASONS = select(TriageItem.reason).where(
    TriageItem.referral_id == bindparam("one"), TriageItem.closed_at.is_(None)
)
