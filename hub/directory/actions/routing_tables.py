"""Publishing the routing tables that a directory file brings."""

import hashlib
import json
from collections.abc import Iterable

from sqlalchemy import func, insert, select

from hub.db import Transaction
from hub.directory.rules.routing_values import RoutingTable as TableValue
from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.ids import new_id
from hub.models import RoutingTable


def publish(tx: Transaction, tables: Iterable[TableValue]) -> tuple[str, ...]:
    """Publish tables that are not published yet; gives their references.

    Raises DirectoryFileError for one that is published under the same name with other rows.
    """
    return tuple(table.reference for table in tables if _publish(tx, table))


def _publish(tx: Transaction, table: TableValue) -> bool:
    rows = [row.plain() for row in table.rows]
    fingerprint = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
    published = tx.connection.execute(
        select(RoutingTable.hash).where(RoutingTable.name == table.reference)
    ).scalar_one_or_none()
    if published == fingerprint:
        return False
    if published is not None:
        raise DirectoryFileError("Nothing was loaded.", faults=(_changed(table.reference),))
    last = tx.connection.execute(select(func.coalesce(func.max(RoutingTable.number), 0))).scalar_one()
    stored = table.content().stored()
    tx.connection.execute(
        insert(RoutingTable),
        {
            "id": new_id(),
            "name": table.reference,
            "starts_on": table.starts,
            "ends_before": table.ends_before,
            "hash": fingerprint,
            "published_at": tx.now,
            "carried_from": table.carried_from,
            "number": last + 1,
            **stored,
        },
    )
    return True


def _changed(reference: str) -> Fault:
    return Fault(
        pointer="/routing_table/reference",
        code="published_table_changed",
        message=f"{reference} is published and never changes; give the new rows a reference of their own.",
    )
