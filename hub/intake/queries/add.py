"""Referrals, persons and unit tasks that are written; and the status, which alone changes later."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction, table_of
from hub.domain.codes import ReferralStatus
from hub.models import JoinedSource, Person, PersonToken, Referral, UnitTaskRow
from hub.rows import write, write_new


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> frozenset[UUID]:
    """Write referrals; returns the ids of those that were not there already."""
    return frozenset(write_new(tx.connection, table_of(Referral), rows, "id"))


def add_persons(tx: Transaction, persons: Sequence[dict[str, Any]], tokens: Sequence[dict[str, Any]]) -> None:
    """Write sealed persons and their blind tokens."""
    write(tx.connection, {table_of(Person): persons, table_of(PersonToken): tokens})


def add_unit_tasks(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write what referring units are asked to do."""
    tx.insert(UnitTaskRow, rows)


def add_joined(tx: Transaction, joined_id: UUID, referral_id: UUID) -> None:
    """Write that a referral is a second source of another one."""
    tx.connection.execute(
        insert(JoinedSource), {"joined_id": joined_id, "referral_id": referral_id, "at": tx.now}
    )


def set_status(
    tx: Transaction, referral_id: UUID, status: ReferralStatus, reasons: Sequence[str] | None = None
) -> None:
    """Write a referral's status, and the reasons if it was returned."""
    values: dict[str, Any] = {"status": status}
    if reasons is not None:
        values["reasons"] = list(reasons)
    tx.connection.execute(update(Referral).where(Referral.id == referral_id).values(**values))
