"""Chases, as rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, func, select, update

from hub.db import Transaction
from hub.domain.assignment import AssignmentState
from hub.domain.codes import AssignmentRole, ChaseStep, Clock, RiskBand
from hub.domain.ids import new_id
from hub.models import Agency, Assignment, Chase, ClockRow, Referral, Service


@dataclass(frozen=True, kw_only=True)
class DueChase:
    """A rung whose time has come, with what is needed to climb it."""

    id: UUID
    clock_id: UUID
    clock: Clock
    step: ChaseStep
    due_at: datetime
    clock_due_at: datetime
    assignment_id: UUID
    referral_id: UUID
    reference: str
    agency_id: UUID
    agency: str
    service: str
    state: AssignmentState
    role: AssignmentRole
    risk: RiskBand


def due_chases(tx: Transaction, limit: int) -> tuple[DueChase, ...]:
    """Lock the next rungs that are due, recalls aside; others may lock other ones at the same time."""
    tx.flush()
    rows = tx.connection.execute(_DUE, {"instant": tx.now, "most": limit})
    return tuple(DueChase(**row) for row in rows.mappings())


OPEN = (
    Chase.done_at.is_(None),
    Chase.cancelled_at.is_(None),
    Chase.due_at <= bindparam("instant", type_=DateTime(timezone=True)),
    Chase.step.in_(list(ChaseStep)),  # a rung of a newer version waits for a worker that knows it
)
RUNGS = (
    select(
        Chase.id,
        Chase.clock_id,
        ClockRow.clock,
        Chase.step,
        Chase.due_at,
        ClockRow.due_at.label("clock_due_at"),
        Assignment.id.label("assignment_id"),
        Assignment.referral_id,
        Referral.reference,
        Assignment.agency_id,
        Agency.name.label("agency"),
        Service.slug.label("service"),
        Assignment.state,
        Assignment.role,
        Referral.risk_band.label("risk"),
    )
    .join(ClockRow, ClockRow.id == Chase.clock_id)
    .join(Assignment, Assignment.id == ClockRow.assignment_id)
    .join(Referral, Referral.id == Assignment.referral_id)
    .join(Service, Service.id == Assignment.service_id)
    .join(Agency, Agency.id == Assignment.agency_id)
    .where(*OPEN)
    .order_by(Chase.due_at, Chase.id)
    .limit(bindparam("most"))
)
_DUE = RUNGS.where(Chase.step != ChaseStep.TAKE_BACK).with_for_update(of=Chase, skip_locked=True)


def rounds(tx: Transaction, clock_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Give the last round of each clock's rungs; a clock without any is left out."""
    tx.flush()
    rows = tx.connection.execute(
        select(Chase.clock_id, func.max(Chase.round))
        .where(Chase.clock_id.in_(list(clock_ids)))
        .group_by(Chase.clock_id)
    )
    return {row[0]: row[1] for row in rows}


def ask_again(tx: Transaction, assignment_ids: Iterable[UUID], due_at: datetime) -> None:
    """Put running clocks before a person once more at `due_at`, as the next round of their last rung."""
    tx.flush()
    rows = tx.connection.execute(
        select(ClockRow.id, func.coalesce(func.max(Chase.round), 0).label("rounds"))
        .outerjoin(Chase, Chase.clock_id == ClockRow.id)
        .where(ClockRow.assignment_id.in_(list(assignment_ids)), ClockRow.stopped_at.is_(None))
        .group_by(ClockRow.id)
    ).all()
    tx.append(
        Chase,
        [
            {
                "id": new_id(),
                "clock_id": row.id,
                "step": ChaseStep.TRIAGE,
                "due_at": due_at,
                "round": row.rounds + 1,
            }
            for row in rows
        ],
    )
    tx.flush()


def finish_chases(tx: Transaction, chase_ids: Iterable[UUID]) -> None:
    """Mark rungs as done."""
    tx.connection.execute(update(Chase).where(Chase.id.in_(list(chase_ids))).values(done_at=tx.now))


def chases_of(tx: Transaction, clock_ids: Iterable[UUID]) -> dict[UUID, list[Mapping[str, Any]]]:
    """Read the rungs of clocks by their clock, the oldest round first."""
    tx.flush()
    rows = tx.connection.execute(
        select(Chase.__table__).where(Chase.clock_id.in_(list(clock_ids))).order_by(Chase.round, Chase.id)
    )
    found: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in rows.mappings():
        found.setdefault(row["clock_id"], []).append(dict(row))
    return found


def cancel_chases(tx: Transaction, chase_ids: Iterable[UUID]) -> None:
    """Cancel rungs that wait; one that was taken meanwhile stays taken."""
    tx.connection.execute(
        update(Chase)
        .where(Chase.id.in_(list(chase_ids)), Chase.done_at.is_(None), Chase.cancelled_at.is_(None))
        .values(cancelled_at=tx.now)
    )
