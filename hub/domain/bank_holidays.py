"""Bank holidays that were added to the list, or taken from it, at short notice; later words win."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar


@dataclass(frozen=True, kw_only=True)
class HolidayChange:
    """One day that became a bank holiday, or is none any more; in the order in which they were recorded."""

    day: date
    is_holiday: bool


def calendar_with(changes: Sequence[HolidayChange], listed: Calendar = ENGLAND_AND_WALES) -> Calendar:
    """Give the list with every change made to it, so that the last word on a day holds."""
    last = {each.day: each.is_holiday for each in changes}
    if not last:
        return listed
    added = (day for day, is_holiday in last.items() if is_holiday)
    taken = (day for day, is_holiday in last.items() if not is_holiday)
    return listed.with_holidays(*added).without_holidays(*taken)


def changed_since(
    version: str, changes: Sequence[HolidayChange], listed: Calendar = ENGLAND_AND_WALES
) -> tuple[HolidayChange, ...] | None:
    """Say which days differ now from the calendar of `version`; None if no calendar known here had it.

    Versions follow from the days, so the calendar of a version is found by making the changes one by one.
    """
    known = (calendar_with(changes[:count], listed) for count in range(len(changes), -1, -1))
    then = next((each for each in known if each.version == version), None)
    if then is None:
        return None
    now = calendar_with(changes, listed)
    days = sorted(now.holidays ^ then.holidays)
    return tuple(HolidayChange(day=day, is_holiday=day in now.holidays) for day in days)
