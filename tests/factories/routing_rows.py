"""Rows and facts of routing tables, made up: every one possible over a few values, or drawn over all."""

from datetime import date
from itertools import chain, combinations, product

from hypothesis import strategies as st

from hub.domain.codes import (
    FLAGS,
    MERSEYSIDE,
    AgeBand,
    Borough,
    CrimeType,
    HateStrand,
    Relationship,
    RiskBand,
    UnitTask,
)
from hub.domain.routing_table import Facts, Places, RoutingTable, Row, RowRole

DAY = date(2026, 3, 4)
TYPES = ("domestic_abuse", "burglary", "hate_crime")
ASPECTS = (*TYPES[:2], "vulnerable")
BOROUGHS = ("knowsley", "liverpool", "outside", "not_known")


def row(position=1, role=RowRole.LEAD, **cells):
    """Make a row; lists and sets in its cells may be given as any."""
    filled = {
        key: frozenset(value) if isinstance(value, (set, list)) else value for key, value in cells.items()
    }
    service = None if role is RowRole.INFORMATION_ONLY else "first"
    known = {"key": f"row-{position}", "service": service, "because": "So it is."}
    return Row(position=position, role=role, **(known | filled))


def facts(**given):
    """Make facts of an adult burglary victim in Sefton, but for what is given."""
    known = {"crime_type": CrimeType.BURGLARY, "borough": Borough.SEFTON, "received_on": DAY}
    sets = {key: frozenset(value) for key, value in given.items() if isinstance(value, (set, list))}
    return Facts(**(known | given | sets))


def table(rows):
    """Make a table."""
    return RoutingTable(reference="T", rows=tuple(rows))


def subsets(values):
    """Give every subset, as frozen sets."""
    return [
        frozenset(each)
        for each in chain.from_iterable(combinations(values, size) for size in range(len(values) + 1))
    ]


EVERY_FACT = [
    Facts(
        crime_type=CrimeType(crime_type),
        flags=flags,
        strands=strands,
        borough=Borough(borough),
        works_or_visits=visits,
        risk=risk,
        received_on=DAY,
    )
    for crime_type, flags, strands, borough, visits, risk in product(
        TYPES,
        subsets(ASPECTS),
        subsets(("race",)),
        BOROUGHS,
        subsets(BOROUGHS[:2]),
        (RiskBand.HIGH, RiskBand.STANDARD),
    )
]
"""One of each kind that the rows of `FEW_ROWS` can tell apart: hate crime stands for every other type."""


def _some(values, *, at_most=2):
    if not values:
        return st.just(frozenset())
    return st.frozensets(st.sampled_from(sorted(map(str, values))), max_size=at_most)


def _rows(types, aspects, strands, boroughs, ages, risks, relationships):
    return st.builds(
        dict,
        role=st.sampled_from([RowRole.LEAD, RowRole.LEAD, RowRole.ADDITIONAL, RowRole.INFORMATION_ONLY]),
        service=st.sampled_from(["first", "second"]),
        crime_types=st.one_of(st.just(frozenset()), _some(types)),
        aspects=_some(aspects),
        also=st.one_of(st.just(frozenset()), _some(aspects)),
        without=_some(aspects),
        strands=st.one_of(st.just(frozenset()), _some(strands, at_most=1)),
        boroughs=_some(boroughs),
        places=st.sampled_from(Places),
        age_bands=st.one_of(st.just(frozenset()), _some(ages, at_most=1)),
        risks=st.one_of(st.just(frozenset()), _some(risks, at_most=1)),
        relationships=st.one_of(st.just(frozenset()), _some(relationships, at_most=1)),
        unit_task=st.one_of(st.none(), st.none(), st.just(UnitTask.REFER_TO_MARAC)),
    )


def _numbered(made):
    return [
        row(
            number,
            **{**each, "service": None if each["role"] is RowRole.INFORMATION_ONLY else each["service"]},
        )
        for number, each in enumerate(made, start=1)
    ]


FEW_ROWS = st.lists(
    _rows(TYPES[:2], ASPECTS, ("race",), ("knowsley", "merseyside", "outside"), (), ("high",), ()),
    min_size=2,
    max_size=6,
).map(_numbered)
"""Tables small enough that every kind of facts can be tried."""

MANY_ROWS = st.lists(
    _rows(CrimeType, FLAGS, HateStrand, {*Borough, "merseyside"}, AgeBand, RiskBand, Relationship),
    min_size=2,
    max_size=4,
).map(_numbered)
"""Tables over all values."""

ANY_FACTS = st.builds(
    Facts,
    crime_type=st.sampled_from(CrimeType),
    flags=_some(FLAGS, at_most=6),
    strands=_some(HateStrand, at_most=3),
    borough=st.sampled_from(Borough),
    works_or_visits=_some(MERSEYSIDE),
    age_band=st.sampled_from(AgeBand),
    risk=st.sampled_from(RiskBand),
    relationship=st.sampled_from(Relationship),
    received_on=st.just(DAY),
)
