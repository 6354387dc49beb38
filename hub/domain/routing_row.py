"""A row of the decision table and what it is asked: closed value lists, and the facts of one referral."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from hub.domain.codes import (
    MERSEYSIDE,
    AgeBand,
    Borough,
    Certainty,
    CrimeType,
    Relationship,
    RiskBand,
    UnitTask,
)

WHOLE_AREA = "merseyside"
"""In a borough cell: the five and not known, so that a service for all five needs no guess."""

AREA = frozenset(str(value) for value in MERSEYSIDE | {Borough.NOT_KNOWN})


class RowRole(StrEnum):
    """What follows when a row matches."""

    LEAD = "lead"
    ADDITIONAL = "additional"
    INFORMATION_ONLY = "information_only"


class Places(StrEnum):
    """Which of a person's boroughs a row looks at."""

    HOME = "home"
    LIVES_WORKS_OR_VISITS = "lives_works_or_visits"


class Cell(StrEnum):
    """The columns of the table, as a trace names them."""

    CRIME_TYPES = "crime_types"
    ASPECTS = "aspects"
    ALSO = "also"
    WITHOUT = "without"
    STRANDS = "strands"
    RELATIONSHIPS = "relationships"
    AGE_BANDS = "age_bands"
    RISKS = "risks"
    BOROUGHS = "boroughs"
    DATES = "dates"


LISTS = tuple(cell for cell in Cell if cell is not Cell.DATES)
"""The cells that list codes, each under the row's field of the same name."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that routing may know of a referral; nothing here names a person."""

    crime_type: CrimeType
    flags: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    borough: Borough
    works_or_visits: frozenset[str] = frozenset()
    incident_borough: Borough = Borough.NOT_KNOWN
    age_band: AgeBand = AgeBand.NOT_KNOWN
    risk: RiskBand = RiskBand.NOT_KNOWN
    relationship: Relationship = Relationship.VICTIM
    received_on: date

    @cached_property
    def aspects(self) -> frozenset[str]:
        """The crime type with every flag: a crime type is an aspect of its own."""
        return self.flags | {str(self.crime_type)}

    def plain(self) -> dict[str, Any]:
        """Give the facts as JSON-able values, lists sorted."""
        return {
            "crime_type": str(self.crime_type),
            "flags": sorted(self.flags),
            "strands": sorted(self.strands),
            "borough": str(self.borough),
            "works_or_visits": sorted(self.works_or_visits),
            "incident_borough": str(self.incident_borough),
            "age_band": str(self.age_band),
            "risk": str(self.risk),
            "relationship": str(self.relationship),
            "received_on": self.received_on.isoformat(),
        }


def facts_from_plain(plain: Mapping[str, Any]) -> Facts:
    """Make facts from what `Facts.plain` gave; raises KeyError or ValueError where it is none of that."""
    return Facts(
        crime_type=CrimeType(plain["crime_type"]),
        flags=frozenset(plain["flags"]),
        strands=frozenset(plain["strands"]),
        borough=Borough(plain["borough"]),
        works_or_visits=frozenset(plain["works_or_visits"]),
        incident_borough=Borough(plain["incident_borough"]),
        age_band=AgeBand(plain["age_band"]),
        risk=RiskBand(plain["risk"]),
        relationship=Relationship(plain["relationship"]),
        received_on=date.fromisoformat(plain["received_on"]),
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table. An empty cell matches anything, a filled one only what it lists.

    `aspects` and `also` each ask for at least one of their aspects, `without` for none of its own. The day of
    receipt must be one from `starts_on` on and before `ends_before`; None is no bound.
    An additional row without a service carries a task for the referring unit and sends nobody.
    """

    position: int
    key: str
    role: RowRole
    service: str | None = None
    crime_types: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    boroughs: frozenset[str] = frozenset()
    places: Places = Places.HOME
    age_bands: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()
    relationships: frozenset[str] = frozenset()
    alternates: tuple[str, ...] = ()
    because: str = ""
    note: str = ""
    only_if_named: bool = False
    unit_task: UnitTask | None = None
    certainty: Certainty = Certainty.INFERRED
    starts_on: date | None = None
    ends_before: date | None = None

    @cached_property
    def homes(self) -> frozenset[str]:
        """The boroughs that the cell lists, with `merseyside` spelt out."""
        return self.boroughs - {WHOLE_AREA} | AREA if WHOLE_AREA in self.boroughs else self.boroughs

    @cached_property
    def visited(self) -> frozenset[str]:
        """The boroughs in which working or visiting is enough."""
        if self.places is Places.HOME:
            return frozenset()
        return self.homes & MERSEYSIDE


def row_from_plain(plain: Mapping[str, Any]) -> Row:
    """Make a row from its stored JSON: lists of codes, absent keys meaning an empty cell.

    Raises KeyError or ValueError where the JSON is not of a checked table.
    """
    task = plain.get("unit_task")
    return Row(
        position=plain["position"],
        key=plain["key"],
        role=RowRole(plain["role"]),
        service=plain.get("service"),
        **{str(cell): frozenset(plain.get(cell, ())) for cell in LISTS},
        places=Places(plain.get("places", Places.HOME)),
        alternates=tuple(plain.get("alternates", ())),
        because=plain["because"],
        note=plain.get("note", ""),
        only_if_named=plain.get("only_if_named", False),
        unit_task=UnitTask(task) if task else None,
        certainty=Certainty(plain["certainty"]),
        starts_on=_day(plain.get("starts_on")),
        ends_before=_day(plain.get("ends_before")),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _in_time(row: Row, facts: Facts) -> bool:
    has_begun = row.starts_on is None or row.starts_on <= facts.received_on
    return has_begun and (row.ends_before is None or facts.received_on < row.ends_before)


def _in_place(row: Row, facts: Facts) -> bool:
    if not row.boroughs or facts.borough in row.homes:
        return True
    return not row.visited.isdisjoint(facts.works_or_visits)


_TESTS: tuple[tuple[Cell, Callable[[Row, Facts], bool]], ...] = (
    (Cell.CRIME_TYPES, lambda row, facts: not row.crime_types or facts.crime_type in row.crime_types),
    (Cell.ASPECTS, lambda row, facts: not row.aspects or not row.aspects.isdisjoint(facts.aspects)),
    (Cell.ALSO, lambda row, facts: not row.also or not row.also.isdisjoint(facts.aspects)),
    (Cell.WITHOUT, lambda row, facts: row.without.isdisjoint(facts.aspects)),
    (Cell.STRANDS, lambda row, facts: not row.strands or not row.strands.isdisjoint(facts.strands)),
    (Cell.RELATIONSHIPS, lambda row, facts: not row.relationships or facts.relationship in row.relationships),
    (Cell.AGE_BANDS, lambda row, facts: not row.age_bands or facts.age_band in row.age_bands),
    (Cell.RISKS, lambda row, facts: not row.risks or facts.risk in row.risks),
    (Cell.BOROUGHS, _in_place),
    (Cell.DATES, _in_time),
)


def first_failed(row: Row, facts: Facts) -> Cell | None:
    """Name the first cell of `row` that the facts do not meet, or None where the row matches."""
    for cell, met in _TESTS:
        if not met(row, facts):
            return cell
    return None


def all_failed(row: Row, facts: Facts) -> tuple[Cell, ...]:
    """Name every cell of `row` that the facts do not meet."""
    return tuple(cell for cell, met in _TESTS if not met(row, facts))
