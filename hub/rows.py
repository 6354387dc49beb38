"""Writing rows of several tables, any number of each, by one statement with one value for each table.

A statement has its price whatever it writes, and so has every value that is bound. Rows go as JSON, which
PostgreSQL takes apart by the table's own types.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnDefault, Connection, Table

Rows = Sequence[Mapping[str, Any]]


def write(connection: Connection, rows: Mapping[Table, Rows]) -> None:
    """Write rows; all of one table have the same columns. Foreign keys are checked once all are there.

    Raises what the database does: IntegrityError, DataError and so on.
    """
    some = {table: list(each) for table, each in rows.items() if each}
    if some:
        columns = tuple((table, _columns(table, each[0])) for table, each in some.items())
        values = tuple(_as_json(table, each) for table, each in some.items())
        connection.exec_driver_sql(_statement(columns), values)


def write_new(connection: Connection, table: Table, rows: Rows, returning: str) -> list[Any]:
    """Write the rows of one table that are not there yet; gives a column of those that were written."""
    if not rows:
        return []
    statement = f'{_insert(table, _columns(table, rows[0]))} ON CONFLICT DO NOTHING RETURNING "{returning}"'
    return list(connection.exec_driver_sql(statement, (_as_json(table, rows),)).scalars())


def _columns(table: Table, row: Mapping[str, Any]) -> tuple[str, ...]:
    return (*row, *(name for name in _defaults(table) if name not in row))


@cache
def _defaults(table: Table) -> Mapping[str, Any]:
    """Give what the columns of a table are where a row does not say."""
    return {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ColumnDefault) and column.default.is_scalar
    }


@cache
def _statement(tables: tuple[tuple[Table, tuple[str, ...]], ...]) -> str:
    *before, last = (_insert(table, columns) for table, columns in tables)
    named = ", ".join(f"w{number} AS ({each})" for number, each in enumerate(before))
    return f"WITH {named} {last}" if named else last


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{name}"' for name in columns)
    return (
        f'INSERT INTO "{table.name}" ({listed}) '
        f'SELECT {listed} FROM json_populate_recordset(NULL::"{table.name}", %s::json)'
    )


def _as_json(table: Table, rows: Rows) -> str:
    defaults = _defaults(table)
    return json.dumps([{**defaults, **row} for row in rows] if defaults else list(rows), default=_plain)


def _plain(value: object) -> Any:
    match value:
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return f"\\x{value.hex()}"
        case Mapping():
            return dict(value)
        case Sequence():
            return list(value)
        case _:
            raise TypeError(f"a row cannot hold a {type(value).__name__}")
