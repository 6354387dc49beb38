"""When referrals arrive: on which of a span's days, in which hour, and what was recorded there."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from hub.demo.simulate.mix import draw_crime
from hub.demo.simulate.proportions import Shares
from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, instant_at, london_date, midnight
from hub.domain.codes import Borough, CrimeType

DAYS = (1.3, 1.0, 1.0, 1.0, 1.0, 0.55, 0.45)
"""Monday to Sunday: what happened at the weekend is referred on Monday (X)."""

HOURS: Mapping[int, float] = {8: 2.2, 11: 2.5, 14: 2.4, 17: 1.9, 22: 1.0}
"""The hours at which the police's system passes on what its officers have finished, with their shares (I)."""

MINUTES_BEFORE = 4
"""What goes out on the hour was finished in the minutes before."""

STOP_HATE = "stop-hate-uk"
POLICE = "merseyside-police"
BY_LINE = 0.15
"""How many hate crimes are reported to the 24-hour line instead of the police (I)."""
TWICE = 0.4
"""How many of those have told the police too, so that two referrals speak of one person (I)."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """From one instant up to, and without, another."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """One referral to come: its number, its instant, what it is of and who sends it."""

    number: int
    at: datetime
    tick: datetime
    """When the sender passes it on, with whatever else is ready then."""
    borough: Borough
    """Where it happened."""
    crime: CrimeType
    source: str
    person: int
    """The number of the person: its own, or that of an earlier referral from another source."""
    person_since: date
    """The day on which the person was first known, by which their age was drawn."""


def expect(rng: random.Random, shares: Shares, span: Span, count: int) -> tuple[Expected, ...]:
    """Draw so many referrals of a span, in the order of their instants."""
    cells = rng.choices(list(shares), cum_weights=list(accumulate(shares.values())), k=count)
    days = {month: _days(span, month) for month in {month for month, _, _ in shares}}
    drawn = sorted(
        (*_instants(rng, days[month], span), borough, category) for month, borough, category in cells
    )
    return tuple(_told(rng, drawn))


def _days(span: Span, month: date | None) -> tuple[list[date], list[float]]:
    first, last = london_date(span.start), london_date(span.end - timedelta(microseconds=1))
    found = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    kept = [day for day in found if month is None or (day.year, day.month) == (month.year, month.month)]
    return kept, list(accumulate(_weight(day) for day in kept))


def _weight(day: date) -> float:
    weekday = DAYS[day.weekday()]
    return weekday if day not in ENGLAND_AND_WALES.holidays else DAYS[-1]


def _instants(
    rng: random.Random, days: tuple[list[date], list[float]], span: Span
) -> tuple[datetime, datetime]:
    """Draw when a referral was finished and when it is passed on; within the span, by drawing again."""
    while True:
        day = rng.choices(days[0], cum_weights=days[1])[0]
        tick = instant_at(day, 3600 * rng.choices(list(HOURS), list(HOURS.values()))[0])
        at = tick - timedelta(seconds=rng.randrange(60 * MINUTES_BEFORE))
        if span.start <= at and tick < span.end:
            return at, tick


def _told(rng: random.Random, drawn: Sequence[tuple[datetime, datetime, Borough, str]]) -> list[Expected]:
    found: list[Expected] = []
    of_the_police: Expected | None = None
    for number, (at, tick, borough, category) in enumerate(drawn, start=1):
        crime = draw_crime(rng, category)
        by_line = crime is CrimeType.HATE_CRIME and rng.random() < BY_LINE
        told_before = of_the_police if by_line and rng.random() < TWICE else None
        each = Expected(
            number=number,
            at=at,
            tick=tick,
            borough=told_before.borough if told_before else borough,
            crime=crime,
            source=STOP_HATE if by_line else POLICE,
            person=told_before.person if told_before else number,
            person_since=told_before.person_since if told_before else london_date(at),
        )
        found.append(each)
        if crime is CrimeType.HATE_CRIME and not by_line:
            of_the_police = each
    return found


def last_days(now: datetime, days: int) -> Span:
    """Give the span of the days up to an instant."""
    return Span(start=midnight(london_date(now) - days * ONE_DAY), end=now)
