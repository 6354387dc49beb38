"""For how long an endpoint asks to be left alone: Retry-After, in seconds or as a date (RFC 9110, 10.2.3)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]+")
_LONGEST = timedelta(days=365)
"""More than that says no more; whoever decides has a limit of its own."""
_MOST_DIGITS = 9


def wish(written: Sequence[str], dates: Sequence[str], now: datetime) -> timedelta | None:
    """Read the header's values; None where none can be read, and nought for an instant that has passed.

    A date is held against the answer's own `dates`, so that an endpoint whose clock is wrong is still
    understood; without one, against `now`. Of several values the longest wait counts.
    """
    sent_at = next((each for each in map(_instant, dates) if each), now)
    return max(
        (each for each in (_wait(value, sent_at) for value in written) if each is not None), default=None
    )


def _wait(value: str, sent_at: datetime) -> timedelta | None:
    value = value.strip()
    if _SECONDS.fullmatch(value):
        seconds = value.lstrip("0") or "0"
        return _LONGEST if len(seconds) > _MOST_DIGITS else min(timedelta(seconds=int(seconds)), _LONGEST)
    until = _instant(value)
    return None if until is None else min(max(until - sent_at, timedelta()), _LONGEST)


def _instant(value: str) -> datetime | None:
    """Read an HTTP date in any of its three forms, which are all in UTC."""
    try:
        read = parsedate_to_datetime(value.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # all that this parser trips over
        return None
