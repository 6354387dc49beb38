"""Whether an entry of the public list may be shown as live: it goes by when somebody last looked."""

from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """How far an entry may be relied on, on a day."""

    CURRENT = "current"
    OUT_OF_DATE = "out_of_date"
    CLOSED = "closed"


def standing(checked_on: date, closed_on: date | None, today: date) -> Standing:
    """Judge an entry: closed from the day it closed, out of date once 12 months have passed since the check.

    The day that is 12 months after the check is still within them; after 29 February that is 28 February.
    """
    if closed_on is not None and closed_on <= today:
        return Standing.CLOSED
    return Standing.CURRENT if today <= _twelve_months_after(checked_on) else Standing.OUT_OF_DATE


def _twelve_months_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
