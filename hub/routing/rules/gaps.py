"""The gaps of a draft: in words, and on every stretch of days on which the same rows hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.domain.errors import Fault, InvalidError
from hub.domain.routing_content import TableContent
from hub.domain.routing_table import Row
from hub.routing.rules.survey import Box, Survey, rows_on, survey, words


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """What was found over all days of a draft; `idle` are rows that change nothing on any of them."""

    open: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def surveyed(content: TableContent, excused: Sequence[Row]) -> Surveyed:
    """Survey a draft with its excused gaps on each stretch of days; what cannot be surveyed is a fault."""
    rows = content.read_rows()
    days = _first_days(content, rows)
    try:
        found = {day: survey(rows_on(rows, day), excused) for day in days}
    except InvalidError as error:
        fault = Fault(pointer="/routing_table/row", code="not_surveyed", message=error.message)
        return Surveyed(faults=(fault,))
    told = {
        _told(box, day if len(days) > 1 else None): None
        for day, each in found.items()
        for box in each.uncovered
    }
    return Surveyed(open=tuple(told), idle=_idle(rows, found))


def _first_days(content: TableContent, rows: Sequence[Row]) -> tuple[date, ...]:
    bounds = {day for row in rows for day in (row.starts_on, row.ends_before) if day}
    inside = {day for day in bounds if content.starts_on < day < content.ends_before}
    return (content.starts_on, *sorted(inside))


def _idle(rows: Sequence[Row], found: dict[date, Survey]) -> tuple[str, ...]:
    works: set[str] = set()
    for day, each in found.items():
        nothing = {row.key for row in each.never} | {shadow.row.key for shadow in each.shadowed}
        works |= {row.key for row in rows_on(rows, day)} - nothing
    return tuple(row.key for row in rows if row.key not in works)


def _told(box: Box, day: date | None) -> str:
    """Write a gap out; `day` is from when on it is there, where it is not always."""
    return f"{words(box)}; from {day}" if day else words(box)
