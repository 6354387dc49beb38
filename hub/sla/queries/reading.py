"""Clocks as they stand, for an answer, a timeline or another look at their due instants."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select, update

from hub.db import Transaction
from hub.domain.codes import ClockEventKind
from hub.models import Assignment, ClockEventRow, ClockRow, Contract, Referral, Service

_EVIDENCE = (
    select(ClockEventRow.id)
    .where(ClockEventRow.clock_id == ClockRow.id, ClockEventRow.kind == ClockEventKind.LATE_EVIDENCE)
    .exists()
    .label("kept_by_late_evidence")
)


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


def explained(tx: Transaction, assignment_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read all that explains the clocks of some assignments, oldest first, with today's opening hours."""
    tx.flush()
    rows = tx.connection.execute(
        select(
            *ClockRow.__table__.c,
            Service.opening,
            Service.slug.label("service"),
            Service.name.label("service_name"),
            _EVIDENCE,
        )
        .join(Assignment, Assignment.id == ClockRow.assignment_id)
        .join(Service, Service.id == Assignment.service_id)
        .where(ClockRow.assignment_id.in_(list(assignment_ids)))
        .order_by(ClockRow.started_at, ClockRow.due_at, ClockRow.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def events_of(tx: Transaction, clock_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Read what happened to clocks, in the order in which it was recorded."""
    tx.flush()
    rows = tx.connection.execute(
        select(*ClockEventRow.__table__.c)
        .where(ClockEventRow.clock_id.in_(list(clock_ids)))
        .order_by(ClockEventRow.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.mappings():
        found.setdefault(row["clock_id"], []).append(dict(row))
    return found


def running(tx: Transaction, assignment_id: UUID) -> list[dict[str, Any]]:
    """Lock the running clocks of an assignment."""
    tx.flush()
    rows = tx.connection.execute(_RUNNING.where(ClockRow.assignment_id == assignment_id))
    return [dict(row) for row in rows.mappings()]


_RUNNING: Select[Any] = select(*ClockRow.__table__.c).where(ClockRow.stopped_at.is_(None)).with_for_update()


def running_by_another(tx: Transaction, version: str, limit: int) -> list[dict[str, Any]]:
    """Lock running clocks that were counted by another calendar, with by what else they are counted."""
    tx.flush()
    rows = tx.connection.execute(_BY_ANOTHER, {"version": version, "most": limit})
    return [dict(row) for row in rows.mappings()]


_BY_ANOTHER = (
    select(
        *ClockRow.__table__.c,
        Referral.risk_band.label("risk"),
        Service.opening,
        Contract.targets,
        Contract.ladder,
    )
    .join(Assignment, Assignment.id == ClockRow.assignment_id)
    .join(Referral, Referral.id == Assignment.referral_id)
    .join(Service, Service.id == Assignment.service_id)
    .join(Contract, Contract.id == Assignment.contract_id)
    .where(
        ClockRow.stopped_at.is_(None),
        # two ranges, since an index finds no "is not"
        or_(ClockRow.calendar < bindparam("version"), ClockRow.calendar > bindparam("version")),
    )
    .order_by(ClockRow.due_at, ClockRow.id)
    .limit(bindparam("most"))
    .with_for_update(of=ClockRow, skip_locked=True)
)


def change(tx: Transaction, clocks: Sequence[Mapping[str, Any]]) -> None:
    """Write what changes of running clocks: each a mapping of the same columns with the clock's id."""
    if clocks:
        columns = {name: bindparam(f"to_{name}", type_=ClockRow.__table__.c[name].type) for name in clocks[0]}
        key = columns.pop("id")
        tx.connection.execute(
            update(ClockRow).where(ClockRow.id == key).values(columns),
            [{f"to_{name}": value for name, value in each.items()} for each in clocks],
        )
