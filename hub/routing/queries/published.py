"""By which table referrals are routed on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from hub.db import Transaction
from hub.models import RoutingTable

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, kw_only=True)
class TableInForce:
    """A published routing table, its rows as stored."""

    id: UUID
    name: str
    hash: str
    rows: tuple[dict[str, Any], ...]


def table_on(tx: Transaction, day: date, known: frozenset[UUID] = frozenset()) -> TableInForce | None:
    """Read the routing table in force on a day; rows are left out of one that is among the known ones."""
    return _table(tx, known, _in_force(_HEAD, day))


def table_by_id(tx: Transaction, table_id: UUID, known: frozenset[UUID] = frozenset()) -> TableInForce | None:
    """Read one published routing table, in force or not; rows are left out as `table_on` does."""
    return _table(tx, known, _HEAD.where(RoutingTable.id == table_id))


_HEAD = select(RoutingTable.id, RoutingTable.name, RoutingTable.hash)


def _table(tx: Transaction, known: frozenset[UUID], statement: Select[UUID, str, str]) -> TableInForce | None:
    found = tx.connection.execute(statement).one_or_none()
    if found is None:
        return None
    if found.id in known:
        return TableInForce(id=found.id, name=found.name, hash=found.hash, rows=())
    rows = tx.connection.execute(select(RoutingTable.rows).where(RoutingTable.id == found.id)).scalar_one()
    return TableInForce(id=found.id, name=found.name, hash=found.hash, rows=tuple(rows))


def _in_force(statement: S, day: date) -> S:
    """Narrow to the table of a day: of those whose days hold it, the one that was published last."""
    holds = (RoutingTable.starts_on <= day, RoutingTable.ends_before > day)
    return statement.where(*holds).order_by(RoutingTable.number.desc()).limit(1)


def published_table(tx: Transaction, day: date) -> dict[str, Any] | None:
    """Read all that is published of the routing table in force on a day."""
    row = tx.connection.execute(_in_force(select(*_PRINTED), day)).mappings().one_or_none()
    return None if row is None else dict(row)


def table_named(tx: Transaction, name: str) -> dict[str, Any] | None:
    """Read a published table's days and rows by its reference."""
    found = tx.connection.execute(
        select(RoutingTable.name, RoutingTable.starts_on, RoutingTable.ends_before, RoutingTable.rows).where(
            RoutingTable.name == name
        )
    ).mappings()
    row = found.one_or_none()
    return None if row is None else dict(row)


def published_table_of(tx: Transaction, table_id: UUID) -> dict[str, Any] | None:
    """Read all that is published of one routing table, in force or not."""
    statement = select(*_PRINTED).where(RoutingTable.id == table_id)
    row = tx.connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


_LISTED = (
    RoutingTable.id,
    RoutingTable.name,
    RoutingTable.starts_on,
    RoutingTable.ends_before,
    RoutingTable.hash,
    RoutingTable.published_at,
    RoutingTable.carried_from,
)
_PRINTED = (
    *_LISTED,
    RoutingTable.rows,
    RoutingTable.examples,
    RoutingTable.signed_off,
    RoutingTable.draft_id,
    RoutingTable.made_role,
    RoutingTable.made_account_id,
    RoutingTable.approved_at,
    RoutingTable.approved_account_id,
)


def published_tables(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """List the published routing tables by name and days, the last published first."""
    rows = tx.connection.execute(select(*_LISTED).order_by(RoutingTable.number.desc()))
    return tuple(dict(row) for row in rows.mappings())


def published_as(tx: Transaction, reference: str) -> dict[str, Any] | None:
    """Read the print and the rows of the table that is published under a reference."""
    found = tx.connection.execute(
        select(RoutingTable.hash, RoutingTable.rows).where(RoutingTable.name == reference)
    )
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)


def tables_that_hold(tx: Transaction, first: date, until: date) -> tuple[str, ...]:
    """Name the published tables that hold a day from `first` on and before `until`."""
    return tuple(
        tx.connection.execute(
            select(RoutingTable.name)
            .where(RoutingTable.starts_on < until, RoutingTable.ends_before > first)
            .order_by(RoutingTable.number)
        ).scalars()
    )
