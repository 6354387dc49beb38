"""A published routing table as it is printed: from when to when, its rows, and the print of its contents."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.errors import NotFoundError
from hub.domain.routing_content import Example, SignedOff, TableContent, content_from_stored
from hub.domain.routing_table import Row
from hub.routing import queries
from hub.routing.queries import account_names
from hub.sight.routing_drafts import told

WARNED_BEFORE = timedelta(days=60)
"""How long before a sign-off expires it is warned of: a new table takes weeks to agree."""


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """One table; `hash` is the print of its contents, so that two copies can be told to be the same.

    `made_by` and `approved_by` are None for a table that was carried, or published before there were drafts.
    """

    id: UUID
    name: str
    starts_on: date
    ends_before: date
    hash: str
    published_at: datetime
    carried_from: str | None
    rows: tuple[Row, ...]
    examples: tuple[Example, ...]
    signed_off: tuple[SignedOff, ...]
    draft_id: UUID | None
    made_by: str | None
    approved_by: str | None
    approved_at: datetime | None


def printed(tx: Transaction, day: date) -> PrintedTable | None:
    """Give the table in force on a London day with all of its rows; None where there was none."""
    found = queries.published_table(tx, day)
    return None if found is None else _printed(tx, found)


def printed_one(tx: Transaction, table_id: UUID) -> PrintedTable:
    """Give one published table, in force or not; raises NotFoundError."""
    found = queries.published_table_of(tx, table_id)
    if found is None:
        raise NotFoundError("There is no such table.")
    return _printed(tx, found)


def content_of(tx: Transaction, table_id: UUID) -> TableContent:
    """Give what one published table says, as it was drafted; raises NotFoundError."""
    found = queries.published_table_of(tx, table_id)
    if found is None:
        raise NotFoundError("There is no such table.")
    return _content(found)


def expiring(tx: Transaction) -> dict[date, int]:
    """Count the gaps of today's table whose sign-off has run out, or will within `WARNED_BEFORE`, by day.

    A day on which another table is in force by then is left out: that one has sign-offs of its own.
    """
    today = london_date(tx.now)
    found = queries.published_table(tx, today)
    if found is None:
        return {}
    left = Counter(
        each.expires for each in _content(found).signed_off if not each.holds_on(today + WARNED_BEFORE)
    )
    return {day: left[day] for day in sorted(left) if _still_decides(tx, found["id"], max(day, today))}


def _still_decides(tx: Transaction, table_id: UUID, day: date) -> bool:
    then = queries.published_table(tx, day)
    return then is None or then["id"] == table_id


def published(tx: Transaction) -> tuple[dict[str, object], ...]:
    """List every published table by name and days, the last published first."""
    return queries.published_tables(tx)


def _printed(tx: Transaction, found: Mapping[str, Any]) -> PrintedTable:
    people = account_names(tx, found["made_account_id"], found["approved_account_id"])
    content, was_drafted = _content(found), found["draft_id"] is not None
    return PrintedTable(
        **{name: found[name] for name in _AS_STORED},
        rows=content.read_rows(),
        examples=content.examples,
        signed_off=content.signed_off,
        made_by=told(found["made_role"], found["made_account_id"], people) if was_drafted else None,
        approved_by=people.get(found["approved_account_id"]),
    )


_AS_STORED = (
    *("id", "name", "starts_on", "ends_before", "hash", "published_at", "carried_from"),
    *("draft_id", "approved_at"),
)


def _content(found: Mapping[str, Any]) -> TableContent:
    return content_from_stored(found["name"], found)
