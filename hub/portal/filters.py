"""How pages write values: words for codes, London's days and times, lengths of time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from hub.domain.calendar import LONDON, london_date
from hub.portal.words import label
from hub.portal.words.looks import look

_DAY = 24 * 3600
_UNITS = ((_DAY, "day"), (3600, "hour"), (60, "minute"))


def day(value: date | datetime) -> str:
    """Write a day, "4 March 2026"; an instant's is the day in London."""
    found = london_date(value) if isinstance(value, datetime) else value
    return f"{found.day} {found:%B %Y}"


def month(value: date) -> str:
    """Write a month, "March 2026"."""
    return f"{value:%B %Y}"


def last_day(value: date) -> str:
    """Write the last day of what ends before another one."""
    return day(value - timedelta(days=1))


def clock_time(value: datetime) -> str:
    """Write London's time of day: "10am", "10:05am", "midday", "midnight"."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004  noon


def when(value: datetime) -> str:
    """Write an instant in London's time: "4 March 2026 at 10:05am"; midnight ends the day before it.

    A limit of working days is over with the last of them, and people read "26 August at midnight" either way.
    """
    if value.astimezone(LONDON).time() == time():
        return f"the end of {day(value - timedelta(hours=12))}"
    return f"{day(value)} at {clock_time(value)}"


def duration(seconds: float) -> str:
    """Write a length of time in its two largest units: "2 days 4 hours"; under a minute says so."""
    left = int(seconds)
    if left < 60:  # noqa: PLR2004  seconds of a minute
        return "less than a minute"
    counts = []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        counts.append((count, unit))
    first = next(at for at, (count, _) in enumerate(counts) if count)
    shown = [(count, unit) for count, unit in counts[first : first + 2] if count]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in shown)


def due(value: datetime, now: datetime) -> str:
    """Write a due time as seen from now: "due in 3 hours", "2 hours overdue"."""
    left: timedelta = value - now
    if left > timedelta():
        return f"due in {duration(left.total_seconds())}"
    late = -left
    return "due now" if late < timedelta(minutes=1) else f"{duration(late.total_seconds())} overdue"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "label": label,
    "look": look,
    "day": day,
    "last_day": last_day,
    "month": month,
    "clock_time": clock_time,
    "when": when,
    "duration": duration,
    "due": due,
}
"""By the name that a template uses."""
