"""Writing published tables: from an approved draft, or carried into years that nobody bought."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from hub.db import Transaction
from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.ids import new_id
from hub.domain.routing_content import TableContent
from hub.models import RoutingTable
from hub.routing.queries import DraftRow, published_as


def publish_draft(tx: Transaction, draft: DraftRow) -> UUID:
    """Write a draft as the table that is published last, with who made and who approved it."""
    return _write(
        tx,
        draft.content,
        draft_id=draft.id,
        made_role=draft.made_role,
        made_account_id=draft.made_account_id,
        approved_at=draft.approved_at,
        approved_account_id=draft.approved_account_id,
        published_account_id=tx.scope.account_id,
    )


def publish_carried(tx: Transaction, tables: Iterable[tuple[TableContent, str]]) -> None:
    """Write tables that nobody has approved, each with the reference that it is carried from.

    For the demo, simulations and tests alone. One that is there is left as it is; raises DirectoryFileError
    where it decides otherwise.
    """
    for content, carried_from in tables:
        there = published_as(tx, content.reference)
        if there is None:
            _write(tx, content, made_role=tx.scope.role, carried_from=carried_from)
        elif _asked(there["rows"]) != _asked(content.rows):
            fault = changed(content.reference)
            raise DirectoryFileError("Nothing was loaded.", faults=(fault,))


def changed(reference: str) -> Fault:
    """Make the fault of a table that is published under the same reference."""
    return Fault(
        pointer="/routing_table/reference",
        code="published_table_changed",
        message=f"{reference} is published and never changes; give the new rows a reference of their own.",
    )


def _asked(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give what rows ask and lead to, without the notes for readers."""
    return [{key: value for key, value in row.items() if key != "note"} for row in rows]


def _write(tx: Transaction, content: TableContent, **known: Any) -> UUID:
    table_id = new_id()
    last = tx.connection.execute(select(func.max(RoutingTable.number))).scalar_one()
    tx.connection.execute(
        insert(RoutingTable),
        {
            "id": table_id,
            "name": content.reference,
            "starts_on": content.starts_on,
            "ends_before": content.ends_before,
            "hash": content.fingerprint(),
            "published_at": tx.now,
            **content.stored(),
            "number": (last or 0) + 1,
            **known,
        },
    )
    return table_id
