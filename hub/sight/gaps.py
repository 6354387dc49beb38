"""The holes of routing on a day or over a time: of the table's rows, of contracts and of pauses, weighed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hub.db import Transaction
from hub.directory.queries.days import service_days
from hub.domain.calendar import london_date
from hub.domain.errors import Fault, InvalidError, NotFoundError
from hub.domain.quarter import Quarter
from hub.domain.routing_content import TableContent, content_from_stored
from hub.domain.service_days import ServiceDays
from hub.intake.queries.kinds import kinds_of_referrals
from hub.routing.queries import published_table, published_tables
from hub.routing.rules.lapses import changes, lapses
from hub.routing.rules.survey import rows_on, survey
from hub.sight.gap_lines import (
    GapKind,
    GapLine,
    Kinds,
    LeftOnPurpose,
    in_order,
    left_on_purpose,
    lines_of_lapses,
    lines_of_rows,
)
from hub.sight.naming import names

_EARLIEST = date(1900, 1, 1)
"""No referral is older; a few quarters before the calendar's first year there is no day to count from."""

WEIGHED_QUARTERS = 4
"""Whole quarters before the running one whose referrals say how much a gap matters."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Half-open days on which nothing changes, the table in force, and the findings, the weightiest first."""

    starts_on: date
    ends_before: date
    table: str | None
    lines: tuple[GapLine, ...]

    @property
    def open(self) -> tuple[GapLine, ...]:
        """The findings that nobody has in hand."""
        return tuple(line for line in self.lines if line.is_open)

    @property
    def on_purpose(self) -> tuple[LeftOnPurpose, ...]:
        """The gaps that are left to a person on purpose, by their sign-off."""
        return left_on_purpose(self.lines)


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """All stretches asked about, and how many referrals, received since which day, they were weighed by.

    The weight is for telling apart what matters: four whole quarters and the running one.
    """

    stretches: tuple[Stretch, ...]
    since: date
    referrals: int

    def cells(self) -> Iterator[tuple[Any, ...]]:
        """Give a row of `COLUMNS` for each finding."""
        for each in self.stretches:
            for line in each.lines:
                yield (
                    line.starts_on or each.starts_on,
                    line.ends_before if line.starts_on else each.ends_before,
                    each.table,
                    line.kind,
                    line.referrals,
                    line.words,
                    " ".join(line.rows),
                    line.service,
                    *_signed_off(line),
                )

    def plain(self) -> dict[str, Any]:
        """Give all of it as JSON-able values."""
        return {
            "weighed": {"since": self.since.isoformat(), "referrals": self.referrals},
            "stretches": [
                {
                    "starts_on": each.starts_on.isoformat(),
                    "ends_before": each.ends_before.isoformat(),
                    "table": each.table,
                    "findings": [line.plain() for line in each.lines],
                }
                for each in self.stretches
            ],
        }


def gaps(tx: Transaction, on: date | None = None, until: date | None = None) -> Gaps:
    """Find the gaps of a London day (today unless told), or of each stretch from it up to, without, `until`.

    Without `until` the findings of contracts and pauses are those from the day to the end of its table. The
    referrals that weigh them are those of the quarters up to the day, or up to now where it is to come.
    Raises NotFoundError where no table is in force on the one day, InvalidError for an `until` before it.
    """
    first = on or london_date(tx.now)
    if until is not None and until <= first:
        message = "The last day lies before the first."
        raise InvalidError(
            message, faults=(Fault(pointer="/until", code="before_the_start", message=message),)
        )
    since, kinds = _weights(tx, max(_EARLIEST, min(first, london_date(tx.now))))
    looking = _Looking(tx=tx, services=service_days(tx), names=names(tx).services, kinds=kinds)
    found = (looking.on(first),) if until is None else tuple(looking.stretches(first, until))
    return Gaps(stretches=found, since=since, referrals=kinds.total())


def _weights(tx: Transaction, day: date) -> tuple[date, Kinds]:
    """Count the referrals of four whole quarters and of the one that runs on a day, by kind."""
    quarter = running = Quarter.of_day(day)
    for _ in range(WEIGHED_QUARTERS):
        quarter = quarter.previous()
    return quarter.first_day, kinds_of_referrals(tx, quarter.starts_at, running.ends_at)


@dataclass(frozen=True, kw_only=True)
class _Looking:
    tx: Transaction
    services: dict[str, ServiceDays]
    names: dict[str, str]
    kinds: Kinds

    def on(self, day: date) -> Stretch:
        """Look at one day, and at what is in store until its table ends."""
        table = self._table(day)
        if table is None:
            raise NotFoundError("No routing table was in force on that day.")
        _, end = next(days for days in self._tables() if days[0] <= day < days[1])
        changing = changes(table.read_rows(), self.services, (day, end))
        return self._stretch((day, min(changing, default=end)), table, end)

    def stretches(self, first: date, until: date) -> Iterator[Stretch]:
        """Look at each stretch."""
        cuts = {first, until}
        for starts_on, ends_before in self._tables():
            cuts |= {day for day in (starts_on, ends_before) if first < day < until}
            if starts_on < until and ends_before > first and (table := self._table(max(first, starts_on))):
                cuts |= changes(table.read_rows(), self.services, (first, until))
                cuts |= {each.expires for each in table.signed_off if first < each.expires < until}
        days = sorted(cuts)
        for day, end in pairwise(days):
            yield self._stretch((day, end), self._table(day), day + timedelta(days=1))

    def _tables(self) -> list[tuple[date, date]]:
        return [(each["starts_on"], each["ends_before"]) for each in published_tables(self.tx)]

    def _table(self, day: date) -> TableContent | None:
        found = published_table(self.tx, day)
        return None if found is None else content_from_stored(found["name"], found)

    def _stretch(self, days: tuple[date, date], table: TableContent | None, horizon: date) -> Stretch:
        starts_on, ends_before = days
        lines = [_no_table(self.kinds)] if table is None else self._lines(table, starts_on, horizon)
        return Stretch(
            starts_on=starts_on,
            ends_before=ends_before,
            table=None if table is None else table.reference,
            lines=in_order(lines),
        )

    def _lines(self, table: TableContent, day: date, horizon: date) -> list[GapLine]:
        rows = table.read_rows()
        found = survey(rows_on(rows, day), table.excused(day), table.lapsed(day))
        return [
            *lines_of_rows(found, self.kinds, table.of_row),
            *lines_of_lapses(lapses(rows, self.services, (day, horizon)), self.names, self.kinds),
        ]


def _signed_off(line: GapLine) -> tuple[Any, ...]:
    each = line.signed_off
    return (None, None, None) if each is None else (each.reason, each.by, each.expires)


def _no_table(kinds: Kinds) -> GapLine:
    told = "No routing table is in force: a person decides about every referral."
    return GapLine(kind=GapKind.NO_TABLE, words=told, referrals=kinds.total())
