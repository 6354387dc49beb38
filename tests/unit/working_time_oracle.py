"""Counts working time by looking at every minute, to hold the product's arithmetic against.

Nothing of the product is used here but zoneinfo's London: the bank holidays are typed in, a week is a list of
times, and what is open is decided minute by minute by what a clock on a wall in London has shown.

    python -m tests.unit.working_time_oracle --intervals 10000
"""

import argparse
import random
import sys
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from hub.domain.opening import DAYS, Opening
from hub.domain.targets import Target
from hub.domain.working_time import add_working_time, working_seconds_between
from hub.sla.rules import due_at, gross_and_net_seconds

LONDON = ZoneInfo("Europe/London")
MINUTE, DAY = 60, 1440
HOLIDAYS = {
    date(2017, 12, 25), date(2017, 12, 26), date(2018, 1, 1), date(2018, 3, 30), date(2018, 4, 2),
    date(2018, 5, 7), date(2020, 1, 1), date(2020, 4, 10), date(2020, 4, 13), date(2020, 5, 8),
    date(2020, 5, 25), date(2022, 5, 2), date(2022, 6, 2), date(2022, 6, 3), date(2022, 8, 29),
    date(2022, 9, 19), date(2022, 12, 26), date(2022, 12, 27), date(2026, 4, 3), date(2026, 4, 6),
    date(2026, 5, 4), date(2026, 5, 25), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1),
}  # fmt: skip
BEGINNINGS = [
    date(2017, 11, 27),  # Christmas and the new year
    date(2018, 3, 5),  # Easter, and clocks forward in it
    date(2020, 2, 3),  # 29 February, clocks forward, Easter
    date(2022, 5, 9),  # two holidays moved together in June
    date(2022, 8, 22),  # a holiday proclaimed at short notice; clocks back
    date(2026, 10, 5),  # clocks back
]
DAYS_LONG = 75
OFFICE, NIGHT = [["09:00", "17:00"]], [["00:00", "06:00"], ["22:00", "24:00"]]
SPLIT = [["08:15", "12:30"], ["13:30", "18:05"]]
WEEKS = {
    "always": "always",
    "office hours": dict.fromkeys(DAYS[:5], OFFICE),
    "over midnight, holidays too": {**dict.fromkeys(DAYS, NIGHT), "bank_holidays": True},
    "split days": {**dict.fromkeys(DAYS[:4], SPLIT), "sat": OFFICE},
    "at the hours that change": {
        "mon": OFFICE, "wed": OFFICE, "fri": OFFICE,
        "sun": [["00:30", "01:20"], ["01:40", "02:30"], ["10:00", "16:00"]],
    },
}  # fmt: skip


