"""Sums with a recipient's opening hours: aware instants in, instants in UTC and whole seconds out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, london_date, whole_second
from hub.domain.opening import Opening, windows_on


def is_open(opening: Opening, at: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> bool:
    """Whether somebody is there at the instant; the instant of closing is closed."""
    return any(opens <= at < closes for opens, closes in windows_on(opening, london_date(at), calendar))


def next_opening(opening: Opening, at: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> datetime:
    """Give the first open instant at or after `at`: `at` itself, in UTC, while it is open."""
    opens, _ = next(_windows_from(opening, at.astimezone(UTC), calendar))
    return opens


def add_working_time(
    opening: Opening, start: datetime, seconds: int, calendar: Calendar = ENGLAND_AND_WALES
) -> datetime:
    """Give the earliest instant by which `seconds` of opening have gone since `start`.

    A span that uses the day up ends at closing time, not at the next opening.
    """
    if seconds < 0:
        raise ValueError("working time is added forwards only")
    if seconds == 0:
        return whole_second(start)
    left = timedelta(seconds=seconds)
    windows = _windows_from(opening, whole_second(start), calendar)
    opens, closes = next(windows)
    while closes - opens < left:
        left -= closes - opens
        opens, closes = next(windows)
    return opens + left


def working_seconds_between(
    opening: Opening, start: datetime, stop: datetime, calendar: Calendar = ENGLAND_AND_WALES
) -> int:
    """Count the seconds of opening from `start` up to `stop`; 0 if `stop` is not later."""
    first, last = whole_second(start), whole_second(stop)
    total = timedelta()
    for opens, closes in _windows_from(opening, first, calendar):
        if opens >= last:
            break
        total += min(closes, last) - opens
    return int(total.total_seconds())


def _windows_from(opening: Opening, at: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield every window from `at` on, without end; one that is open at `at` begins there."""
    day = london_date(at)
    while True:
        for opens, closes in windows_on(opening, day, calendar):
            if at < closes:
                yield max(at, opens), closes
        day += ONE_DAY
