"""Assignments and contact attempts, written."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from hub.db import Transaction
from hub.models import Assignment, ContactAttempt


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write new assignments."""
    if rows:
        tx.connection.execute(insert(Assignment), rows)


def change(tx: Transaction, assignment_id: UUID, **values: Any) -> None:
    """Write an assignment's new state, or what else of it has changed."""
    tx.connection.execute(update(Assignment).where(Assignment.id == assignment_id).values(**values))


def add_attempt(tx: Transaction, row: dict[str, Any]) -> None:
    """Write one try to reach the person."""
    tx.connection.execute(insert(ContactAttempt), row)
