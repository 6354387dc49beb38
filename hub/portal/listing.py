"""What a list's address asks for: filters, sort and page. It never holds anything of a person."""

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import QueryParams

from hub.domain.errors import Fault, InvalidError
from hub.domain.paging import LONGEST_FILE, After, Key, Page
from hub.sealing import page_token

S = TypeVar("S", bound=StrEnum)
SLUG = "^[a-z0-9-]{1,100}$"


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[S]):
    """What a list may be asked for: its sorts, the one it begins with, the closed values of its filters."""

    sorts: type[S]
    first: S
    descending: bool = False
    filters: Mapping[str, Callable[[str], Any]]
    """Each filter's reader, such as an enum; it raises ValueError for a value that is none."""

    def read(self, query: QueryParams) -> "Asked[S]":
        """Read an address; raises InvalidError that names every value that is none."""
        faults: list[Fault] = []
        chosen: dict[str, tuple[Any, ...]] = {}
        for name, reader in self.filters.items():
            given = [value for value in query.getlist(name) if value]
            chosen[name] = tuple(_read(reader, name, value, faults) for value in given)
        named = query.get("sort", "")
        sort = _read(self.sorts, "sort", named.lstrip("-"), faults) if named else self.first
        place = _read(_after, "after", query["after"], faults) if query.get("after") else None
        if faults:
            title = "This list cannot be shown so. Start again from its first page."
            raise InvalidError(title, faults=tuple(faults))
        descending = named.startswith("-") if named else self.descending
        page: Page[S] = Page(sort=sort, descending=descending)
        asked = Asked(chosen=chosen, page=page)
        # a place in another order is none in this one: the list begins again
        return (
            replace(asked, page=replace(page, after=place[1])) if place and place[0] == asked.sort else asked
        )


@dataclass(frozen=True, kw_only=True)
class Asked(Generic[S]):
    """What was asked of a list: the values of each filter, and the page."""

    chosen: Mapping[str, tuple[Any, ...]]
    page: Page[S]

    @property
    def sort(self) -> str:
        """How the list is sorted, as its address has it: a minus sign in front turns it round."""
        return f"{'-' if self.page.descending else ''}{self.page.sort}"

    @property
    def base(self) -> str:
        """The address's query with the filters alone, so that `sort=...` can be written behind it."""
        pairs = [(name, str(value)) for name, values in self.chosen.items() for value in values]
        return f"?{urlencode(pairs)}&" if pairs else "?"

    @property
    def query(self) -> str:
        """The query of the first page: the same filters, the same sort."""
        return f"{self.base}{urlencode({'sort': self.sort})}"

    def next_query(self, rows: Sequence[Mapping[str, Any]], key: str) -> str | None:
        """Write the query of the next page; None where `rows` has not the one more that tells of it."""
        if len(rows) <= self.page.size:
            return None
        last = rows[self.page.size - 1]
        return f"{self.query}&{urlencode({'after': _cursor(self.sort, last[key], last['id'])})}"

    def whole(self) -> Page[S]:
        """Ask for all rows of the same filters, for a file."""
        return Page(sort=self.page.sort, descending=self.page.descending, size=LONGEST_FILE)


def slug(text: str) -> str:
    """Read the slug of an agency or a service; raises ValueError for what can be none."""
    if not re.fullmatch(SLUG, text):
        raise ValueError
    return text


def _read(reader: Callable[[str], Any], name: str, value: str, faults: list[Fault]) -> Any:
    try:
        return reader(value)
    except (ValueError, KeyError, TypeError):
        faults.append(
            Fault(pointer=f"/{name}", code="not_listed", message=f"{name} has a value that is none.")
        )
        return None


def _cursor(sort: str, key: Key, row_id: UUID) -> str:
    plain = key.isoformat() if isinstance(key, datetime) else key
    kind = "t" if isinstance(key, datetime) else "v"
    place = base64.urlsafe_b64encode(json.dumps([sort, kind, plain, str(row_id)]).encode()).decode()
    return f"{place}.{page_token(place)}"


def _after(text: str) -> tuple[str, After]:
    """Read a cursor that `_cursor` wrote; a made-up one could ask the database for what it cannot compare."""
    place, _, seal = text.partition(".")
    if not hmac.compare_digest(page_token(place).encode(), seal.encode()):
        raise ValueError
    sort, kind, plain, row_id = json.loads(base64.urlsafe_b64decode(place))
    key = datetime.fromisoformat(plain) if kind == "t" else plain
    return sort, After(key=key, id=UUID(row_id))
