"""The compiled table says of every row what the row's own definition says."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from hub.domain.codes import Borough, CrimeType
from hub.domain.routing_overlap import leads_that_overlap
from hub.domain.routing_table import Cell, Facts, RoutingTable, Row, RowRole, all_failed, first_failed
from tests.factories.routing import facts, tables


@settings(max_examples=400, deadline=None)
@given(tables(), facts())
def test_every_failing_cell_of_every_row_is_the_one_of_its_definition(table, asked):
    trace = table.masks.trace(asked)
    for place, row in enumerate(table.rows):
        failed = trace.cells(place)
        assert failed == all_failed(row, asked)
        assert (failed[0] if failed else None) == first_failed(row, asked)
    whole = [place for place, row in enumerate(table.rows) if first_failed(row, asked) is None]
    assert list(trace.matched()) == whole


ROW = Row(position=1, key="row", role=RowRole.LEAD, service="one", because="B.")
ASKED = Facts(crime_type=CrimeType.BURGLARY, borough=Borough.WIRRAL, received_on=date(2017, 9, 30))


@pytest.mark.parametrize(
    ("starts_on", "ends_before", "holds"),
    [
        (None, None, True),
        (date(2017, 9, 30), None, True),
        (date(2017, 10, 1), None, False),
        (None, date(2017, 9, 30), False),
        (None, date(2017, 10, 1), True),
        (date(2017, 9, 1), date(2017, 10, 1), True),
        (date(2017, 10, 1), date(2017, 11, 1), False),
    ],
)
def test_a_row_holds_from_its_first_day_on_and_before_the_day_that_ends_it(starts_on, ends_before, holds):
    row = replace(ROW, starts_on=starts_on, ends_before=ends_before)
    failed = RoutingTable(reference="T", rows=(row,)).masks.trace(ASKED).cells(0)
    assert failed == all_failed(row, ASKED) == (() if holds else (Cell.DATES,))


def test_two_rows_that_follow_one_another_never_both_lead():
    until, since = replace(ROW, ends_before=date(2017, 10, 1)), replace(ROW, starts_on=date(2017, 10, 1))
    assert leads_that_overlap([until, since]) == ()
    assert len(leads_that_overlap([until, replace(since, starts_on=date(2017, 9, 30))])) == 1
