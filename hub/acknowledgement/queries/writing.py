"""Assignments and contact attempts, written."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Update, bindparam, select, update

from hub.db import Transaction
from hub.models import Assignment, ContactAttempt


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write new assignments."""
    tx.insert(Assignment, rows)


def change(tx: Transaction, assignment_id: UUID, **values: Any) -> None:
    """Write an assignment's new state, or what else of it has changed."""
    new = {f"new_{name}": value for name, value in values.items()}
    tx.connection.execute(_change(tuple(values)), {"one": assignment_id, **new})


@lru_cache(maxsize=32)
def _change(names: tuple[str, ...]) -> Update:
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(Assignment).where(Assignment.id == bindparam("one")).values(**new)


def take_holds_over(tx: Transaction, limit: int) -> tuple[UUID, ...]:
    """Take the day off holds that were to end by now, so that each is found once; returns their ids."""
    over = (
        select(Assignment.id)
        .where(Assignment.held_until <= tx.now)
        .order_by(Assignment.held_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = update(Assignment).where(Assignment.id.in_(over)).values(held_until=None)
    return tuple(tx.connection.execute(taken.returning(Assignment.id)).scalars())


def add_attempt(tx: Transaction, row: dict[str, Any]) -> None:
    """Write one try to reach the person, at the end of the transaction."""
    tx.append(ContactAttempt, [row])
