"""One JSON object of a submission being read: its faults are gathered, never raised."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import TypeVar

from hub.domain.errors import Fault
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.known import Known
from hub.intake.rules.moments import read_date, read_instant, read_time
from hub.intake.rules.texts import fault_of_text, tidy

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MOST_VALUES = 50
"""No list of a submission is honestly longer."""

_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")


class Reading:
    """Takes each field once, so that whatever is left over at the end is unknown.

    A field that is wrong adds its fault and reads as a placeholder of the right type; the value built from
    it is thrown away, because there are faults. No message repeats what was sent.
    """

    __slots__ = ("_faults", "_left", "_pointer", "known")

    def __init__(
        self, fields: Mapping[str, object], *, known: Known, faults: list[Fault], pointer: str = ""
    ) -> None:
        self._left = dict(fields)
        self._faults = faults
        self._pointer = pointer
        self.known = known

    def has_fault(self, *names: str) -> bool:
        """Say whether a fault was found at one of these fields or below; a rule over it then keeps quiet."""
        at = tuple(f"{self._pointer}/{name}" for name in names)
        below = tuple(f"{each}/" for each in at)
        return any(fault.pointer in at or fault.pointer.startswith(below) for fault in self._faults)

    def has(self, name: str) -> bool:
        """Say whether the field `name` was sent and not yet taken; null is not sent."""
        return self._left.get(name) is not None

    def refuse(self, name: str, code: FaultCode, message: str) -> None:
        """Add a fault at the field `name`, which may go deeper: "windows/0"."""
        self._faults.append(Fault(pointer=f"{self._pointer}/{name}", code=code, message=message))

    def refuse_leftovers(self) -> None:
        """Add a fault for each field nobody took.

        A name that does not look like one is not repeated: it may be a person's, misplaced.
        """
        for name in self._left:
            if _FIELD_NAME.fullmatch(name):
                self.refuse(name, FaultCode.UNKNOWN_FIELD, "This field is not part of a submission.")
            else:
                message = "A field of this object is not part of a submission."
                self._faults.append(
                    Fault(pointer=self._pointer, code=FaultCode.UNKNOWN_FIELD, message=message)
                )

    def text(self, name: str, limit: int, *, lines: bool = False) -> str | None:
        """Take a text that may be missing; blank is missing, and only `lines` may hold line breaks."""
        value = self._left.pop(name, None)
        return None if value is None else self.text_at(name, value, limit, lines=lines)

    def text_at(self, at: str, value: object, limit: int, *, lines: bool = False) -> str | None:
        """Check one text, a list's item say, and tidy it; a blank one is None."""
        if not isinstance(value, str):
            self.refuse(at, FaultCode.WRONG_TYPE, "Give a text.")
            return None
        wrong = fault_of_text(value, limit, lines=lines)
        if wrong is not None:
            self.refuse(at, *wrong)
            return None
        return tidy(value)

    def required_text(self, name: str, limit: int) -> str:
        """Take a text that must be there."""
        if not self.has(name):
            self._left.pop(name, None)
            return self._missing(name)
        before = len(self._faults)
        return self.text(name, limit) or (self._missing(name) if len(self._faults) == before else "")

    def code(self, name: str, closed: type[E], default: E) -> E:
        """Take a value of a closed list, `default` where it is missing."""
        value = self._left.pop(name, None)
        return default if value is None else self._member(name, value, closed) or default

    def optional_code(self, name: str, closed: type[E]) -> E | None:
        """Take a value of a closed list, None where it is missing."""
        value = self._left.pop(name, None)
        return None if value is None else self._member(name, value, closed)

    def required_code(self, name: str, closed: type[E]) -> E:
        """Take a value of a closed list that must be there."""
        if not self.has(name):
            self._missing(name)
        return self.code(name, closed, next(iter(closed)))

    def codes(self, name: str, closed: type[E]) -> tuple[E, ...]:
        """Take a list of different values of a closed list."""
        return self.each(name, lambda at, value: self._member(at, value, closed))

    def flags(self, name: str, allowed: frozenset[str]) -> tuple[str, ...]:
        """Take a list of different values of `allowed`, which is no single enum."""
        return self.each(name, lambda at, value: self._one_of(at, value, allowed))

    def texts(self, name: str, limit: int) -> tuple[str, ...]:
        """Take a list of different short texts."""
        return self.each(name, lambda at, value: self.text_at(at, value, limit))

    def truth(self, name: str) -> bool:
        """Take true or false, false where it is missing."""
        return self._typed(name, bool, "true or false") or False

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Take a whole number within `low` and `high`, both included."""
        value = self._typed(name, int, "a whole number")
        if value is not None and not low <= value <= high:
            self.refuse(name, FaultCode.OUT_OF_RANGE, f"Give a number from {low} to {high}.")
            return None
        return value

    def day(self, name: str) -> date | None:
        """Take a date, written 2018-03-29, from 1900 to today in London."""
        value = self._typed(name, str, "a date as text")
        if value is None:
            return None
        day = read_date(value)
        if day is None:
            self.refuse(name, FaultCode.BAD_DATE, "Give a real date since 1900, as YYYY-MM-DD.")
            return None
        if day > self.known.today:
            self.refuse(name, FaultCode.IN_THE_FUTURE, "Give a date no later than today.")
            return None
        return day

    def instant(self, name: str) -> datetime | None:
        """Take an instant with its offset, no later than now; it comes back in UTC."""
        value = self._typed(name, str, "an instant as text")
        if value is None:
            return None
        instant = read_instant(value)
        if instant is None:
            message = "Give a date and time with its offset from UTC, such as 2018-03-29T16:00:00+01:00."
            self.refuse(name, FaultCode.BAD_INSTANT, message)
            return None
        if instant > self.known.now:
            self.refuse(name, FaultCode.IN_THE_FUTURE, "Give an instant no later than now.")
            return None
        return instant

    def clock(self, name: str) -> time:
        """Take a time of day that must be there, written 17:00."""
        if not self.has(name):
            self._missing(name)
        value = self._typed(name, str, "a time as text")
        parsed = None if value is None else read_time(value)
        if value is not None and parsed is None:
            self.refuse(name, FaultCode.BAD_TIME, "Give a time of day, as HH:MM.")
        return parsed or time.min

    def part(self, name: str, build: Callable[["Reading"], T]) -> T:
        """Read the object under `name`; a missing one is read as empty, so that it names what it lacks."""
        value = self._left.pop(name, None)
        return self._build(name, {} if value is None else value, build)

    def optional_part(self, name: str, build: Callable[["Reading"], T]) -> T | None:
        """Read the object under `name`, None where it is missing."""
        value = self._left.pop(name, None)
        return None if value is None else self._build(name, value, build)

    def parts(self, name: str, build: Callable[["Reading"], T]) -> tuple[T, ...]:
        """Read a list of different objects."""
        return self.each(name, lambda at, value: self._build(at, value, build))

    def each(self, name: str, read: Callable[[str, object], T | None]) -> tuple[T, ...]:
        """Take a list of different values, each read by `read(name/index, value)`."""
        values = self._typed(name, list, "a list")
        if not values:
            return ()
        if len(values) > MOST_VALUES:
            self.refuse(name, FaultCode.TOO_MANY, f"Give no more than {MOST_VALUES} values.")
            return ()
        found: list[T] = []
        for index, value in enumerate(values):
            at = f"{name}/{index}"
            before = len(self._faults)
            one = read(at, value)
            if len(self._faults) > before:
                continue
            if one in found:
                self.refuse(at, FaultCode.REPEATED_VALUE, "This value is in the list already.")
            elif one is not None:
                found.append(one)
        return tuple(found)

    def _missing(self, name: str) -> str:
        self.refuse(name, FaultCode.REQUIRED, "This field is required.")
        return ""

    def _typed(self, name: str, kind: type[T], what: str) -> T | None:
        value = self._left.pop(name, None)
        if value is None or type(value) is kind:
            return value
        self.refuse(name, FaultCode.WRONG_TYPE, f"Give {what}.")
        return None

    def _member(self, at: str, value: object, closed: type[E]) -> E | None:
        members = _members(closed)
        found = members.get(value) if isinstance(value, str) else None
        if found is None:
            self._not_allowed(at, value, members)
        return found

    def _one_of(self, at: str, value: object, allowed: frozenset[str]) -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        self._not_allowed(at, value, allowed)
        return None

    def _not_allowed(self, at: str, value: object, allowed: Collection[str]) -> None:
        if not isinstance(value, str):
            self.refuse(at, FaultCode.WRONG_TYPE, "Give a text.")
            return
        names = ", ".join(sorted(allowed))
        self.refuse(at, FaultCode.NOT_ALLOWED_VALUE, f"Give one of: {names}.")

    def _build(self, at: str, value: object, build: Callable[["Reading"], T]) -> T:
        faults = self._faults
        if not isinstance(value, dict):
            self.refuse(at, FaultCode.WRONG_TYPE, "Give an object.")
            # What an object of the wrong type lacks is no fault of its own.
            value, faults = {}, []
        inner = Reading(value, known=self.known, faults=faults, pointer=f"{self._pointer}/{at}")
        built = build(inner)
        inner.refuse_leftovers()
        return built


@cache
def _members(closed: type[E]) -> dict[str, E]:
    return {member.value: member for member in closed}
