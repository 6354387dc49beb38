"""Who may help: the services and the support agencies that fit what was asked, the closest first.

Nothing of a search is written anywhere, and nothing of it is in a statement's text.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, literal, literal_column, or_, select, true

from hub.db import Transaction
from hub.directory.queries.covering import Cell, covers_area, covers_crime, overlaps
from hub.directory.queries.public import SERVICES, PublicService, ServiceRows, by_service, public_service
from hub.directory.queries.support_agencies import PUBLIC_AGENCY, PublicAgency, public_agency
from hub.directory.queries.wording import LANGUAGE, Column, Meaning, how_much, meaning_of, says
from hub.directory.rules.asked import Asked
from hub.directory.rules.fitting import ForWhom, closeness, is_local
from hub.directory.rules.standing import Standing
from hub.domain.codes import CrimeType
from hub.models import Agency, Coverage, Service, SupportAgency

MOST_AGENCIES = 100
"""Of each list; nobody reads more, and a door that is open to anybody gives no more."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What fits. `older` agencies were not checked for over 12 months and never stand among the others."""

    services: tuple[PublicService, ...]
    agencies: tuple[PublicAgency, ...]
    older: tuple[PublicAgency, ...]
    meant: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_empty(self) -> bool:
        """Whether nothing that may be relied on was found."""
        return not (self.services or self.agencies)


def find(tx: Transaction, day: date, asked: Asked) -> Found:
    """Find who is there on a London day for what was asked: each of them once, and none that has closed."""
    search = _Search(asked=asked, meaning=meaning_of(tx, asked))
    agencies = _agencies(tx, day, search)
    return Found(
        services=_services(tx, day, search),
        agencies=tuple(each for each in agencies if each.standing is Standing.CURRENT)[:MOST_AGENCIES],
        older=tuple(each for each in agencies if each.standing is Standing.OUT_OF_DATE)[:MOST_AGENCIES],
        meant=search.meaning.crimes,
    )


@dataclass(frozen=True, kw_only=True)
class _Search:
    asked: Asked
    meaning: Meaning

    @property
    def crimes(self) -> frozenset[str]:
        chosen = self.asked.crime_type
        return self.meaning.crimes | ({str(chosen)} if chosen else set())

    def closeness(self, entry: ForWhom) -> int:
        return closeness(entry, self.crimes, self.meaning.strands)

    def fits(
        self,
        cells: "_Cells",
        lexemes: Column,
        words: Column,
    ) -> ColumnElement[bool]:
        """Say that an entry is for the crime, the area and, by its own words or its crimes, the words."""
        asked = self.asked
        wanted: list[ColumnElement[bool]] = [true()]
        if asked.crime_type is not None:
            wanted.append(covers_crime(cells.crime_types, [asked.crime_type], cells.flags))
        if asked.borough is not None:
            wanted.append(covers_area(cells.boroughs, asked.borough))
        if asked.telling:
            # PostgreSQL asks from left to right, and likeness is the dearest question
            wanted.append(or_(*self._meant(cells), says(lexemes, words, asked, self.meaning)))
        return and_(*wanted)

    def _meant(self, cells: "_Cells") -> list[ColumnElement[bool]]:
        meaning = self.meaning
        found: list[ColumnElement[bool]] = []
        of_any_strand = func.cardinality(cells.strands) == 0
        for_strand = overlaps(cells.strands, meaning.strands)
        if meaning.crimes:
            for_crime = covers_crime(cells.crime_types, meaning.crimes, cells.flags)
            found.append(and_(for_crime, or_(of_any_strand, for_strand)) if meaning.strands else for_crime)
        if meaning.strands:
            for_hate = overlaps(cells.crime_types, [CrimeType.HATE_CRIME])
            found.append(or_(for_strand, and_(of_any_strand, for_hate)))
        return found

    def rank(self, lexemes: Column) -> ColumnElement[float]:
        return how_much(lexemes, self.asked) if self.asked.telling else literal(0.0)


@dataclass(frozen=True, kw_only=True)
class _Cells:
    """The columns that say for whom an entry is."""

    crime_types: Cell
    strands: Cell
    boroughs: Cell
    flags: Cell | None = None


# a commissioner has tens of services, so that theirs are made while searching; what lists hold has an index
_NAMES = func.concat_ws(" ", Service.name, Agency.name)
_ABOUT = func.concat_ws(
    " ",
    Service.description,
    Coverage.conditions,
    func.replace(func.array_to_string(Coverage.strands, " "), "_", " "),
)
_SERVICE_WORDS = func.concat_ws(" ", _NAMES, _ABOUT)
_SERVICE_LEXEMES = func.setweight(func.to_tsvector(LANGUAGE, _NAMES), literal_column("'A'")).op("||")(
    func.setweight(func.to_tsvector(LANGUAGE, _ABOUT), literal_column("'B'"))
)
_SERVICE = _Cells(
    crime_types=Coverage.crime_types,
    strands=Coverage.strands,
    boroughs=Coverage.boroughs,
    flags=Coverage.flags,
)
_AGENCY = _Cells(
    crime_types=SupportAgency.crime_types,
    strands=SupportAgency.strands,
    boroughs=SupportAgency.boroughs,
)


def _services(tx: Transaction, day: date, search: _Search) -> tuple[PublicService, ...]:
    """Find a service by any one of its contracts, and show it by all of them."""
    statement = SERVICES.add_columns(
        search.fits(_SERVICE, _SERVICE_LEXEMES, _SERVICE_WORDS).label("fits"),
        search.rank(_SERVICE_LEXEMES).label("rank"),
    )
    rows = tx.connection.execute(statement, {"day": day}).mappings().all()
    found = [of_one for of_one in by_service(rows) if any(row["fits"] for row in of_one)]
    placed = [(_service_place(of_one, search), public_service(of_one)) for of_one in found]
    return tuple(each for _, each in sorted(placed, key=lambda pair: (_reach(pair[1]), pair[0])))


def _reach(service: PublicService) -> tuple[bool, bool]:
    """Order services for somebody who needs one now: first those that can be rung."""
    return service.by_referral_only, service.phone is None


def _service_place(rows: ServiceRows, search: _Search) -> tuple[Any, ...]:
    close = min(search.closeness(_for_whom(row)) for row in rows if row["fits"])
    boroughs = [row["boroughs"] for row in rows if row["fits"]]
    return close, not any(map(is_local, boroughs)), -max(row["rank"] for row in rows), rows[0]["name"]


def _for_whom(row: RowMapping) -> ForWhom:
    cells = ("crime_types", "flags", "strands", "boroughs")
    return ForWhom(**{name: row[name] for name in cells if name in row})


def _agencies(tx: Transaction, day: date, search: _Search) -> tuple[PublicAgency, ...]:
    lexemes, words = SupportAgency.lexemes, SupportAgency.words
    statement = select(*PUBLIC_AGENCY, search.rank(lexemes).label("rank")).where(
        or_(SupportAgency.closed_on.is_(None), SupportAgency.closed_on > day),
        search.fits(_AGENCY, lexemes, words),
    )
    rows = tx.connection.execute(statement).mappings()
    placed = [(_agency_place(row, search), public_agency(row, day)) for row in rows]
    return tuple(each for _, each in sorted(placed, key=lambda pair: pair[0]))


def _agency_place(row: RowMapping, search: _Search) -> tuple[Any, ...]:
    cannot_be_reached = not (row["phone"] or row["email"] or row["website"])
    close = search.closeness(_for_whom(row))
    return cannot_be_reached, close, row["is_national"], -row["rank"], row["name"], row["slug"]
