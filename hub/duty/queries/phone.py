"""Phone tasks and the calls about them, as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import RiskBand
from hub.domain.duty import PhoneEnd, PhoneOutcome, PhoneReason
from hub.models import Agency, PhoneCall, PhoneTask, Referral


@dataclass(frozen=True, kw_only=True)
class Task:
    """That an agency must be rung about a referral: why, at which number, by when, on whose list it is."""

    id: UUID
    referral_id: UUID
    reference: str
    assignment_id: UUID | None
    agency_id: UUID
    agency: str
    agency_name: str
    reason: PhoneReason
    why: str
    number: str | None
    answers_there: str | None
    risk: RiskBand
    asked_at: datetime
    due_at: datetime
    on_desk: bool
    alerts: int
    alert_id: UUID | None
    ended_at: datetime | None
    end: PhoneEnd | None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call that was made about a task; `spoken_to` is sealed."""

    id: UUID
    task_id: UUID
    at: datetime
    outcome: PhoneOutcome
    spoken_to: bytes | None


_TASKS: Select[*tuple[Any, ...]] = (
    select(
        PhoneTask.id,
        PhoneTask.referral_id,
        Referral.reference,
        PhoneTask.assignment_id,
        PhoneTask.agency_id,
        Agency.slug.label("agency"),
        Agency.name.label("agency_name"),
        PhoneTask.reason,
        PhoneTask.why,
        PhoneTask.number,
        PhoneTask.answers_there,
        Referral.risk_band.label("risk"),
        PhoneTask.asked_at,
        PhoneTask.due_at,
        PhoneTask.on_desk,
        PhoneTask.alerts,
        PhoneTask.alert_id,
        PhoneTask.ended_at,
        PhoneTask.end,
    )
    .join(Referral, Referral.id == PhoneTask.referral_id)
    .join(Agency, Agency.id == PhoneTask.agency_id)
)
_IS_OPEN = PhoneTask.ended_at.is_(None)


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> frozenset[UUID]:
    """Write tasks, leaving out what is open already; returns the ids of the new ones."""
    if not rows:
        return frozenset()
    new = insert(PhoneTask).on_conflict_do_nothing().returning(PhoneTask.id)
    return frozenset(tx.connection.execute(new, list(rows)).scalars())


def open_tasks(tx: Transaction, limit: int = 200) -> tuple[Task, ...]:
    """List what is open, the soonest due first."""
    statement = _TASKS.where(_IS_OPEN).order_by(PhoneTask.due_at, PhoneTask.id).limit(limit)
    return _read(tx, statement)


def counts(tx: Transaction) -> tuple[int, int]:
    """Count the open tasks, and those of them that are past their due time."""
    overdue = func.count().filter(PhoneTask.due_at <= tx.now)
    row = tx.connection.execute(select(func.count(), overdue).where(_IS_OPEN)).one()
    return row[0], row[1]


def known(tx: Transaction, task_ids: Iterable[UUID]) -> tuple[Task, ...]:
    """Read some tasks, open or not."""
    return _read(tx, _TASKS.where(PhoneTask.id.in_(list(task_ids))).order_by(PhoneTask.due_at, PhoneTask.id))


def lock(tx: Transaction, task_id: UUID) -> Task | None:
    """Lock one task, open or not."""
    found = _read(tx, _TASKS.where(PhoneTask.id == task_id).with_for_update(of=PhoneTask))
    return found[0] if found else None


def lock_due(tx: Transaction, most: int) -> tuple[Task, ...]:
    """Lock open tasks whose next alert is due; what another worker has in hand is skipped."""
    return _read(
        tx,
        _TASKS.where(_IS_OPEN, PhoneTask.next_at <= tx.now)
        .order_by(PhoneTask.next_at, PhoneTask.id)
        .limit(most)
        .with_for_update(of=PhoneTask, skip_locked=True),
    )


def lock_open(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[Task, ...]:
    """Lock the open tasks that meet the conditions."""
    statement = _TASKS.where(_IS_OPEN, *conditions).order_by(PhoneTask.id)
    return _read(tx, statement.with_for_update(of=PhoneTask))


def alerted(tx: Transaction, task_id: UUID, *, on_desk: bool, next_at: datetime, by: UUID | None) -> None:
    """Write that an alert about an open task was queued, and when to look again."""
    tx.connection.execute(
        update(PhoneTask)
        .where(PhoneTask.id == task_id)
        .values(on_desk=on_desk, next_at=next_at, alerts=PhoneTask.alerts + 1, alert_id=by)
    )


def end(tx: Transaction, task_ids: Iterable[UUID], how: PhoneEnd) -> None:
    """Take tasks off the list."""
    tx.connection.execute(
        update(PhoneTask)
        .where(PhoneTask.id.in_(list(task_ids)), _IS_OPEN)
        .values(ended_at=tx.now, end=how, next_at=None)
    )


def add_call(tx: Transaction, row: dict[str, Any]) -> None:
    """Write one call."""
    tx.connection.execute(insert(PhoneCall), row)


def calls(tx: Transaction, task_ids: Iterable[UUID]) -> tuple[Call, ...]:
    """Read the calls about some tasks, oldest first."""
    rows = tx.connection.execute(
        select(PhoneCall.id, PhoneCall.task_id, PhoneCall.at, PhoneCall.outcome, PhoneCall.spoken_to)
        .where(PhoneCall.task_id.in_(list(task_ids)))
        .order_by(PhoneCall.at, PhoneCall.id)
    )
    return tuple(Call(**row) for row in rows.mappings())


def _read(tx: Transaction, statement: Select[*tuple[Any, ...]]) -> tuple[Task, ...]:
    return tuple(Task(**row) for row in tx.connection.execute(statement).mappings())
