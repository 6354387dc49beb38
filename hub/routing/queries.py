"""By which table referrals are routed on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, select

from hub.db import Transaction
from hub.models import Assignment, RoutingDecision, RoutingTable, Service


@dataclass(frozen=True, kw_only=True)
class TableInForce:
    """A published routing table, its rows as stored."""

    id: UUID
    name: str
    hash: str
    rows: tuple[dict[str, Any], ...]


def table_on(tx: Transaction, day: date, known: frozenset[UUID] = frozenset()) -> TableInForce | None:
    """Read the routing table in force on a day; rows are left out of one that is among the known ones."""
    return _table(tx, known, RoutingTable.starts_on <= day, RoutingTable.ends_before > day)


def table_by_id(tx: Transaction, table_id: UUID, known: frozenset[UUID] = frozenset()) -> TableInForce | None:
    """Read one published routing table, in force or not; rows are left out as `table_on` does."""
    return _table(tx, known, RoutingTable.id == table_id)


def _table(tx: Transaction, known: frozenset[UUID], *conditions: ColumnElement[bool]) -> TableInForce | None:
    found = tx.connection.execute(
        select(RoutingTable.id, RoutingTable.name, RoutingTable.hash).where(*conditions)
    ).one_or_none()
    if found is None:
        return None
    if found.id in known:
        return TableInForce(id=found.id, name=found.name, hash=found.hash, rows=())
    rows = tx.connection.execute(select(RoutingTable.rows).where(RoutingTable.id == found.id)).scalar_one()
    return TableInForce(id=found.id, name=found.name, hash=found.hash, rows=tuple(rows))


def decisions_of(tx: Transaction, referral_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read every decision about a referral, the first one first, and whom it was `given` to by it."""
    given = (
        select(func.coalesce(func.array_agg(Service.slug), cast([], ARRAY(Text))))
        .join(Assignment, Assignment.service_id == Service.id)
        .where(Assignment.decision_id == RoutingDecision.id)
        .scalar_subquery()
    )
    rows = tx.connection.execute(
        select(
            RoutingDecision.at,
            RoutingDecision.cause,
            RoutingDecision.table_id,
            RoutingDecision.table_hash,
            RoutingDecision.facts,
            RoutingDecision.placement,
            RoutingDecision.trace,
            given.label("given"),
        )
        .where(RoutingDecision.referral_id == referral_id)
        .order_by(RoutingDecision.at, RoutingDecision.id)
    )
    return tuple(dict(row) for row in rows.mappings())


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


def published_tables(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """List the published routing tables by name and days, the newest first."""
    rows = tx.connection.execute(
        select(RoutingTable.name, RoutingTable.starts_on, RoutingTable.ends_before).order_by(
            RoutingTable.starts_on.desc()
        )
    )
    return tuple(dict(row) for row in rows.mappings())
