"""The calendar of working days as people see it: what is to come, and what was changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hub.db import Transaction, holiday_changes
from hub.domain.bank_holidays import calendar_with
from hub.domain.calendar import london_date
from hub.sla import queries

AHEAD = timedelta(days=400)
"""How far ahead the days are listed: each holiday of a year once, with its next one."""


@dataclass(frozen=True, kw_only=True)
class CalendarSeen:
    """The bank holidays from today on, and every change with who made it, newest first."""

    coming: tuple[date, ...]
    changes: tuple[dict[str, Any], ...]
    ends_in: int
    """The last year that the carried list reaches; after it weekends alone are free."""


def calendar_seen(tx: Transaction) -> CalendarSeen:
    """Read the calendar as it is in force now, not as a process keeps it."""
    calendar, today = calendar_with(holiday_changes(tx.connection)), london_date(tx.now)
    coming = sorted(day for day in calendar.holidays if today <= day <= today + AHEAD)
    return CalendarSeen(
        coming=tuple(coming),
        changes=queries.changes(tx),
        ends_in=max(day.year for day in calendar.holidays),
    )