@dataclass
class Season:
    """Some weeks, minute by minute: which London day it is, and which weeks are open."""

    start: datetime
    day: list[date]
    gone: dict[str, list[int]]
    """For each week, how many open minutes have gone before each minute."""

    def minute(self, at: datetime) -> tuple[int, int]:
        """Give the number of a minute and the seconds of it that have gone."""
        return divmod(int((at - self.start).total_seconds()), MINUTE)

    def seconds(self, week: str, since: datetime, until: datetime) -> int:
        """Count the open seconds between two instants."""
        return max(0, self._before(week, until) - self._before(week, since))

    def _before(self, week: str, at: datetime) -> int:
        number, more = self.minute(at)
        gone = self.gone[week]
        return gone[number] * MINUTE + more * (gone[number + 1] - gone[number])

    def after(
        self, week: str, since: datetime, seconds: int, pauses: list[tuple[datetime, datetime]]
    ) -> datetime:
        """Find the first instant by which so many open seconds have gone outside the pauses."""
        here = since
        for begins, ends in [*pauses, (None, None)]:
            until = begins or self.start + timedelta(days=DAYS_LONG - 1)
            there = max(here, until)
            counted = self.seconds(week, here, there)
            if counted >= seconds:
                return self._reach(week, here, seconds)
            seconds -= counted
            here = max(there, ends) if ends else there
        raise AssertionError("the season is too short")

    def _reach(self, week: str, since: datetime, seconds: int) -> datetime:
        if not seconds:
            return since
        wanted = self._before(week, since) + seconds
        number = bisect_left(self.gone[week], -(-wanted // MINUTE)) - 1
        left = wanted - self.gone[week][number] * MINUTE
        return self.start + timedelta(seconds=number * MINUTE + left)

    def after_days(self, since: datetime, days: int, pauses: list[tuple[datetime, datetime]]) -> datetime:
        """Find the midnight that ends the last of so many working days after the day of an instant."""
        number, _ = self.minute(since)
        first = self.day[number]
        while days:
            number += 1
            over = self.day[number - 1]
            if self.day[number] == over:
                continue
            midnight = self.start + timedelta(minutes=number)
            works = over != first and over.weekday() < 5 and over not in HOLIDAYS
            days -= works and not any(begins < midnight <= ends for begins, ends in pauses)
        return self.start + timedelta(minutes=number)


@cache
def season(first: date) -> Season:
    """Look at every minute from a London midnight on."""
    start = datetime(first.year, first.month, first.day, tzinfo=LONDON).astimezone(UTC)
    days, shown, highest = [], [], 0
    for number in range(DAYS_LONG * DAY):
        local = (start + timedelta(minutes=number)).astimezone(LONDON)
        today = local.date()
        if not days or today != days[-1]:
            highest = 0
        highest = max(highest, local.hour * 60 + local.minute)  # an hour that comes twice counts once
        days.append(today)
        shown.append(highest)
    gone = {name: _gone(week, days, shown) for name, week in WEEKS.items()}
    return Season(start=start, day=days, gone=gone)


def _gone(week: object, days: list[date], shown: list[int]) -> list[int]:
    return list(
        accumulate((_is_open(week, day, minute) for day, minute in zip(days, shown, strict=True)), initial=0)
    )


def _is_open(week: object, day: date, minute: int) -> bool:
    if week == "always":
        return True
    if day in HOLIDAYS and not week.get("bank_holidays"):
        return False
    for begins, ends in week.get(DAYS[day.weekday()], ()):
        if _minutes(begins) <= minute < _minutes(ends):
            return True
    return False


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def disagreements(count: int, seed: int = 1) -> list[str]:
    """Draw intervals and hold every sum of the product against the minutes; gives what differs, in words."""
    rng = random.Random(seed)
    seasons = [season(first) for first in BEGINNINGS]
    openings = {name: Opening.parse(week) for name, week in WEEKS.items()}
    return [told for _ in range(count) for told in _differs(rng, rng.choice(seasons), openings)]


def _differs(rng: random.Random, weeks: Season, openings: dict[str, Opening]) -> list[str]:
    name = rng.choice(sorted(openings))
    opening = openings[name]
    start = weeks.start + timedelta(seconds=rng.randrange(25 * DAY * MINUTE))
    stop = start + timedelta(
        seconds=rng.choice((rng.randrange(DAY * MINUTE), rng.randrange(40 * DAY * MINUTE)))
    )
    pauses = _pauses(rng, start)
    seconds, hours, days = rng.randrange(40 * 3600), rng.randint(1, 30), rng.randint(1, 10)
    minutes = rng.randint(1, 72 * 60)
    outside = [(max(start, since), min(stop, until)) for since, until in pauses]
    stood = sum(max(0, int((until - since).total_seconds())) for since, until in outside)
    length = int((stop - start).total_seconds())
    sums = {
        "between": (
            working_seconds_between(opening, start, stop),
            weeks.seconds(name, start, stop),
        ),
        f"add {seconds} s": (
            add_working_time(opening, start, seconds),
            weeks.after(name, start, seconds, []),
        ),
        f"{hours} working hours": (
            due_at(Target.parse(f"{hours} working hours"), start, opening, pauses=pauses),
            weeks.after(name, start, hours * 3600, pauses),
        ),
        f"{days} working days": (
            due_at(Target.parse(f"{days} working days"), start, opening, pauses=pauses),
            weeks.after_days(start, days, pauses),
        ),
        f"{minutes} elapsed minutes": (
            due_at(Target.parse(f"{minutes} elapsed minutes"), start, opening, pauses=pauses),
            weeks.after("always", start, minutes * 60, pauses),
        ),
        "gross and net": (gross_and_net_seconds(start, stop, pauses), (length, length - stood)),
    }
    return [
        f"{what} from {start:%F %T} ({name}, pauses {pauses}): {ours} is {theirs} by the minutes"
        for what, (ours, theirs) in sums.items()
        if ours != theirs
    ]


def _pauses(rng: random.Random, start: datetime) -> list[tuple[datetime, datetime]]:
    """Draw none, one or two pauses apart, the first sometimes before the start."""
    drawn, here = [], start - timedelta(hours=rng.choice((0, 5)))
    for _ in range(rng.choice((0, 1, 1, 2))):
        since = here + timedelta(seconds=rng.randrange(4 * DAY * MINUTE))
        here = since + timedelta(seconds=rng.randrange(1, 6 * DAY * MINUTE))
        drawn.append((since, here))
    return drawn


def main() -> int:
    """Say how many intervals agreed, and show the first ones that did not."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--intervals", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    found = disagreements(given.intervals, given.seed)
    said = [f"{given.intervals} intervals, six sums each: {len(found)} sums differ", *found[:10]]
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
