"""API keys: `vrh_PREFIX_SECRETCHECK`.

The prefix finds the row, the checksum tells a typing slip at once, and only a hash of the whole is kept.
"""

import hmac
import secrets
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, insert, select, update

from hub.access.tokens import hashed
from hub.audit import Entry, Event, record
from hub.db import Transaction, in_page
from hub.domain.codes import Role
from hub.domain.errors import NotAuthenticatedError, NotFoundError
from hub.domain.ids import new_id
from hub.domain.paging import Page
from hub.domain.roles import KeyState
from hub.domain.scope import Scope
from hub.models import Agency, ApiKey

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_PREFIX, _SECRET, _CHECK = 8, 40, 6
LIFETIME = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """What to make a key of."""

    agency_id: UUID
    role: Role
    label: str
    lifetime: timedelta = LIFETIME


def make(tx: Transaction, new: NewKey) -> str:
    """Make a key and return it; it can never be shown again."""
    prefix = _letters(_PREFIX)
    secret = _letters(_SECRET)
    key = f"vrh_{prefix}_{secret}{_checksum(prefix + secret)}"
    tx.connection.execute(
        insert(ApiKey),
        {
            "id": new_id(),
            "prefix": prefix,
            "hash": hashed(key),
            "agency_id": new.agency_id,
            "role": new.role,
            "label": new.label,
            "created_at": tx.now,
            "expires_at": tx.now + new.lifetime,
        },
    )
    record(tx, Entry(event=Event.KEY_MADE, recipient_id=new.agency_id, detail={"prefix": prefix}))
    return key


def revoke(tx: Transaction, prefix: str) -> None:
    """End a key at once; raises NotFoundError for a prefix that no live key has."""
    found = tx.connection.execute(
        update(ApiKey)
        .where(ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None))
        .values(revoked_at=tx.now)
        .returning(ApiKey.agency_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError(f"No live key has the prefix {prefix}.")
    record(tx, Entry(event=Event.KEY_REVOKED, recipient_id=found, detail={"prefix": prefix}))


class KeySort(StrEnum):
    """By what a list of keys may be sorted."""

    AGENCY = "agency"
    MADE = "made"
    EXPIRES = "expires"


_SORTS: Mapping[KeySort, ColumnElement[Any]] = {
    KeySort.AGENCY: func.lower(Agency.name),
    KeySort.MADE: ApiKey.__table__.c.created_at,
    KeySort.EXPIRES: ApiKey.__table__.c.expires_at,
}
_SHOWN = (
    ApiKey.id,
    ApiKey.prefix,
    ApiKey.role,
    ApiKey.label,
    ApiKey.created_at,
    ApiKey.expires_at,
    ApiKey.revoked_at,
    Agency.slug.label("agency"),
    Agency.name.label("agency_name"),
)


def listed(
    tx: Transaction,
    page: Page[KeySort],
    *,
    agencies: Collection[str] = (),
    states: Collection[KeyState] = (),
    prefix: str | None = None,
) -> tuple[Mapping[str, Any], ...]:
    """List a page of keys, and one more, by what may be shown of them, with each one's sort `key`."""
    key = _SORTS[page.sort]
    state = case(
        (ApiKey.revoked_at.is_not(None), str(KeyState.REVOKED)),
        (ApiKey.expires_at <= tx.now, str(KeyState.EXPIRED)),
        else_=str(KeyState.LIVE),
    )
    wanted = ((Agency.slug, agencies), (state, states), (ApiKey.prefix, [prefix] if prefix else []))
    statement = (
        select(*_SHOWN, state.label("state"), key.label("key"))
        .join(Agency, Agency.id == ApiKey.agency_id)
        .where(*(column.in_(values) for column, values in wanted if values))
    )
    rows = tx.connection.execute(in_page(statement, page, key, ApiKey.id)).mappings()
    return tuple({**row, "state": KeyState(row["state"])} for row in rows)


def scope_of(tx: Transaction, key: str) -> Scope:
    """Say for whom a key acts; raises NotAuthenticatedError without telling which part was wrong."""
    prefix = _prefix_of(key)
    row = tx.connection.execute(
        select(ApiKey.id, ApiKey.hash, ApiKey.agency_id, ApiKey.role, ApiKey.expires_at, ApiKey.revoked_at)
        .where(ApiKey.prefix == prefix)
    ).one_or_none()  # fmt: skip
    known = row is not None and hmac.compare_digest(row.hash, hashed(key))
    if row is None or not known or row.revoked_at is not None or not _lives(row.expires_at, tx.now):
        raise NotAuthenticatedError("This key is not known, or has been revoked, or has expired.")
    return Scope(role=row.role, agency_id=row.agency_id, key_id=row.id)


def _lives(expires_at: datetime, now: datetime) -> bool:
    return now < expires_at


def _prefix_of(key: str) -> str:
    parts = key.split("_")
    well_formed = len(parts) == 3 and parts[0] == "vrh" and len(parts[2]) == _SECRET + _CHECK  # noqa: PLR2004  three parts by definition
    if not well_formed or _checksum(parts[1] + parts[2][:_SECRET]) != parts[2][_SECRET:]:
        raise NotAuthenticatedError("This is not a whole key: check that it was copied from end to end.")
    return parts[1]


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def _checksum(text: str) -> str:
    number = zlib.crc32(text.encode())
    digits = ""
    for _ in range(_CHECK):
        number, rest = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[rest] + digits
    return digits
