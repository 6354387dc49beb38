"""Support agencies in what is found: current ones live, older ones apart, closed ones never."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete

from hub.access.scopes import HUB
from hub.db import Database
from hub.directory.actions import load
from hub.directory.rules import Directory, SupportAgency
from hub.models import DirectoryVersion
from hub.models import SupportAgency as Stored
from tests.factories.gateway import Api
from tests.factories.time import Clock
from tests.functional.test_public_pages import search
from tests.functional.test_search_words import ask, slugs

TODAY, LAST_YEAR, LONG_AGO = date(2026, 3, 4), date(2025, 3, 4), date(2025, 3, 3)


def agency(slug: str, **more: Any) -> SupportAgency:
    return SupportAgency(
        **{
            "slug": slug,
            "name": f"Agency {slug}",
            "description": "Stands by people.",
            "national": False,
            "boroughs": (),
            "crime_types": (),
            "strands": (),
            "phone": "0151 496 0900",
            "email": None,
            "website": None,
            "checked": TODAY,
            "closed": None,
            **more,
        }
    )


def put(database: Database, *agencies: SupportAgency) -> None:
    with database.transaction(HUB) as tx:
        load(tx, Directory(name="agencies", support_agencies=agencies), why="A test.")


@pytest.fixture
def none_yet(loaded: Database, loaded_owner_url: str) -> Database:
    """Take out the shipped agencies, as the tables' owner could: the application never rewrites a version."""
    owner = Database(loaded_owner_url)
    with owner.transaction(HUB) as tx:
        tx.connection.execute(delete(Stored))
        tx.connection.execute(delete(DirectoryVersion).where(DirectoryVersion.kind == "support_agency"))
    owner.close()
    return loaded


def live_part(page: str) -> str:
    return page.partition('id="older"')[0]


def test_what_was_checked_long_ago_stands_apart_and_what_has_closed_nowhere(api: Api, none_yet: Database):
    put(
        none_yet,
        agency("young", checked=LAST_YEAR),
        agency("old", checked=LONG_AGO),
        agency("gone", closed=TODAY),
        agency("old-and-gone", checked=LONG_AGO, closed=LONG_AGO),
    )
    answer = ask(api)
    assert slugs(answer, "agencies") == ["young"]
    assert slugs(answer, "agencies_out_of_date") == ["old"]
    assert [each["out_of_date"] for each in answer["agencies"]] == [False]
    assert [each["out_of_date"] for each in answer["agencies_out_of_date"]] == [True]
    page = search(api)
    assert "Agency young" in live_part(page)
    assert "Last checked on 4 March 2025." in live_part(page)
    assert "Agency old" not in live_part(page)
    assert "These may have changed or closed" in page
    assert "last checked March 2025" in page
    assert "gone" not in page


def test_a_year_makes_a_live_entry_an_older_one(api: Api, none_yet: Database, clock: Clock):
    put(none_yet, agency("young"))
    clock.set(2027, 3, 4, 10)
    assert slugs(ask(api), "agencies") == ["young"]
    clock.set(2027, 3, 5, 10)
    assert slugs(ask(api), "agencies") == []
    assert slugs(ask(api), "agencies_out_of_date") == ["young"]


def test_every_shipped_agency_is_out_of_date_and_none_looks_live(api: Api):
    answer = ask(api)
    assert answer["agencies"] == []
    shown = answer["agencies_out_of_date"]
    assert len(shown) > 40
    assert {each["last_checked"] for each in shown} == {"2013-01-01"}
    assert not any(each[way] for each in shown for way in ("phone", "email", "website"))
    assert "broken-rainbow" not in slugs(answer, "agencies_out_of_date")
    assert "Samaritans (Liverpool)" not in live_part(search(api))
    assert "last checked January 2013" in search(api)


@pytest.mark.parametrize("words", ["deaf", "defness centre", "wheelchair", "disabled"])
def test_the_shipped_agencies_are_found_by_words(api: Api, words: str):
    older = slugs(ask(api, words=words), "agencies_out_of_date")
    assert "st-helens-deafness-resource-centre" in older


def test_an_agency_is_found_by_its_borough_and_a_national_one_by_any(api: Api, none_yet: Database):
    put(
        none_yet,
        agency("wirral", boroughs=("wirral",)),
        agency("sefton", boroughs=("sefton",)),
        agency("country", national=True),
    )
    assert slugs(ask(api, borough="wirral"), "agencies") == ["wirral", "country"]


def test_an_agency_is_found_by_its_crime_and_by_what_people_call_it(api: Api, none_yet: Database):
    put(none_yet, agency("fraud", crime_types=("fraud_cyber",)), agency("fire", crime_types=("robbery",)))
    assert slugs(ask(api, crime_type="fraud_cyber"), "agencies") == ["fraud"]
    assert slugs(ask(api, words="skammed"), "agencies") == ["fraud"]


def test_agencies_that_can_be_reached_come_first_then_those_that_name_the_crime(api: Api, none_yet: Database):
    put(
        none_yet,
        agency("a-mute", crime_types=("robbery",), phone=None),
        agency("b-any"),
        agency("c-words", crime_types=("burglary",), description="For those who were robbed."),
        agency("d-named", crime_types=("robbery",)),
    )
    assert slugs(ask(api, words="robbed"), "agencies") == ["d-named", "b-any", "c-words", "a-mute"]


def test_words_that_only_an_older_agency_has_do_not_make_it_look_live(api: Api, none_yet: Database):
    put(none_yet, agency("old", description="For weavers of tapestries.", checked=LONG_AGO))
    answer = ask(api, words="tapestry")
    assert answer["without_words"]
    assert answer["services"]
    assert slugs(answer, "agencies_out_of_date") == ["old"]


def test_a_file_that_is_older_than_a_check_does_not_undo_it(api: Api, none_yet: Database):
    put(none_yet, agency("one", checked=TODAY))
    put(none_yet, agency("one", checked=LONG_AGO, phone=None))
    (shown,) = ask(api)["agencies"]
    assert shown["last_checked"] == "2026-03-04"
    assert shown["phone"] == "0151 496 0900"
