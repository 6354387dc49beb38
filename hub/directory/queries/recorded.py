"""What the directory said and says, from its versions, which are never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from hub.db import Transaction
from hub.directory.rules.changes import TYPES, Key, Thing
from hub.domain.codes import DirectoryKind
from hub.domain.plain import from_plain

_LATEST = text("""
    SELECT DISTINCT ON (kind, key) kind, key, version, content FROM directory_version
    ORDER BY kind, key, version DESC
""")
_HISTORY = text("""
    SELECT v.*, g.name AS agency_name, a.name AS account_name
    FROM (
        SELECT id, kind, key, version, content, at, role, why, agency_id, account_id,
               lag(content) OVER (PARTITION BY kind, key ORDER BY version) AS before
        FROM directory_version
        WHERE (kind, key) IN (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:keys AS text[])))
    ) v
    LEFT JOIN agency g ON g.id = v.agency_id
    LEFT JOIN account a ON a.id = v.account_id
    ORDER BY v.id DESC LIMIT :most
""")
_PAUSES = text("""
    SELECT DISTINCT key FROM directory_version WHERE kind = 'pause' AND split_part(key, ' ', 1) = ANY(:slugs)
""")
MOST = 200


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The latest version of everything that was ever in the directory, and what of it is still there."""

    things: Mapping[Key, Thing]
    versions: Mapping[Key, int]


def recorded(tx: Transaction) -> Recorded:
    """Read what the directory says now."""
    rows = tx.connection.execute(_LATEST).all()
    things: dict[Key, Thing] = {}
    versions: dict[Key, int] = {}
    for row in rows:
        key = (DirectoryKind(row.kind), row.key)
        versions[key] = row.version
        if row.content is not None:
            things[key] = from_plain(TYPES[key[0]], row.content)
    return Recorded(things=things, versions=versions)


def history(tx: Transaction, *things: Key) -> tuple[Mapping[str, Any], ...]:
    """List the versions of some things, the latest first, `MOST` at most, each with who made it and why.

    `content` is as it was kept and None where the thing was taken out, `before` what the version before said.
    """
    kinds, keys = [str(kind) for kind, _ in things], [key for _, key in things]
    rows = tx.connection.execute(_HISTORY, {"kinds": kinds, "keys": keys, "most": MOST}).mappings()
    return tuple({**row, "kind": DirectoryKind(row["kind"])} for row in rows)


def pauses_of(tx: Transaction, *slugs: str) -> tuple[Key, ...]:
    """Name every pause that some services ever had."""
    found = tx.connection.execute(_PAUSES, {"slugs": list(slugs)}).scalars()
    return tuple((DirectoryKind.PAUSE, key) for key in found)
