"""One referral's rows, all of them, written again as one SQL statement: once for a floor, or a million times.

What the product wrote is read back row by row. Every id among the rows becomes a fresh one, whatever must be
unique is made so, and the rest is written as it was. So the floor writes what the product writes, without its
reading, deciding, sealing and talking, in the one statement that PostgreSQL can do it with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import UniqueConstraint, Uuid
from sqlalchemy.sql.schema import Table

from hub.models import Row

Connection = psycopg.Connection[tuple[Any, ...]]
Texts = dict[str, str | None]
LINKS = ("referral_id", "assignment_id", "delivery_id", "clock_id", "decision_id")
NOT_OURS = frozenset({"idempotency_key", "worker_heartbeat"})
IDS = "copied_ids"
"""The table that holds, for each copy `i`, the ids that its rows were given."""


@dataclass(frozen=True, kw_only=True)
class Original:
    """All rows that one referral has, by table in the order in which they may be written, and their ids."""

    rows: Mapping[str, list[Texts]]
    ids: tuple[UUID, ...]
    types: Mapping[tuple[str, str], str]

    def name_of(self, known: UUID) -> str:
        """Say what an id is called among the columns of `ids`."""
        return f"u{self.ids.index(known)}"

    def statement(self) -> str:
        """Write one copy."""
        return f"WITH {self._written('generate_series(1, 1) AS i')} SELECT count(*) FROM ids"

    def copy(self, connection: Connection, count: int) -> None:
        """Write copies, and their ids into a table of their own, which is made anew."""
        columns = ", ".join(f"u{number} uuid" for number in range(len(self.ids)))
        connection.execute(f"DROP TABLE IF EXISTS {IDS}".encode())
        connection.execute(f"CREATE TABLE {IDS} (i int PRIMARY KEY, {columns})".encode())
        source = f"generate_series(1, {count}) AS i"
        connection.execute(f"WITH {self._written(source)} INSERT INTO {IDS} SELECT * FROM ids".encode())
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE)")
        connection.autocommit = False

    def change(self, later: "Original") -> str:
        """Write what happened between this and a later look, to the copy of which `%s` gives the number."""
        names = {str(known): f"ids.u{number}" for number, known in enumerate(self.ids)}
        fresh = [known for known in later.ids if known not in self.ids]
        names |= {str(known): f"ids.n{number}" for number, known in enumerate(fresh)}
        made = "".join(f", uuidv7() AS n{number}" for number in range(len(fresh)))
        parts = [f"ids AS MATERIALIZED (SELECT *{made} FROM {IDS} WHERE i = %s)"]
        for table, rows in later.rows.items():
            known = {row.get("id"): row for row in self.rows.get(table, [])}
            for row in rows:
                before = known.get(row.get("id")) if "id" in row else row
                if before is None:
                    parts.append(f"w{len(parts)} AS ({self._insert(table, row, names)})")
                elif before != row:
                    parts.append(f"w{len(parts)} AS ({self._update(table, before, row, names)})")
        return f"WITH {', '.join(parts)} SELECT count(*) FROM ids"

    def _written(self, source: str) -> str:
        names = {str(known): f"ids.u{number}" for number, known in enumerate(self.ids)}
        made = ", ".join(f"uuidv7() AS u{number}" for number in range(len(self.ids)))
        parts = [f"ids AS MATERIALIZED (SELECT i, {made} FROM {source})"]
        parts += [
            f"w{number} AS ({self._insert(table, row, names)})"
            for number, (table, row) in enumerate(
                (table, row) for table, rows in self.rows.items() for row in rows
            )
        ]
        return ", ".join(parts)

    def _insert(self, table: str, row: Texts, names: Mapping[str, str]) -> str:
        columns = Row.metadata.tables[table].columns
        unique = _unique(Row.metadata.tables[table])
        # what PostgreSQL numbers by itself gets a new number
        filled = {
            name: value for name, value in row.items() if value is not None and not columns[name].identity
        }
        values = []
        for name, value in filled.items():
            written = self._value(table, name, value, names)
            is_text = self.types[table, name] == "text"
            values.append(f"{written} || ids.u0::text" if name in unique and is_text else written)
        listed = ", ".join(f'"{name}"' for name in filled)
        return f'INSERT INTO "{table}" ({listed}) SELECT {", ".join(values)} FROM ids'

    def _update(self, table: str, before: Texts, row: Texts, names: Mapping[str, str]) -> str:
        changed = {name: value for name, value in row.items() if before[name] != value}
        values = ", ".join(
            f'"{name}" = {self._value(table, name, value, names)}' for name, value in changed.items()
        )
        return f'UPDATE "{table}" SET {values} FROM ids WHERE "{table}".id = {names[str(row["id"])]}'

    def _value(self, table: str, name: str, value: str | None, names: Mapping[str, str]) -> str:
        kind = self.types[table, name]
        if value is None:
            return f"NULL::{kind}"
        return names[value] if kind == "uuid" and value in names else f"{_quoted(value)}::{kind}"


def original(connection: Connection, referral_id: UUID) -> Original:
    """Read a referral's rows from every table that has some."""
    found: dict[str, list[Texts]] = {}
    ids = [referral_id]
    for table in Row.metadata.sorted_tables:
        rows = [] if table.name in NOT_OURS else _rows(connection, table, ids)
        if rows:
            found[table.name] = rows
        if "id" in table.c and isinstance(table.c.id.type, Uuid):
            ids += [known for known in (UUID(str(row["id"])) for row in rows) if known not in ids]
    return Original(rows=found, ids=tuple(ids), types=_types(connection))


def latest(connection: Connection) -> Original:
    """Read the rows of the referral that came last."""
    row = connection.execute("SELECT id FROM referral ORDER BY received_at DESC LIMIT 1").fetchone()
    if row is None:
        raise LookupError("no referral is here")
    return original(connection, row[0])


def _rows(connection: Connection, table: Table, ids: list[UUID]) -> list[Texts]:
    wanted = ["id"] if table.name == "referral" else [name for name in LINKS if name in table.c]
    if not wanted:
        return []
    names = [column.name for column in table.c if column.computed is None]
    listed = ", ".join(f'"{name}"::text' for name in names)
    condition = " OR ".join(f'"{name}" = ANY(%(ids)s)' for name in wanted)
    rows = connection.execute(f'SELECT {listed} FROM "{table.name}" WHERE {condition}'.encode(), {"ids": ids})
    return [dict(zip(names, row, strict=True)) for row in rows]


def _types(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
    )
    return {(table, column): kind for table, column, kind in rows}


def _quoted(value: str) -> str:
    """Write a literal; without a colon or a percent sign, which pgbench and psycopg take for a variable's."""
    plain = value.replace("\\", "\\\\").replace("'", "''")
    return "E'" + plain.replace(":", "\\x3a").replace("%", "\\x25") + "'"


def _unique(table: Table) -> frozenset[str]:
    """Name the columns that no two rows may share, alone or with others."""
    together = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    together += [each for each in table.indexes if each.unique]
    return frozenset(column.name for each in together for column in each.columns)
