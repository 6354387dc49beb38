"""Which page of a list is asked for: sorted by one column, and after the last row of the page before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

S = TypeVar("S")

PAGE_SIZE = 25
LONGEST_FILE = 10_000
"""Rows of a list's CSV at most."""

Key = datetime | str | int


@dataclass(frozen=True, kw_only=True)
class After:
    """The last row of the page before: the value that it was sorted by, and its id."""

    key: Key
    id: UUID


@dataclass(frozen=True, kw_only=True)
class Page(Generic[S]):
    """One page of a list: by what it is sorted, in which direction, from where on, and how long."""

    sort: S
    descending: bool = False
    after: After | None = None
    size: int = PAGE_SIZE
