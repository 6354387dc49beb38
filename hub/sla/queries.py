"""Clocks and chases, as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Update, any_, bindparam, case, cast, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.assignment import AssignmentState
from hub.domain.codes import AssignmentRole, ChaseStep, Clock, RiskBand
from hub.domain.ids import new_id
from hub.models import Assignment, Chase, ClockRow, Referral, Service


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
    service: str
    state: AssignmentState
    role: AssignmentRole
    risk: RiskBand


_ADD_CLOCKS = insert(ClockRow).on_conflict_do_nothing()
_ADD_CHASES = insert(Chase).from_select(
    [column.name for column in Chase.__table__.c if not column.nullable],
    select(
        *(
            bindparam(f"new_{column.name}", type_=column.type)
            for column in Chase.__table__.c
            if not column.nullable
        )
    ).where(select(ClockRow.id).where(ClockRow.id == bindparam("new_clock_id")).exists()),
)
"""A clock that ran before keeps its own rungs: those of the one that was not written go nowhere."""


def add(tx: Transaction, clocks: Sequence[dict[str, Any]], chases: Sequence[dict[str, Any]]) -> None:
    """Write clocks and their rungs; a clock that ran before, of the same round, stays as it is.

    They wait for the end of the transaction, or for the next act on the same assignment in it.
    """
    tx.append(_ADD_CLOCKS, clocks)
    tx.append(_ADD_CHASES, [{f"new_{name}": value for name, value in each.items()} for each in chases])
    if chases and not clocks:
        tx.flush()  # rungs of a clock that is on record: nothing here would tell whose they are


def _write_waiting(tx: Transaction, assignment_id: UUID) -> None:
    if any(row["assignment_id"] == assignment_id for row in tx.appended.get(_ADD_CLOCKS, ())):
        tx.flush()


def stop(tx: Transaction, assignment_id: UUID, clocks: Iterable[Clock], at: datetime) -> None:
    """Stop running clocks of these kinds, as kept or as late, and cancel their waiting rungs."""
    kinds = [str(clock) for clock in clocks]
    tx.connection.execute(_STOP, {**_closing(tx, assignment_id, at), "kinds": kinds})


def end(tx: Transaction, assignment_id: UUID, at: datetime) -> None:
    """End every running clock of an assignment that is over; one that was not late yet counts as neither."""
    tx.connection.execute(_END, _closing(tx, assignment_id, at))


def _closing(tx: Transaction, assignment_id: UUID, at: datetime) -> dict[str, Any]:
    _write_waiting(tx, assignment_id)
    return {"assignment": assignment_id, "instant": at, "recorded": tx.now}


def _close(clocks: Update) -> Update:
    closed = clocks.returning(ClockRow.id).cte("closed")
    return (
        update(Chase)
        .where(Chase.clock_id.in_(select(closed.c.id)), Chase.done_at.is_(None), Chase.cancelled_at.is_(None))
        .values(cancelled_at=bindparam("recorded"))
    )


# built once: nearly every act stops a clock, and building costs several times what running does
_INSTANT = bindparam("instant", type_=DateTime(timezone=True))
_PAUSED = ClockRow.pauses.contains([{"until": None}])
_PAUSED_AT = cast(ClockRow.pauses[-1]["since"].astext, DateTime(timezone=True))
_LATE = ClockRow.due_at <= case((_PAUSED, _PAUSED_AT), else_=_INSTANT)
_BREACHED = _LATE | ClockRow.breached_at.is_not(None)
_RUNNING = (
    update(ClockRow)
    .where(
        ClockRow.assignment_id == bindparam("assignment"),
        ClockRow.stopped_at.is_(None),
    )
    .values(
        stopped_at=_INSTANT,
        # a breach on record stays, however late somebody says that it was in time
        breached_at=func.coalesce(ClockRow.breached_at, case((_LATE, ClockRow.due_at), else_=null())),
    )
)
_OF_THESE_KINDS = cast(ClockRow.clock, Text) == any_(bindparam("kinds", type_=ARRAY(Text)))
_STOP = _close(_RUNNING.where(_OF_THESE_KINDS).values(met=~_BREACHED))
_END = _close(_RUNNING.values(met=case((_BREACHED, False), else_=null())))


def mark_breaches(tx: Transaction) -> int:
    """Record the breach of every running clock that is due by now, once; returns how many there were."""
    tx.flush()
    found = tx.connection.execute(
        update(ClockRow)
        .where(
            ClockRow.stopped_at.is_(None),
            ClockRow.breached_at.is_(None),
            ClockRow.due_at <= tx.now,
            ~_PAUSED,
        )
        .values(breached_at=ClockRow.due_at)
    )
    return found.rowcount


def due_chases(tx: Transaction, limit: int) -> tuple[DueChase, ...]:
    """Lock the next rungs that are due; others may lock other ones at the same time."""
    tx.flush()
    rows = tx.connection.execute(_DUE, {"instant": tx.now, "most": limit})
    return tuple(DueChase(**row) for row in rows.mappings())


_DUE = (
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
        Service.slug.label("service"),
        Assignment.state,
        Assignment.role,
        Referral.risk_band.label("risk"),
    )
    .join(ClockRow, ClockRow.id == Chase.clock_id)
    .join(Assignment, Assignment.id == ClockRow.assignment_id)
    .join(Referral, Referral.id == Assignment.referral_id)
    .join(Service, Service.id == Assignment.service_id)
    .where(
        Chase.done_at.is_(None),
        Chase.cancelled_at.is_(None),
        Chase.due_at <= bindparam("instant"),
        Chase.step.in_(list(ChaseStep)),  # a rung of a newer version waits for a worker that knows it
    )
    .order_by(Chase.due_at, Chase.id)
    .limit(bindparam("most"))
    .with_for_update(of=Chase, skip_locked=True)
)


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


def of_assignments(tx: Transaction, assignment_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read the clocks of some assignments, oldest first, for an answer or a timeline."""
    tx.flush()
    rows = tx.connection.execute(
        select(
            ClockRow.assignment_id,
            ClockRow.clock,
            ClockRow.started_at,
            ClockRow.due_at,
            ClockRow.stopped_at,
            ClockRow.breached_at,
            ClockRow.met,
            ClockRow.why,
        )
        .where(ClockRow.assignment_id.in_(list(assignment_ids)))
        .order_by(ClockRow.started_at, ClockRow.due_at, ClockRow.id)
    )
    return tuple(dict(row) for row in rows.mappings())
