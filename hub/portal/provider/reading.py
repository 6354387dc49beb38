"""What a form of a provider says, as values; every fault of it is found at once."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from hub.domain.calendar import instant_at
from hub.domain.errors import Fault, InvalidError
from hub.portal.forms import Form

T = TypeVar("T", bound=StrEnum)

LONGEST_NAME, LONGEST_WORDS = 100, 500
NINE = 9 * 3600
"""The second of the day at which a hold ends: when offices open."""

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?", re.IGNORECASE)
_LAST_OF_MINUTE = timedelta(seconds=59, microseconds=999_999)
_NOON, _HOURS, _MINUTES = 12, 24, 60


class Reading:
    """Reads one form field by field; `check` raises InvalidError if any was faulty."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._faults: list[Fault] = []

    def name(self, field: str, missing: str) -> str:
        """Read a name of 100 characters at most."""
        return self._text(field, missing, LONGEST_NAME)

    def words(self, field: str, missing: str | None = None) -> str | None:
        """Read free words of 500 characters at most; None for none, which is a fault if `missing` is said."""
        return self._text(field, missing, LONGEST_WORDS) or None

    def choice(self, field: str, values: type[T], missing: str) -> T:
        """Read one of a list of closed values."""
        given = self._form.text(field)
        if given not in set(values):
            self.fault(field, "required", missing)
            return next(iter(values))  # never used: `check` raises
        return values(given)

    def day(self, field: str, missing: str) -> date | None:
        """Read a day from the fields of its day, month and year."""
        parts = [self._form.text(f"{field}_{part}") for part in ("year", "month", "day")]
        try:
            return date(*(int(part) for part in parts))
        except (ValueError, OverflowError):
            self.fault(
                field, "bad_date", missing if not any(parts) else "Enter a real date, such as 4 3 2026"
            )
        return None

    def until(self, field: str, missing: str) -> datetime | None:
        """Read a day and give 9am on it."""
        found = self.day(field, missing)
        return instant_at(found, NINE) if found else None

    def instant(self, field: str, now: datetime) -> datetime:
        """Read a day and London's time of day; it must not be in the future.

        A minute is taken as its last instant, or now: so what somebody does in the same minute in which
        they accepted still comes after it.
        """
        found, second = self.day(field, "Enter the day"), self._second(f"{field}_time")
        if found is None or second is None:
            return now  # never used: `check` raises
        typed = instant_at(found, second)
        if typed > now:
            self.fault(field, "in_the_future", "The time must not be in the future")
        return min(typed + _LAST_OF_MINUTE, now)

    def fault(self, field: str, code: str, message: str) -> None:
        """Note that a field is faulty."""
        self._faults.append(Fault(pointer=f"/{field}", code=code, message=message))

    def check(self) -> None:
        """Raise InvalidError with every fault, if there is any."""
        if self._faults:
            raise InvalidError("The form has faults.", faults=tuple(self._faults))

    def _text(self, field: str, missing: str | None, longest: int) -> str:
        given = " ".join(self._form.text(field).split())
        if not given and missing:
            self.fault(field, "required", missing)
        if len(given) > longest:
            self.fault(field, "too_long", f"Use {longest} characters or fewer")
        if not given.isprintable():
            self.fault(field, "bad_text", "Use letters, numbers and punctuation only")
        return given

    def _second(self, field: str) -> int | None:
        found = _TIME.fullmatch(self._form.text(field))
        hour, minute, half = (
            (int(found[1]), int(found[2] or 0), (found[3] or "").lower()) if found else (_HOURS, 0, "")
        )
        if half:
            hour = hour % _NOON + (_NOON if half == "pm" else 0) if 1 <= hour <= _NOON else _HOURS
        if hour >= _HOURS or minute >= _MINUTES:
            self.fault(field, "bad_time", "Enter a time, such as 17:30 or 5:30pm")
            return None
        return hour * 3600 + minute * 60
