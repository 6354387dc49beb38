"""A table compiled to masks: for each value of each cell, the rows that it meets, as the bits of a number.

Bit 0 is the first row. A question is then a look-up and a few operations on whole numbers for each cell, and
its trace comes with it: for every cell the rows that fail by it. What a cell means is told, row by row, by
`hub.domain.routing_row.all_failed`; a test holds the two to be equal.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from hub.domain.routing_row import LISTS, Cell, Facts, Row


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What came of every row: under each cell the rows that fail by it, bit 0 the first of `count` rows."""

    count: int
    failed: Mapping[Cell, int]

    def matched(self) -> Iterator[int]:
        """Give the places of the rows that fail by no cell."""
        left = (1 << self.count) - 1
        for rows in self.failed.values():
            left &= ~rows
        return _bits(left)

    def cells(self, place: int) -> tuple[Cell, ...]:
        """Name every cell by which the row at a place fails, in the order of the columns."""
        return tuple(cell for cell in Cell if self.failed[cell] >> place & 1)


@dataclass(frozen=True, kw_only=True)
class _Column:
    """One cell of all rows: which rows ask for anything, and which of them list a value."""

    asking: int
    listing: Mapping[str, int]

    def naming(self, values: Iterable[str]) -> int:
        """Give the rows that list any of the values."""
        met = 0
        for value in values:
            met |= self.listing.get(value, 0)
        return met

    def failing(self, values: Iterable[str]) -> int:
        """Give the rows that ask, and list none of the values."""
        return self.asking & ~self.naming(values)


@dataclass(frozen=True, kw_only=True)
class _Days:
    """Which rows do not hold: `failing[n]` from the n-th day on which that changes to the next."""

    changes: tuple[date, ...]
    failing: tuple[int, ...]

    def on(self, day: date) -> int:
        """Give the rows that do not hold on a day."""
        return self.failing[bisect_right(self.changes, day)]


@dataclass(frozen=True, kw_only=True)
class Masks:
    """A whole table, ready to be asked."""

    count: int
    columns: Mapping[Cell, _Column]
    visited: _Column
    days: _Days

    @staticmethod
    def of(rows: Sequence[Row]) -> "Masks":
        """Compile rows, in their order."""
        fields = {cell: str(cell) for cell in LISTS} | {Cell.BOROUGHS: "homes"}
        return Masks(
            count=len(rows),
            columns={cell: _column(rows, attrgetter(field)) for cell, field in fields.items()},
            visited=_column(rows, attrgetter("visited")),
            days=_days(rows),
        )

    def trace(self, facts: Facts) -> Trace:
        """Say for every cell which rows fail by it."""
        columns, aspects = self.columns, facts.aspects
        away = columns[Cell.BOROUGHS].failing((facts.borough,))
        return Trace(
            count=self.count,
            failed={
                Cell.CRIME_TYPES: columns[Cell.CRIME_TYPES].failing((facts.crime_type,)),
                Cell.ASPECTS: columns[Cell.ASPECTS].failing(aspects),
                Cell.ALSO: columns[Cell.ALSO].failing(aspects),
                Cell.WITHOUT: columns[Cell.WITHOUT].naming(aspects),
                Cell.STRANDS: columns[Cell.STRANDS].failing(facts.strands),
                Cell.RELATIONSHIPS: columns[Cell.RELATIONSHIPS].failing((facts.relationship,)),
                Cell.AGE_BANDS: columns[Cell.AGE_BANDS].failing((facts.age_band,)),
                Cell.RISKS: columns[Cell.RISKS].failing((facts.risk,)),
                Cell.BOROUGHS: away & ~self.visited.naming(facts.works_or_visits),
                Cell.DATES: self.days.on(facts.received_on),
            },
        )


def _column(rows: Sequence[Row], values_of: Callable[[Row], frozenset[str]]) -> _Column:
    asking, listing = 0, dict[str, int]()
    for place, row in enumerate(rows):
        for value in values_of(row):
            asking |= 1 << place
            listing[value] = listing.get(value, 0) | 1 << place
    return _Column(asking=asking, listing=listing)


def _days(rows: Sequence[Row]) -> _Days:
    bounds = {day for row in rows for day in (row.starts_on, row.ends_before) if day}
    changes = tuple(sorted(bounds))
    return _Days(changes=changes, failing=tuple(_failing(rows, day) for day in (date.min, *changes)))


def _failing(rows: Sequence[Row], day: date) -> int:
    return sum(
        1 << place
        for place, row in enumerate(rows)
        if (row.starts_on and day < row.starts_on) or (row.ends_before and row.ends_before <= day)
    )


def _bits(rows: int) -> Iterator[int]:
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest
