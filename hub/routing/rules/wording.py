"""The sentences that tell people why a row was chosen; a row speaks only of the facts that it asked about."""

from collections.abc import Iterator, Mapping

from hub.domain.codes import AgeBand, Borough, RiskBand
from hub.domain.routing_table import Facts, Row

BOROUGHS: Mapping[str, str] = {
    Borough.KNOWSLEY: "Knowsley",
    Borough.LIVERPOOL: "Liverpool",
    Borough.SEFTON: "Sefton",
    Borough.ST_HELENS: "St Helens",
    Borough.WIRRAL: "Wirral",
}
AGES = {
    AgeBand.UNDER_13: "under 13",
    AgeBand.AGE_13_TO_15: "aged 13 to 15",
    AgeBand.AGE_16_TO_17: "aged 16 or 17",
    AgeBand.AGE_18_TO_24: "aged 18 to 24",
    AgeBand.AGE_25_TO_59: "aged 25 to 59",
    AgeBand.AGE_60_AND_OVER: "aged 60 or over",
    AgeBand.NOT_KNOWN: "age not known",
}


def why(row: Row, facts: Facts) -> tuple[str, ...]:
    """Say why `row` was chosen: the reason that the table gives, then the facts that met its cells."""
    met = "; ".join(_met(row, facts))
    return (row.because, f"Here: {met}.") if met else (row.because,)


def _met(row: Row, facts: Facts) -> Iterator[str]:
    if row.crime_types:
        yield words(facts.crime_type)
    if asked := (row.aspects | row.also) & facts.aspects - row.crime_types:
        yield ", ".join(words(code) for code in sorted(asked))
    if row.strands:
        yield ", ".join(words(code) for code in sorted(row.strands & facts.strands))
    if row.relationships:
        yield words(facts.relationship)
    if row.age_bands:
        yield AGES[facts.age_band]
    if row.risks:
        yield "risk not known" if facts.risk == RiskBand.NOT_KNOWN else f"{facts.risk} risk"
    if row.boroughs:
        yield _place(row, facts)


def _place(row: Row, facts: Facts) -> str:
    if facts.borough in row.homes:
        return BOROUGHS.get(facts.borough) or f"borough {words(facts.borough)}"
    visited = sorted(row.visited & facts.works_or_visits)
    return "works in or visits " + ", ".join(BOROUGHS[Borough(code)] for code in visited)


def words(code: str) -> str:
    """Write a code in the middle of a sentence."""
    return code.replace("antisocial", "anti-social").replace("_", " ")
