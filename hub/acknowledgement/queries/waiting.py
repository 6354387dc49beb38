"""What waits for a provider's answer, by reference, for its morning digest."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.domain.assignment import LIVE
from hub.domain.codes import Clock
from hub.models import Assignment, ClockRow, Referral

_IS_PAUSED = ClockRow.pauses.contains([{"until": None}])


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """One referral that waits for a provider: for what, and by when."""

    reference: str
    clock: Clock
    due_at: datetime


def awaited(tx: Transaction, agency_id: UUID) -> tuple[Awaited, ...]:
    """List an agency's live assignments with the clock that is due first, the soonest due first.

    What is not handed over yet is the hub's to see to, and what stands still waits for nobody.
    """
    rows = tx.connection.execute(
        select(Assignment.id, Referral.reference, ClockRow.clock, ClockRow.due_at)
        .join(Referral, Referral.id == Assignment.referral_id)
        .join(ClockRow, ClockRow.assignment_id == Assignment.id)
        .where(
            Assignment.agency_id == agency_id,
            Assignment.state.in_(LIVE),
            ClockRow.stopped_at.is_(None),
            ClockRow.clock != Clock.HANDED_OVER,
            ~_IS_PAUSED,
        )
        .order_by(ClockRow.due_at, Assignment.id, ClockRow.clock)
    )
    first: dict[UUID, Awaited] = {}
    for row in rows:
        first.setdefault(row.id, Awaited(reference=row.reference, clock=row.clock, due_at=row.due_at))
    return tuple(first.values())
