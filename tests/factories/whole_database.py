"""A whole database as text, to see what is in it and whether anything has changed."""

import psycopg
from psycopg.sql import SQL, Identifier, Literal


def tables(owner_url: str) -> dict[str, tuple[str, ...]]:
    """Give every row of every table as PostgreSQL writes it, in order; sealed bytes also as they are."""
    with psycopg.connect(owner_url) as connection:
        return tables_over(connection)


def tables_over(connection: psycopg.Connection) -> dict[str, tuple[str, ...]]:
    """Give the same over a connection that is there, for whoever looks again and again: in one statement."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    each = SQL("SELECT {}, ARRAY(SELECT t::text FROM {} t ORDER BY 1)")
    every = SQL(" UNION ALL ").join(each.format(Literal(name), Identifier(name)) for (name,) in names)
    return {name: tuple(rows) for name, rows in connection.execute(every)}


def dump(owner_url: str) -> str:
    """Give all rows as one text in small letters, with what bytea columns hold decoded where it is text."""
    rows = "\n".join(row for rows in tables(owner_url).values() for row in rows)
    return f"{rows}\n{_decoded(rows)}".casefold()


def _decoded(rows: str) -> str:
    pieces = [piece for part in rows.split("\\x")[1:] if (piece := _hex_at_the_start(part))]
    return "\n".join(bytes.fromhex(piece).decode(errors="replace") for piece in pieces)


def _hex_at_the_start(text: str) -> str:
    end = next((at for at, letter in enumerate(text) if letter not in "0123456789abcdef"), len(text))
    return text[: end - end % 2]
