"""What waits for the coordinator, by reference, for the morning's digest."""

from dataclasses import dataclass

from sqlalchemy import func, select

from hub.db import Transaction
from hub.models import Referral, TriageItem


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many rows are open and overdue, and the references of those that are due first."""

    open: int
    overdue: int
    references: tuple[str, ...]


def waiting(tx: Transaction, most: int) -> Waiting:
    """Count the open rows, and name the referrals of the `most` that are due first."""
    is_open = TriageItem.closed_at.is_(None)
    overdue = func.count().filter(TriageItem.due_at <= tx.now)
    counts = tx.connection.execute(select(func.count(), overdue).where(is_open)).one()
    references = tx.connection.execute(
        select(Referral.reference)
        .join(TriageItem, TriageItem.referral_id == Referral.id)
        .where(is_open)
        .order_by(TriageItem.due_at, TriageItem.id)
        .limit(most)
    ).scalars()
    return Waiting(open=counts[0], overdue=counts[1], references=tuple(dict.fromkeys(references)))
