"""One referral's rows, all of them, written again as one SQL statement: once for a floor, or a million times.

What the product wrote is read back row by row. Every id among the rows becomes a fresh one, whatever must be
unique is made so, and the rest is written as it was. So the floor writes what the product writes, without its
reading, deciding, sealing and talking, in the one statement that PostgreSQL can do it with.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import UniqueConstraint, Uuid
from sqlalchemy.sql.schema import Column, Table

from hub.models import Row

Connection = psycopg.Connection[tuple[Any, ...]]
LINKS = ("referral_id", "assignment_id", "delivery_id", "clock_id", "decision_id")
NOT_OURS = frozenset({"idempotency_key", "worker_heartbeat"})


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A table's row as it is written again: each column with its expression over `ids`."""

    table: str
    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Original:
    """All rows that one referral has, in the order in which they may be written, and the ids among them."""

    rows: tuple[Copied, ...]
    ids: tuple[UUID, ...]

    def statement(self, source: str = "generate_series(1, 1) AS i", *, keep: str | None = None) -> str:
        """Write the statement; `source` gives a row `i` for each copy.

        `keep` names an id whose copies come back, in the order of `i`.
        """
        made = ", ".join(f"uuidv7() AS u{n}" for n in range(len(self.ids)))
        parts = [f"ids AS MATERIALIZED (SELECT i, {made} FROM {source})"]
        for number, row in enumerate(self.rows):
            names = ", ".join(f'"{name}"' for name in row.columns)
            parts.append(
                f'w{number} AS (INSERT INTO "{row.table}" ({names}) SELECT {", ".join(row.values)} FROM ids)'
            )
        end = f"SELECT {keep} FROM ids ORDER BY i" if keep else "SELECT count(*) FROM ids"
        return f"WITH {', '.join(parts)} {end}"

    def name_of(self, known: UUID) -> str:
        """Say what an id is called in the statement."""
        return f"u{self.ids.index(known)}"


def original(connection: Connection, referral_id: UUID) -> Original:
    """Read a referral's rows from every table that has some."""
    found: dict[str, list[dict[str, Any]]] = {}
    ids = [referral_id]
    for table in Row.metadata.sorted_tables:
        if table.name in NOT_OURS:
            continue
        for row in _rows(connection, table, ids):
            found.setdefault(table.name, []).append(row)
            if isinstance(table.c.get("id"), Column) and isinstance(table.c.id.type, Uuid):
                known = UUID(row["id"])
                ids += [known] if known not in ids else []
    tables = Row.metadata.tables
    types = _types(connection)
    rows = tuple(_copied(tables[name], row, ids, types) for name, several in found.items() for row in several)
    return Original(rows=rows, ids=tuple(ids))


def _rows(connection: Connection, table: Table, ids: list[UUID]) -> list[dict[str, Any]]:
    links = [name for name in LINKS if name in table.c]
    wanted = ["id"] if table.name == "referral" else links
    if not wanted:
        return []
    names = [column.name for column in table.c if column.computed is None]
    listed = ", ".join(f'"{name}"::text' for name in names)
    condition = " OR ".join(f'"{name}" = ANY(%(ids)s)' for name in wanted)
    rows = connection.execute(f'SELECT {listed} FROM "{table.name}" WHERE {condition}'.encode(), {"ids": ids})
    return [dict(zip(names, row, strict=True)) for row in rows]


def _types(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
    )
    return {(table, column): kind for table, column, kind in rows}


def _copied(table: Table, row: dict[str, Any], ids: list[UUID], types: dict[tuple[str, str], str]) -> Copied:
    by_text = {str(known): f"u{number}" for number, known in enumerate(ids)}
    unique = _unique(table)
    names = tuple(name for name, value in row.items() if value is not None)
    values = []
    for name in names:
        kind = types[table.name, name]
        literal = f"{_quoted(row[name])}::{kind}"
        if row[name] in by_text and kind == "uuid":
            values.append(by_text[row[name]])
        elif name in unique and kind == "text":
            values.append(f"{literal} || u0::text")
        else:
            values.append(literal)
    return Copied(table=table.name, columns=names, values=tuple(values))


def _quoted(value: str) -> str:
    """Write a literal; without a colon, which pgbench takes for the beginning of a variable."""
    return "E'" + value.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'"


def _unique(table: Table) -> frozenset[str]:
    """Name the columns of text that no two rows may share, alone or with others."""
    together = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    together += [each for each in table.indexes if each.unique]
    return frozenset(column.name for each in together for column in each.columns)
