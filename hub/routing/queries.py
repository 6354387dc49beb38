"""By which table referrals are routed on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.models import RoutingTable


@dataclass(frozen=True, kw_only=True)
class TableInForce:
    """The routing table of a day, its rows as stored."""

    id: UUID
    name: str
    rows: tuple[dict[str, Any], ...]


def table_on(tx: Transaction, day: date, known: frozenset[UUID] = frozenset()) -> TableInForce | None:
    """Read the routing table in force on a day; rows are left out of one that is among the known ones."""
    found = tx.connection.execute(
        select(RoutingTable.id, RoutingTable.name).where(
            RoutingTable.starts_on <= day, RoutingTable.ends_before > day
        )
    ).one_or_none()
    if found is None:
        return None
    if found.id in known:
        return TableInForce(id=found.id, name=found.name, rows=())
    rows = tx.connection.execute(select(RoutingTable.rows).where(RoutingTable.id == found.id)).scalar_one()
    return TableInForce(id=found.id, name=found.name, rows=tuple(rows))


def published_table(tx: Transaction, day: date) -> dict[str, Any] | None:
    """Read all that is published of the routing table in force on a day."""
    found = tx.connection.execute(
        select(
            RoutingTable.name,
            RoutingTable.starts_on,
            RoutingTable.ends_before,
            RoutingTable.hash,
            RoutingTable.published_at,
            RoutingTable.carried_from,
            RoutingTable.rows,
        ).where(RoutingTable.starts_on <= day, RoutingTable.ends_before > day)
    ).mappings()
    row = found.one_or_none()
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


def published_tables(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """List the published routing tables by name and days, the newest first."""
    rows = tx.connection.execute(
        select(RoutingTable.name, RoutingTable.starts_on, RoutingTable.ends_before).order_by(
            RoutingTable.starts_on.desc()
        )
    )
    return tuple(dict(row) for row in rows.mappings())
