"""Triage rows, written and closed."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import TriageReason, TriageResolution
from hub.models import TriageItem


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> tuple[UUID, ...]:
    """Write rows, leaving out what is open already; returns the ids of the new ones."""
    if not rows:
        return ()
    added = tx.connection.execute(insert(TriageItem).on_conflict_do_nothing().returning(TriageItem.id), rows)
    return tuple(added.scalars())


def close_answered(tx: Transaction, assignment_id: UUID, resolution: TriageResolution) -> tuple[UUID, ...]:
    """Close the open rows that only wait for an assignment's answer; returns their ids."""
    closing = {"now": tx.now, "how": resolution, "by": tx.scope.actor_id}
    return tuple(tx.connection.execute(_ANSWERED, {"one": assignment_id, **closing}).scalars())


# built once, for every answer asks it and few find anything
_ANSWERED = (
    update(TriageItem)
    .where(
        TriageItem.assignment_id == bindparam("one"),
        TriageItem.closed_at.is_(None),
        TriageItem.reason.in_((TriageReason.NOT_ANSWERED, TriageReason.UNDELIVERABLE)),
    )
    .values(closed_at=bindparam("now"), resolution=bindparam("how"), resolved_by=bindparam("by"))
    .returning(TriageItem.id)
)


def close(
    tx: Transaction,
    conditions: Iterable[ColumnElement[bool]],
    resolution: TriageResolution,
    note: bytes | None = None,
) -> tuple[UUID, ...]:
    """Close open rows that meet the conditions; returns their ids."""
    closed = tx.connection.execute(
        update(TriageItem)
        .where(TriageItem.closed_at.is_(None), *conditions)
        .values(closed_at=tx.now, resolution=resolution, resolved_by=tx.scope.actor_id, note=note)
        .returning(TriageItem.id)
    )
    return tuple(closed.scalars())
