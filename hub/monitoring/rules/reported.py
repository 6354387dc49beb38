"""The police's own limit, from the report of a crime to the referral."""

from datetime import date, datetime

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, midnight

LIMITS: tuple[tuple[date, int], ...] = ((date(2017, 4, 1), 2),)
"""Working days, each with the day from which it holds, oldest first [2015 Code; Victims' Code 2021, 4.5]."""


def due_after_report(day: date, calendar: Calendar = ENGLAND_AND_WALES) -> datetime:
    """Give the first instant that is too late to refer what was reported on this London day.

    The day of the report is not counted, and the last working day counts whole (I).
    """
    in_force = [days for effective_from, days in LIMITS if effective_from <= day]
    days = in_force[-1] if in_force else LIMITS[0][1]
    return midnight(calendar.add_working_days(day, days) + ONE_DAY)
