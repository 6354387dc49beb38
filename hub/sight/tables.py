"""A published routing table as it is printed: from when to when, its rows, and the print of its contents."""

from dataclasses import dataclass
from datetime import date, datetime

from hub.db import Transaction
from hub.domain.routing_table import Row, row_from_plain
from hub.routing import queries


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """One table; `hash` is the print of its rows, so that two copies can be told to be the same."""

    name: str
    starts_on: date
    ends_before: date
    hash: str
    published_at: datetime
    carried_from: str | None
    rows: tuple[Row, ...]


def printed(tx: Transaction, day: date) -> PrintedTable | None:
    """Give the table in force on a London day with all of its rows; None where there was none."""
    found = queries.published_table(tx, day)
    if found is None:
        return None
    rows = tuple(row_from_plain(row) for row in found.pop("rows"))
    return PrintedTable(**found, rows=rows)


def published(tx: Transaction) -> tuple[dict[str, object], ...]:
    """List every published table by name and days, the newest first."""
    return queries.published_tables(tx)
