"""The figures of a quarter, each traceable to the rows that it was counted from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring.rules.balance import Balance
from hub.monitoring.rules.cuts import ALL, Cut
from hub.monitoring.rules.measures import BREAKDOWNS, MEASURES, PERCENTILES, Section


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number of the report; with section, measure, cut, clock and code it can be traced to its rows."""

    section: Section
    measure: str
    value: int
    cut: Cut = ALL
    clock: Clock | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """A quarter as it stood at `as_of`; before the quarter is over, its end means what is known so far."""

    quarter: Quarter
    as_of: datetime
    figures: tuple[Figure, ...]
    balances: tuple[Balance, ...]


def with_zeros(
    section: Section, figures: Iterable[Figure], clocks: tuple[Clock | None, ...] = (None,)
) -> tuple[Figure, ...]:
    """Add every plain measure that is missing, as 0, for all rows and for each cut that has a figure.

    Breakdowns and percentiles are left as they are: there a missing one means that there is none.
    """
    given = tuple(figures)
    cuts = dict.fromkeys([(clock, ALL) for clock in clocks] + [(each.clock, each.cut) for each in given])
    there = {(each.clock, each.cut, each.measure) for each in given}
    plain = [measure for measure in MEASURES[section] if measure not in BREAKDOWNS | PERCENTILES]
    return given + tuple(
        Figure(section=section, measure=measure, value=0, cut=cut, clock=clock)
        for clock, cut in cuts
        for measure in plain
        if (clock, cut, measure) not in there
    )
