"""Bank holidays ahead: for which a provider is asked who answers, and by when it is to have said so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, instant_at, london_date
from hub.domain.errors import Fault, InvalidError

ASKED_BEFORE = 3
"""Working days before the first bank holiday at which a provider is asked."""
ALERTED_BEFORE = 1
"""Working days before it at which the commissioner hears of those that have not answered."""
_AHEAD = timedelta(days=14)
_EIGHT, _NINE = 8 * 3600, 9 * 3600
LONGEST = 100
CLOSED, ALWAYS = "closed", "always"
_TIMES = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
_PHONE = re.compile(r"\+?[0-9][0-9 ]{6,19}")


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """Bank holidays with nothing but weekends between them, first and last day, such as Easter's.

    Providers are asked at `ask_at`, eight in the morning three working days before; the commissioner is told
    at `alert_at`, nine in the morning of the last working day before (I), so that there is time to act.
    """

    first_day: date
    last_day: date
    ask_at: datetime
    alert_at: datetime


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Who answers over bank holidays, by post, at which number, and in which hours of each day."""

    answers: str
    phone: str
    hours: Mapping[str, str]


def holidays_to_ask_about(now: datetime, calendar: Calendar = ENGLAND_AND_WALES) -> tuple[Holidays, ...]:
    """Give the bank holidays about which providers are to have been asked by now, and that are to come.

    One that is proclaimed at short notice is asked about at once.
    """
    today = london_date(now)
    ahead = _runs(today, today + _AHEAD, calendar)
    return tuple(found for found in ahead if found.ask_at <= now and found.first_day > today)


def days_of(first_day: date, last_day: date) -> tuple[date, ...]:
    """List the days from the first to the last."""
    return tuple(first_day + n * ONE_DAY for n in range((last_day - first_day).days + 1))


def read_cover(first_day: date, last_day: date, given: Mapping[str, str]) -> Cover:
    """Read what a provider says: `answers`, `phone`, and each day's hours by its ISO date.

    Hours are "closed", "always", or such as "09:00-17:00". Raises InvalidError with every fault.
    """
    said = {name: value.strip() for name, value in given.items()}
    hours = {f"{day}": said.get(f"{day}", "").casefold() for day in days_of(first_day, last_day)}
    faults = tuple(_faults(said, hours))
    if faults:
        raise InvalidError("What was said about the bank holidays has faults.", faults=faults)
    return Cover(answers=said["answers"], phone=said["phone"], hours=hours)


def _faults(said: Mapping[str, str], hours: Mapping[str, str]) -> Iterator[Fault]:
    if not 0 < len(said.get("answers", "")) <= LONGEST:
        yield Fault(pointer="/answers", code="required", message="Enter who answers, by post.")
    if not _PHONE.fullmatch(said.get("phone", "")):
        yield Fault(pointer="/phone", code="not_a_number", message="Enter a telephone number in digits.")
    for day, text in hours.items():
        if text not in {CLOSED, ALWAYS} and not _TIMES.fullmatch(text):
            named = date.fromisoformat(day)
            message = (
                f"Enter closed, always, or hours such as 09:00-17:00 for {named:%A} {named.day} {named:%B}."
            )
            yield Fault(pointer=f"/{day}", code="not_hours", message=message)


def _runs(first: date, last: date, calendar: Calendar) -> Iterator[Holidays]:
    """Give the runs that begin from one day up to another."""
    day = first
    while day <= last:
        if day in calendar.holidays:
            found = _run(day, calendar)
            yield found
            day = found.last_day
        day += ONE_DAY


def _run(first_day: date, calendar: Calendar) -> Holidays:
    last_day = day = first_day
    while not calendar.is_working_day(day):
        last_day = day if day in calendar.holidays else last_day
        day += ONE_DAY
    return Holidays(
        first_day=first_day,
        last_day=last_day,
        ask_at=instant_at(_working_day_before(first_day, ASKED_BEFORE, calendar), _EIGHT),
        alert_at=instant_at(_working_day_before(first_day, ALERTED_BEFORE, calendar), _NINE),
    )


def _working_day_before(day: date, count: int, calendar: Calendar) -> date:
    while count:
        day -= ONE_DAY
        count -= calendar.is_working_day(day)
    return day
