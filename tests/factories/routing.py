"""Any table and any facts, for what must hold of all of them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from hub.domain.codes import FLAGS, AgeBand, Borough, CrimeType, HateStrand, Relationship, RiskBand, UnitTask
from hub.domain.routing_table import WHOLE_AREA, Facts, Places, RoutingTable, Row, RowRole

FIRST_DAY = date(2017, 4, 1)
DAYS = st.integers(0, 12).map(lambda month: FIRST_DAY + timedelta(days=30 * month))
SERVICES = ("one", "two", "three", "four")


def some(values, most=3):
    """An empty cell as often as a filled one."""
    return st.one_of(
        st.just(frozenset()), st.frozensets(st.sampled_from([str(value) for value in values]), max_size=most)
    )


@st.composite
def rows(draw, position):
    role = draw(st.sampled_from(RowRole))
    service = None if role is RowRole.INFORMATION_ONLY else draw(st.sampled_from(SERVICES))
    first, length = draw(st.one_of(st.none(), DAYS)), draw(st.integers(1, 200))
    return Row(
        position=position,
        key=f"row-{position:02}",
        role=role,
        service=service,
        crime_types=draw(some(CrimeType)),
        aspects=draw(some(sorted(FLAGS))),
        also=draw(some(sorted(FLAGS))),
        without=draw(some(sorted(FLAGS))),
        strands=draw(some(HateStrand)),
        boroughs=draw(some([*Borough, WHOLE_AREA])),
        places=draw(st.sampled_from(Places)),
        age_bands=draw(some(AgeBand)),
        risks=draw(some(RiskBand)),
        relationships=draw(some(Relationship)),
        because=f"Because of {position}.",
        unit_task=draw(st.sampled_from([None, None, *UnitTask])),
        starts_on=first,
        ends_before=draw(st.sampled_from([None, (first or FIRST_DAY) + timedelta(days=length)])),
    )


@st.composite
def tables(draw, most=12):
    """A table, mostly of rows that ask for little, so that rows match and meet."""
    count = draw(st.integers(0, most))
    return RoutingTable(
        reference="T", hash="0" * 64, rows=tuple(draw(rows(position)) for position in range(1, count + 1))
    )


def facts():
    return st.builds(
        Facts,
        crime_type=st.sampled_from(CrimeType),
        flags=some(sorted(FLAGS), most=5),
        strands=some(HateStrand),
        borough=st.sampled_from(Borough),
        works_or_visits=some(Borough),
        age_band=st.sampled_from(AgeBand),
        risk=st.sampled_from(RiskBand),
        relationship=st.sampled_from(Relationship),
        received_on=DAYS,
    )
