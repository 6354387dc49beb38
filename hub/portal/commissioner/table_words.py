"""A row of the routing table in plain words: when it holds, and what then follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.domain.codes import AgeBand, Borough, CrimeType, Flag, HateStrand, Relationship, RiskBand
from hub.domain.routing_table import WHOLE_AREA, Cell, Places, Row, RowRole
from hub.portal.filters import day
from hub.portal.words import label, written_out
from hub.sight.naming import Names

_KINDS: Mapping[Cell, type[StrEnum]] = {
    Cell.CRIME_TYPES: CrimeType,
    Cell.ASPECTS: Flag,
    Cell.ALSO: Flag,
    Cell.WITHOUT: Flag,
    Cell.STRANDS: HateStrand,
    Cell.RELATIONSHIPS: Relationship,
    Cell.AGE_BANDS: AgeBand,
    Cell.RISKS: RiskBand,
    Cell.BOROUGHS: Borough,
}

DOES_NOT_FIT: Mapping[Cell, str] = {
    Cell.CRIME_TYPES: "another crime type",
    Cell.ASPECTS: "neither crime type nor flag that it is for",
    Cell.ALSO: "a further flag is missing",
    Cell.WITHOUT: "a crime type or flag rules it out",
    Cell.STRANDS: "another hate strand, or none",
    Cell.RELATIONSHIPS: "another kind of person",
    Cell.AGE_BANDS: "another age",
    Cell.RISKS: "another risk",
    Cell.BOROUGHS: "another borough",
    Cell.DATES: "a day on which it does not hold",
}
"""What is wrong with the facts where a cell is not met."""


@dataclass(frozen=True, kw_only=True)
class PrintedRow:
    """One row: its number and name, each filled cell as (heading, words), and the sentences that follow."""

    position: int
    name: str
    conditions: tuple[tuple[str, str], ...]
    goes_to: tuple[str, ...]
    because: str
    note: str
    certainty: str


def in_words(row: Row, names: Names) -> PrintedRow:
    """Write a row out."""
    return PrintedRow(
        position=row.position,
        name=row_name(row.key),
        conditions=tuple(_conditions(row)),
        goes_to=tuple(_goes_to(row, names)),
        because=row.because,
        note=row.note,
        certainty=label(row.certainty),
    )


def row_name(key: str) -> str:
    """Write a row's key as words: "Bereaved otherwise"."""
    return written_out(key.replace("-", " "))


def _conditions(row: Row) -> Iterable[tuple[str, str]]:
    for cell, kind in _KINDS.items():
        values: frozenset[str] = getattr(row, cell)
        if values:
            yield label(cell), _any_of(kind, values, row.places if cell is Cell.BOROUGHS else Places.HOME)
    if row.starts_on or row.ends_before:
        yield label(Cell.DATES), _days(row.starts_on, row.ends_before)
    if row.only_if_named:
        yield "Consent", "Only if it names this service"


def _any_of(kind: type[StrEnum], values: frozenset[str], places: Places) -> str:
    words = ["anywhere in Merseyside", "not known"] if WHOLE_AREA in values else []
    words += [label(value) for value in kind if str(value) in values]
    told = _or(words)
    told = told[:1].upper() + told[1:]
    return told if places is Places.HOME else f"{told}, where the person lives, works or visits"


def _days(starts_on: date | None, ends_before: date | None) -> str:
    bounds = (("From", starts_on), ("before", ends_before))
    words = " and ".join(f"{word} {day(bound)}" for word, bound in bounds if bound)
    return words[:1].upper() + words[1:]


def _or(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _goes_to(row: Row, names: Names) -> Iterable[str]:
    if row.role is RowRole.INFORMATION_ONLY:
        yield "Nobody is sent: the referring unit gives information."
    if row.service:
        yield f"{label(row.role)}: {names.services.get(row.service, row.service)}"
    if row.alternates:
        others = ", then ".join(names.services.get(each, each) for each in row.alternates)
        yield f"If it cannot take the referral: {others}"
    if row.unit_task:
        yield f"Task for the referring unit: {label(row.unit_task)}"
