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
    SELECT v.kind, v.key, v.version, v.content, v.at, v.role, v.why,
           g.name AS agency_name, a.name AS account_name
    FROM directory_version v
    LEFT JOIN agency g ON g.id = v.agency_id
    LEFT JOIN account a ON a.id = v.account_id
    WHERE v.kind = :kind AND v.key = ANY(:keys)
    ORDER BY v.at DESC, v.version DESC, v.key
""")
_KEYS = text("""
    SELECT DISTINCT key FROM directory_version WHERE kind = :kind AND starts_with(key, :begins) ORDER BY key
""")


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


def history(tx: Transaction, kind: DirectoryKind, *keys: str) -> tuple[Mapping[str, Any], ...]:
    """List the versions of some things of a kind, the latest first, each with who made it and why.

    `content` is as it was kept, and None where the thing was taken out.
    """
    rows = tx.connection.execute(_HISTORY, {"kind": str(kind), "keys": list(keys)}).mappings()
    return tuple(dict(row) for row in rows)


def keys_beginning(tx: Transaction, kind: DirectoryKind, begins: str) -> tuple[str, ...]:
    """Name the things of a kind whose key begins so, such as every pause of a service."""
    found = tx.connection.execute(_KEYS, {"kind": str(kind), "begins": begins}).scalars()
    return tuple(found)
