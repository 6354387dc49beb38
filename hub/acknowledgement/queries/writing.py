"""Assignments and contact attempts, written."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Update, bindparam, insert, update

from hub.db import Transaction
from hub.models import Assignment, ContactAttempt


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write new assignments."""
    if rows:
        tx.connection.execute(insert(Assignment), rows)


def change(tx: Transaction, assignment_id: UUID, **values: Any) -> None:
    """Write an assignment's new state, or what else of it has changed."""
    new = {f"new_{name}": value for name, value in values.items()}
    tx.connection.execute(_change(tuple(values)), {"one": assignment_id, **new})


@lru_cache(maxsize=32)
def _change(names: tuple[str, ...]) -> Update:
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(Assignment).where(Assignment.id == bindparam("one")).values(**new)


def add_attempt(tx: Transaction, row: dict[str, Any]) -> None:
    """Write one try to reach the person, at the end of the transaction."""
    tx.append(ContactAttempt, [row])
