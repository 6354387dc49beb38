"""The quarters by which services are paid, watched and reported: April to March."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from hub.domain.calendar import london_date, midnight
from hub.domain.errors import Fault, InvalidError

APRIL = 4
QUARTERS = 4
WRITTEN = re.compile(r"(\d{4})-(\d{2})-Q([1-4])", re.ASCII)


def financial_year(day: date) -> int:
    """Give the calendar year in which the financial year of `day` began: 2017 for 2017/18."""
    return day.year if day.month >= APRIL else day.year - 1


@dataclass(frozen=True, kw_only=True, order=True)
class Quarter:
    """A quarter of the financial year; half-open, from one London midnight to another."""

    year: int
    """The calendar year in which its financial year began."""
    number: int

    def __post_init__(self) -> None:
        """Refuse a fifth quarter."""
        if not 1 <= self.number <= QUARTERS:
            raise ValueError("a quarter is 1 to 4")

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read "2017-18-Q1"; InvalidError says what is wrong with anything else."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise _refused("not_a_quarter", "Expected a quarter such as 2017-18-Q1.")
        year, second, number = int(found[1]), int(found[2]), int(found[3])
        if second != (year + 1) % 100:
            follows = f"{year}-{(year + 1) % 100:02}-Q{number}"
            raise _refused("years_do_not_follow", f"Expected the second year to follow: {follows}.")
        if not date.min.year < year < date.max.year:
            raise _refused("not_a_quarter", "Expected a year that a calendar has.")
        return cls(year=year, number=number)

    @classmethod
    def of(cls, at: datetime) -> "Quarter":
        """Give the quarter in which an aware instant lies, by London's clocks."""
        return cls.of_day(london_date(at))

    @classmethod
    def of_day(cls, day: date) -> "Quarter":
        """Give the quarter in which a London day lies."""
        return cls(year=financial_year(day), number=(day.month - APRIL) % 12 // 3 + 1)

    @property
    def first_day(self) -> date:
        """Its first London day."""
        if self.number == QUARTERS:
            return date(self.year + 1, 1, 1)
        return date(self.year, 1 + 3 * self.number, 1)

    @property
    def starts_at(self) -> datetime:
        """Its first instant, in UTC."""
        return midnight(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it, in UTC."""
        return self.next().starts_at

    @property
    def label(self) -> str:
        """How people write it: 2017/18 Q1."""
        return f"{self.year}/{(self.year + 1) % 100:02} Q{self.number}"

    def __str__(self) -> str:
        return f"{self.year:04}-{(self.year + 1) % 100:02}-Q{self.number}"

    def next(self) -> "Quarter":
        """Give the quarter after this one."""
        return Quarter(year=self.year + self.number // QUARTERS, number=self.number % QUARTERS + 1)

    def previous(self) -> "Quarter":
        """Give the quarter before this one."""
        back = self.number - 2
        return Quarter(year=self.year + back // QUARTERS, number=back % QUARTERS + 1)


def _refused(code: str, message: str) -> InvalidError:
    return InvalidError(message, faults=(Fault(pointer="/quarter", code=code, message=message),))
