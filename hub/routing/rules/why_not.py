"""The sentence that tells people why a row does not hold: what its cell is for, and what is the case."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from hub.domain.codes import AgeBand, Borough, RiskBand
from hub.domain.routing_table import WHOLE_AREA, Cell, Facts, Row
from hub.routing.rules.wording import AGES, BOROUGHS, words

_PLACES: Mapping[str, str] = {
    WHOLE_AREA: "anywhere in Merseyside",
    **BOROUGHS,
    Borough.OUTSIDE: "outside Merseyside",
    Borough.NOT_KNOWN: "borough not known",
}


def why_not(cell: Cell, row: Row, facts: Facts) -> str:
    """Say in a sentence why `facts` do not meet a cell of `row`: "It is for Wirral; here: Sefton."."""
    wanted, got = _SAID[cell](row, facts)
    return f"It is {wanted}; here: {got}."


def _crime_types(row: Row, facts: Facts) -> tuple[str, str]:
    return f"for {_any(row.crime_types)}", words(facts.crime_type)


def _aspects(row: Row, facts: Facts) -> tuple[str, str]:
    return f"for {_any(row.aspects)}", _all(facts.aspects)


def _also(row: Row, facts: Facts) -> tuple[str, str]:
    return f"only for what is also {_any(row.also)}", _all(facts.aspects)


def _without(row: Row, facts: Facts) -> tuple[str, str]:
    return f"not for {_any(row.without)}", _all(row.without & facts.aspects)


def _strands(row: Row, facts: Facts) -> tuple[str, str]:
    return f"for the hate strand {_any(row.strands)}", _all(facts.strands) or "no strand"


def _relationships(row: Row, facts: Facts) -> tuple[str, str]:
    return f"for a {_any(row.relationships)}", words(facts.relationship)


def _age_bands(row: Row, facts: Facts) -> tuple[str, str]:
    people = "" if row.age_bands <= {AgeBand.NOT_KNOWN} else "people "
    return f"for {people}{_or(AGES[band] for band in AGES if band in row.age_bands)}", AGES[facts.age_band]


def _risks(row: Row, facts: Facts) -> tuple[str, str]:
    return f"for {_or(_risk(band) for band in RiskBand if band in row.risks)}", _risk(facts.risk)


def _risk(band: RiskBand) -> str:
    return "risk not known" if band is RiskBand.NOT_KNOWN else f"{band} risk"


def _boroughs(row: Row, facts: Facts) -> tuple[str, str]:
    places = _or(words_of for code, words_of in _PLACES.items() if code in row.boroughs)
    how = " (living, working or visiting)" if row.visited else ""
    visited = ", ".join(text for code, text in _PLACES.items() if code in facts.works_or_visits)
    visits = f", works in or visits {visited}" if how and visited else ""
    return f"for {places}{how}", _PLACES[facts.borough] + visits


def _dates(row: Row, facts: Facts) -> tuple[str, str]:
    bounds = (("from", row.starts_on), ("before", row.ends_before))
    days = " and ".join(f"{word} {_day(bound)}" for word, bound in bounds if bound)
    return f"for referrals received {days}", _day(facts.received_on)


_SAID: Mapping[Cell, Callable[[Row, Facts], tuple[str, str]]] = {
    Cell.CRIME_TYPES: _crime_types,
    Cell.ASPECTS: _aspects,
    Cell.ALSO: _also,
    Cell.WITHOUT: _without,
    Cell.STRANDS: _strands,
    Cell.RELATIONSHIPS: _relationships,
    Cell.AGE_BANDS: _age_bands,
    Cell.RISKS: _risks,
    Cell.BOROUGHS: _boroughs,
    Cell.DATES: _dates,
}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _any(codes: Iterable[str]) -> str:
    return _or(words(code) for code in sorted(codes))


def _or(texts: Iterable[str]) -> str:
    *others, last = texts
    return f"{', '.join(others)} or {last}" if others else last


def _all(codes: Iterable[str]) -> str:
    return ", ".join(words(code) for code in sorted(codes))
