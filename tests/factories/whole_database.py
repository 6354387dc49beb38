"""A whole database as text, to see what is in it and whether anything has changed."""

import psycopg
from psycopg.sql import SQL, Identifier


def tables(owner_url: str) -> dict[str, tuple[str, ...]]:
    """Give every row of every table as PostgreSQL writes it, in order; sealed bytes also as they are."""
    found = {}
    with psycopg.connect(owner_url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            rows = connection.execute(
                SQL("SELECT t::text FROM {} t ORDER BY 1").format(Identifier(name))
            ).fetchall()
            found[name] = tuple(row for (row,) in rows)
    return found


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
