"""Reads the values of one TOML table and notes every fault instead of stopping at the first."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from hub.domain.errors import Fault

MAILBOX = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WEBSITE = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/[^\s<>\"]*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
NO_DAY = date.min
"""Stands for a day that could not be read; later checks leave it alone."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""What lies outside is a slip, and too near the ends of the calendar to count days from."""

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass
class Faults:
    """All that is wrong so far, in the order of the file, and which keys were asked for, places left out."""

    found: list[Fault] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def add(self, pointer: str, code: str, message: str) -> None:
        """Note one fault."""
        self.found.append(Fault(pointer=pointer, code=code, message=message))


class TableReader:
    """One TOML table with its place in the file; what is never asked for is an unknown key at `close`."""

    def __init__(self, table: Mapping[str, Any], pointer: str, faults: Faults) -> None:
        self.pointer = pointer
        self._table = table
        self._faults = faults
        self._asked: set[str] = set()

    def fault(self, key: str, code: str, message: str) -> None:
        """Note a fault of one key."""
        self._faults.add(f"{self.pointer}/{key}", code, message)

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self._table

    def size(self, key: str) -> int:
        """Say how many entries the list of a key has, before one of them is read; 0 where it is no list."""
        found = self._table.get(key)
        return len(found) if isinstance(found, list) else 0

    def names(self) -> tuple[str, ...]:
        """Give the keys of a table whose keys are names of the writer's choice."""
        return tuple(self._table)

    def words(self, key: str) -> str | None:
        """Read a text that may be left out, or else must hold something."""
        if not self.has(key):
            self._ask(key)
            return None
        return self.text(key) or None

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; without a default it must be there and hold something."""
        value = self._read(key, str, default)
        if isinstance(value, str) and not value.strip() and default is None and self.has(key):
            self.fault(key, "missing", "Write something here.")
        if isinstance(value, str) and _CONTROL.search(value):
            self.fault(key, "bad_text", "A text holds no control characters but ends of lines and tabs.")
        return value if isinstance(value, str) else ""

    def slug(self, key: str) -> str:
        """Read a name for machines: small letters, digits and single hyphens."""
        return self._shaped(key, SLUG, "bad_slug", "Use small letters, digits and single hyphens.")

    def mailbox(self, key: str) -> str:
        """Read an address to which mail can be sent."""
        return self._shaped(key, MAILBOX, "bad_mailbox", "This is no mail address.")

    def website(self, key: str) -> str | None:
        """Read a web address that may be left out."""
        value = self.words(key)
        if value and not WEBSITE.fullmatch(value):
            self.fault(key, "bad_website", "Give an address such as https://www.example.org.")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        return bool(self._read(key, bool, default))

    def limit(self, key: str) -> int | None:
        """Read a whole number above nought that may be left out."""
        if not self.has(key):
            self._ask(key)
            return None
        return self.count(key)

    def count(self, key: str) -> int:
        """Read a whole number above nought."""
        value = self._read(key, int, None)
        if value is not None and (isinstance(value, bool) or value < 1):
            self.fault(key, "wrong_type", "This must be a whole number above nought.")
            return 0
        return value or 0

    def day(self, key: str) -> date:
        """Read a date that must be there."""
        found: date | None = self._read(key, date, None)
        if found is None:
            return NO_DAY
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fault(key, "bad_day", f"Give a day of the years {FIRST_YEAR} to {LAST_YEAR}.")
            return NO_DAY
        return found

    def perhaps_day(self, key: str) -> date | None:
        """Read a date that may be left out."""
        if not self.has(key):
            self._ask(key)
            return None
        return self.day(key)

    def days(self) -> tuple[date, date]:
        """Read `starts`, the first day, and `ends_before`, the first day no longer."""
        starts, ends_before = self.day("starts"), self.day("ends_before")
        if NO_DAY not in {starts, ends_before} and ends_before <= starts:
            message = f"{ends_before} is the first day no longer; that must be after {starts}."
            self.fault("ends_before", "dates_reversed", message)
        return starts, ends_before

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Read one code of a closed list."""
        value = self._read(key, str, default)
        if value is not None and value not in set(kind):
            self.fault(key, "unknown_code", f"{value!r} is none of {', '.join(kind)}.")
            value = None
        return kind(value) if value is not None else next(iter(kind))

    def codes(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Read a list of codes; where there is none, it is empty."""
        values = self._read(key, list, [])
        known = []
        for position, value in enumerate(values or []):
            if isinstance(value, str) and value in allowed:
                known.append(value)
            else:
                self.fault(f"{key}/{position}", "unknown_code", f"{value!r} is not a code of this list.")
        if len(set(known)) < len(known):
            self.fault(key, "listed_twice", "A value stands here twice.")
        return tuple(known)

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; where there is none, it is empty."""
        values = self._read(key, list, []) or []
        for position, value in enumerate(values):
            if not isinstance(value, str):
                self.fault(f"{key}/{position}", "wrong_type", "This must be a text.")
        return tuple(value for value in values if isinstance(value, str))

    def plain(self, key: str) -> Any:
        """Read any value as it stands; the caller judges it."""
        return self._read(key, object, None)

    def table(self, key: str) -> "TableReader":
        """Read a table inside this one."""
        inner = self._read(key, dict, None)
        return TableReader(inner or {}, f"{self.pointer}/{key}", self._faults)

    def tables(self, key: str, *, required: bool = True) -> Iterator["TableReader"]:
        """Read a list of tables."""
        values = self._read(key, list, None if required else []) or []
        for position, value in enumerate(values):
            if isinstance(value, dict):
                yield TableReader(value, f"{self.pointer}/{key}/{position}", self._faults)
            else:
                self.fault(f"{key}/{position}", "wrong_type", "This must be a table.")

    def one_or_more(self, key: str) -> Iterator["TableReader"]:
        """Read a table, a list of tables, or nothing."""
        if isinstance(self._table.get(key), list):
            yield from self.tables(key)
        elif self.has(key):
            yield self.table(key)

    def leave(self, *keys: str) -> None:
        """Say that these keys mean something here, though they are read elsewhere or not given."""
        for key in keys:
            self._ask(key)

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._table:
            if key not in self._asked:
                self.fault(key, "unknown_key", "This key means nothing here.")

    def _ask(self, key: str) -> None:
        self._asked.add(key)
        self._faults.asked.add(re.sub(r"/\d+(?=/)", "", f"{self.pointer}/{key}"))

    def _read(self, key: str, kind: type, default: Any) -> Any:
        self._ask(key)
        if key not in self._table:
            if default is None:
                self.fault(key, "missing", "This must be given.")
            return default
        value = self._table[key]
        # A TOML date-time is a date to Python, and true a number.
        if not isinstance(value, kind) or (kind is date and type(value) is not date):
            self.fault(key, "wrong_type", f"This must be of the type {kind.__name__}.")
            return default
        return value

    def _shaped(self, key: str, shape: re.Pattern[str], code: str, message: str) -> str:
        value = self.text(key)
        if value and not shape.fullmatch(value):
            self.fault(key, code, message)
        return value
