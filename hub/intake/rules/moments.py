"""Dates, times and instants in the one spelling that a submission may use."""

import re
from datetime import UTC, date, datetime, time

_FIRST_YEAR = 1900
# Python 3.11 reads far more than these by itself, week dates and instants without an offset among them.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3])"
    r":[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def read_date(value: str) -> date | None:
    """Read 2018-03-29; None for what is no date, or one before 1900."""
    if not _DATE.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def read_time(value: str) -> time | None:
    """Read 17:00; None for what is no time of day."""
    try:
        return time.fromisoformat(value) if _TIME.fullmatch(value) else None
    except ValueError:
        return None


def read_instant(value: str) -> datetime | None:
    """Read 2018-03-29T16:00:00+01:00 into UTC; None without an offset, or before 1900."""
    if not _INSTANT.fullmatch(value):
        return None
    try:
        instant = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if instant.year >= _FIRST_YEAR else None
