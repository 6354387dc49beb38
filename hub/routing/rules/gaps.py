"""The gaps of a draft: in words, and on every stretch of days on which the same rows hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hub.domain.errors import Fault, InvalidError
from hub.domain.routing_content import TableContent
from hub.domain.routing_table import AREA, Row
from hub.routing.rules.survey import Box, Survey, rows_on, survey


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
        told_on(box, day if len(days) > 1 else None): None
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


def told_on(box: Box, day: date | None = None) -> str:
    """Write a gap out; `day` is from when on it is there, where it is not always."""
    words = "; ".join(_parts(box)) or "any facts"
    return f"{words}; from {day}" if day else words


def _parts(box: Box) -> Iterator[str]:
    yield from _any_of("crime type", box.crime_types)
    for group in box.has:
        yield from _any_of("crime type or flag", group)
    if box.lacks:
        yield f"without {', '.join(_words(box.lacks))}"
    for group in box.strands:
        yield from _any_of("hate strand", group)
    if box.lacks_strands:
        yield f"no hate strand {', '.join(_words(box.lacks_strands))}"
    yield from _any_of("borough", box.boroughs)
    for group in box.visits:
        yield from _any_of("works in or visits", group)
    yield from _any_of("age", box.age_bands)
    yield from _any_of("risk", box.risks)
    yield from _any_of("relationship", box.relationships)


def _any_of(name: str, values: frozenset[str]) -> Iterator[str]:
    if values >= AREA:
        yield f"{name} anywhere in Merseyside or not known"
    elif values:
        yield f"{name} {' or '.join(_words(values))}"


def _words(codes: frozenset[str]) -> list[str]:
    return sorted(code.replace("_", " ") for code in codes)
