"""Rungs at which a referral is taken back: its assignment is locked first, as every answer locks it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.db import Transaction
from hub.domain.codes import ChaseStep
from hub.models import Assignment, Chase, ClockRow
from hub.sla.queries.chases import OPEN, RUNGS, DueChase


def next_to_recall(tx: Transaction) -> UUID | None:
    """Lock the assignment whose recall has been due for longest; one that somebody acts on is passed over."""
    tx.flush()
    return tx.connection.execute(_TO_RECALL, {"instant": tx.now}).scalar_one_or_none()


def recall_still_due(tx: Transaction, assignment_id: UUID) -> DueChase | None:
    """Lock the recall that is due of a locked assignment, unless an answer has ended its clock meanwhile."""
    wanted = {"instant": tx.now, "most": 1, "assignment": assignment_id}
    row = tx.connection.execute(_RECALL_OF, wanted).mappings().one_or_none()
    return DueChase(**row) if row else None


def last_told(tx: Transaction, clock_id: UUID) -> tuple[datetime, datetime] | None:
    """Give when its provider was last to be told of a clock, and when it was; None for one never told."""
    row = tx.connection.execute(_TOLD, {"clock": clock_id}).one_or_none()
    return None if row is None else (row.due_at, row.done_at)


def put_off(tx: Transaction, chase_id: UUID, until: datetime) -> None:
    """Let a rung wait until a later instant."""
    tx.connection.execute(update(Chase).where(Chase.id == chase_id).values(due_at=until))


_TOLD = (
    select(Chase.due_at, Chase.done_at)
    .where(
        Chase.clock_id == bindparam("clock"),
        Chase.step.in_((ChaseStep.REMINDER, ChaseStep.ESCALATION)),
        Chase.done_at.is_not(None),
    )
    .order_by(Chase.due_at.desc())
    .limit(1)
)
_RECALL_OF = RUNGS.where(
    Chase.step == ChaseStep.TAKE_BACK, Assignment.id == bindparam("assignment"), ClockRow.stopped_at.is_(None)
).with_for_update(of=Chase)
_TO_RECALL = (
    select(Assignment.id)
    .join(ClockRow, ClockRow.assignment_id == Assignment.id)
    .join(Chase, Chase.clock_id == ClockRow.id)
    .where(*OPEN, Chase.step == ChaseStep.TAKE_BACK)
    .order_by(Chase.due_at, Chase.id)
    .limit(1)
    .with_for_update(of=Assignment, skip_locked=True)
)
