"""When in a day an agency is told what waits for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar, instant_at, london_date
from hub.domain.opening import Opening, windows_on

EIGHT = 8 * 3600
"""The second of a London day before which no digest goes out (I)."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """The part of a London day in which a digest may go out, half-open."""

    day: date
    opens: datetime
    closes: datetime

    def holds(self, now: datetime) -> bool:
        """Whether a digest may go out at an instant."""
        return self.opens <= now < self.closes


def has_begun(now: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> bool:
    """Whether it is past eight in London on a working day, so that any digest may be due."""
    day = london_date(now)
    return calendar.is_working_day(day) and now >= instant_at(day, EIGHT)


def digest_window(
    day: date, openings: Iterable[Opening], calendar: Calendar = ENGLAND_AND_WALES
) -> Window | None:
    """Give the hours of a working day in which an agency may be told: from eight, or its opening if later.

    None on any other day, and where none of its services opens that day: its morning comes another day.
    """
    if not calendar.is_working_day(day):
        return None
    eight = instant_at(day, EIGHT)
    open_then = [
        (max(opens, eight), closes)
        for opening in openings
        for opens, closes in windows_on(opening, day, calendar)
        if closes > eight
    ]
    if not open_then:
        return None
    return Window(day=day, opens=min(opens for opens, _ in open_then), closes=max(c for _, c in open_then))
