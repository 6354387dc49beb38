"""Referrals that came back and wait for their unit, and what a unit was asked to do."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.orm import aliased

from hub.access.scopes import referrals_sent_by
from hub.db import Transaction
from hub.domain.codes import UnitTask
from hub.intake.queries.unit_list import waits_for_the_unit
from hub.models import Referral, UnitTaskRow


def is_waiting(tx: Transaction, referral_id: UUID) -> bool:
    """Say whether a referral of the scope's own came back and waits for its unit."""
    found = tx.connection.execute(
        select(Referral.id).where(
            Referral.id == referral_id, referrals_sent_by(tx.scope), waits_for_the_unit()
        )
    )
    return found.scalar() is not None


def sent_again_as(tx: Transaction, referral_id: UUID) -> dict[str, Any] | None:
    """Find the next version of a referral: its id and reference; None if there is none of the scope's own."""
    before = aliased(Referral)
    found = tx.connection.execute(
        select(Referral.id, Referral.reference)
        .join(
            before,
            and_(
                before.source_agency_id == Referral.source_agency_id,
                before.source_reference == Referral.source_reference,
                before.person_reference == Referral.person_reference,
                before.version == Referral.version - 1,
            ),
        )
        .where(before.id == referral_id, referrals_sent_by(tx.scope))
    ).mappings()
    row = found.one_or_none()
    return dict(row) if row else None


def lock_returned(tx: Transaction, referral_id: UUID) -> bool:
    """Say the same, with the referral locked, so that it is let go or sent again by one at a time."""
    lock = select(Referral.id).where(Referral.id == referral_id).with_for_update()
    tx.connection.execute(lock)
    return is_waiting(tx, referral_id)


def finish_task(tx: Transaction, referral_id: UUID, task: UnitTask) -> bool:
    """Mark a unit's task as done, once; says whether it was open."""
    done = tx.connection.execute(
        update(UnitTaskRow)
        .where(
            UnitTaskRow.referral_id == referral_id, UnitTaskRow.task == task, UnitTaskRow.done_at.is_(None)
        )
        .values(done_at=tx.now)
    )
    return done.rowcount > 0
