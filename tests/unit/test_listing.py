"""What a list's address asks for, read and written."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from hub.domain.codes import Borough, RiskBand
from hub.domain.errors import InvalidError
from hub.domain.paging import PAGE_SIZE
from hub.portal.listing import Listing


class Sort(StrEnum):
    RECEIVED = "received"
    DUE = "due"


LISTING = Listing(
    sorts=Sort, first=Sort.RECEIVED, descending=True, filters={"borough": Borough, "risk": RiskBand}
)
INSTANT = datetime(2026, 3, 4, 10, tzinfo=UTC)


def read(query):
    return LISTING.read(QueryParams(query.removeprefix("?")))


def rows(count, key=lambda number: INSTANT + timedelta(minutes=number)):
    return [{"id": UUID(int=number), "at": key(number)} for number in range(count)]


def test_an_address_without_a_query_is_the_first_page_in_the_lists_own_order():
    asked = read("")
    assert (asked.page.sort, asked.page.descending, asked.page.after) == (Sort.RECEIVED, True, None)
    assert asked.sort == "-received"
    assert asked.chosen == {"borough": (), "risk": ()}


def test_filters_and_sort_survive_in_the_addresses_that_a_page_links_to():
    asked = read("?borough=wirral&borough=sefton&risk=high&sort=due")
    assert asked.chosen == {"borough": (Borough.WIRRAL, Borough.SEFTON), "risk": (RiskBand.HIGH,)}
    assert asked.base == "?borough=wirral&borough=sefton&risk=high&"
    following = asked.next_query(rows(PAGE_SIZE + 1), "at")
    assert following.startswith(asked.query)
    again = read(following)
    assert (again.chosen, again.sort) == (asked.chosen, asked.sort)
    assert again.page.after.key == INSTANT + timedelta(minutes=PAGE_SIZE - 1)
    assert again.page.after.id == UUID(int=PAGE_SIZE - 1)


def test_the_last_page_has_no_next_one():
    assert read("").next_query(rows(PAGE_SIZE), "at") is None
    assert read("").next_query([], "at") is None


@given(st.one_of(st.text(max_size=50), st.integers(), st.datetimes(timezones=st.just(UTC))), st.uuids())
def test_any_row_can_be_the_last_of_a_page(key, row_id):
    page = [*rows(PAGE_SIZE - 1), {"id": row_id, "at": key}, {"id": row_id, "at": key}]
    after = read(read("").next_query(page, "at")).page.after
    assert (after.key, after.id) == (key, row_id)


@given(st.text(max_size=60))
def test_an_address_that_somebody_made_up_is_refused_and_never_fails(text):
    for name in ("sort", "after", "borough"):
        try:
            LISTING.read(QueryParams([(name, text)]))
        except InvalidError as refused:
            named = [fault.pointer for fault in refused.faults]
        else:
            named = [f"/{name}"]
        assert named == [f"/{name}"]


def test_every_value_that_is_none_is_named():
    with pytest.raises(InvalidError) as refused:
        read("?borough=paris&risk=huge&sort=name&after=x")
    assert {fault.pointer for fault in refused.value.faults} == {"/borough", "/risk", "/sort", "/after"}
