"""London's days and the working days among them.

Bank holidays are GOV.UK's list for England and Wales as govuk-bank-holidays carries it. Its file is read
directly, since the package's own class imports an HTTP client and, unless told otherwise, calls GOV.UK.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib.resources import files
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def london_date(at: datetime) -> date:
    """Say which day it is in London at an aware instant; ValueError if it is naive."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(LONDON).date()


def whole_second(at: datetime) -> datetime:
    """Give an aware instant in UTC, cut to its whole second; ValueError if it is naive.

    Two instants in one local zone subtract by the clock on the wall, so sums are done in UTC only.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).replace(microsecond=0)


def instant_at(day: date, second_of_day: int) -> datetime:
    """Give the first instant at which London's clocks show this second of `day` (0 to 86400), or a later one.

    So an hour that comes twice counts from its first time, and one that is skipped is over as it begins.
    """
    local = datetime.combine(day, time.min, LONDON) + timedelta(seconds=second_of_day)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is not None and after is not None and after > before:
        # The clocks skip this time. British clocks change at 01:00 UTC [Summer Time Order 2002].
        return datetime.combine(day, time(1), UTC)
    return local.astimezone(UTC)


def midnight(day: date) -> datetime:
    """Give the instant, in UTC, at which `day` begins in London."""
    return instant_at(day, 0)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Which days nobody is counted on to work beside the weekends, so that a due date can be recomputed.

    A day outside the years of the list counts as a holiday only at weekends: a due date there may come a
    day early, never late. `covers` says whether that is so.
    """

    holidays: frozenset[date] = field(hash=False)
    version: str
    """The years and a fingerprint of the days, to be stored with what was computed from them."""

    @classmethod
    def of(cls, days: Iterable[date]) -> "Calendar":
        """Make a calendar whose version follows from its days, so that the same days share a version."""
        ordered = sorted(set(days))
        print_of_days = sha256(",".join(day.isoformat() for day in ordered).encode()).hexdigest()[:12]
        years = f"{ordered[0].year}-{ordered[-1].year}" if ordered else "none"
        return cls(holidays=frozenset(ordered), version=f"{years}:{print_of_days}")

    def with_holidays(self, *days: date) -> "Calendar":
        """Add days proclaimed at short notice, such as 19 September 2022, under a new version."""
        return Calendar.of(self.holidays.union(days))

    def without_holidays(self, *days: date) -> "Calendar":
        """Take days away that are worked after all, under a new version."""
        return Calendar.of(self.holidays.difference(days))

    def covers(self, day: date) -> bool:
        """Whether the list reaches the year of `day`."""
        years = {holiday.year for holiday in self.holidays}
        return bool(years) and min(years) <= day.year <= max(years)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is Monday to Friday and no bank holiday (I)."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """Give the `count`th working day after `day`, which itself is not counted; 0 gives `day` back."""
        if count < 0:
            raise ValueError("working days are counted forwards only")
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, day: date, last: date) -> int:
        """Count the working days after `day` up to and including `last`."""
        return sum(self.is_working_day(day + n * ONE_DAY) for n in range(1, (last - day).days + 1))


def _bundled(division: str) -> Calendar:
    bundled = files("govuk_bank_holidays").joinpath("bank-holidays.json").read_text(encoding="utf-8")
    return Calendar.of(date.fromisoformat(event["date"]) for event in json.loads(bundled)[division]["events"])


ENGLAND_AND_WALES = _bundled("england-and-wales")
"""GOV.UK's list, 2012 to 2028 in govuk-bank-holidays 0.19; a newer release of it carries later years."""
