"""Where somebody lives: by a borough or a postcode, one that lies outside, and one that is not known."""

import pytest
from sqlalchemy import insert

from hub.access.scopes import HUB
from hub.db import Database
from hub.models import Postcode
from tests.factories.gateway import Api
from tests.functional.test_public_pages import found, search
from tests.functional.test_search_agencies import agency, none_yet, put
from tests.functional.test_search_words import ask, slugs

__all__ = ["none_yet"]
KNOWN = (("L34 1AA", "knowsley"), ("L34 1AB", "knowsley"), ("CH41 1AA", "wirral"), ("L10 1AA", "sefton"))
SPLIT = (("L10 1AB", "knowsley"),)


@pytest.fixture(autouse=True)
def postcodes(loaded: Database) -> None:
    with loaded.transaction(HUB) as tx:
        rows = [{"postcode": code, "sector": code[:-2], "borough": area} for code, area in (*KNOWN, *SPLIT)]
        tx.connection.execute(insert(Postcode), rows)


@pytest.mark.parametrize("postcode", ["CH41 1AA", "ch411aa", " CH41  1AA ", "CH41 1ZZ"])
def test_a_postcode_finds_what_is_for_its_borough(api: Api, postcode: str):
    answer = ask(api, postcode=postcode)
    assert answer["area"] == "wirral"
    assert "idva-wirral" in slugs(answer)
    assert "idva-sefton" not in slugs(answer)
    page = search(api, postcode=postcode)
    assert "Wirral (by your postcode)" in page
    assert "idva-wirral" in found(page)


def test_crime_words_and_postcode_all_narrow(api: Api):
    answer = ask(api, crime_type="domestic_abuse", words="violent husband", postcode="CH41 1AA")
    assert "idva-wirral" in slugs(answer)
    assert "idva-sefton" not in slugs(answer)
    assert "hate-crime-advocacy" not in slugs(answer)


def test_a_postcode_outside_says_so_kindly_and_still_helps(api: Api, none_yet: Database):
    put(none_yet, agency("country", national=True), agency("here", boroughs=("wirral",)))
    answer = ask(api, postcode="M1 1AA")
    assert answer["area"] == "outside"
    assert slugs(answer, "agencies") == ["country"]
    assert not any(slug.startswith("idva-") for slug in slugs(answer))
    page = search(api, postcode="M1 1AA")
    assert "Your postcode is outside Merseyside" in page
    assert "/emergency-help#helplines" in page
    assert 'href="#borough"' in page


@pytest.mark.parametrize("postcode", ["L10 1ZZ", "L9 9ZZ"])
def test_a_postcode_that_is_not_known_gets_what_is_for_all_and_is_asked_for_a_borough(
    api: Api, postcode: str
):
    answer = ask(api, postcode=postcode)
    assert answer["area"] == "not_known"
    assert "vulnerable-victims" in slugs(answer)
    assert not any(slug.startswith("idva-") for slug in slugs(answer))
    page = search(api, postcode=postcode)
    assert "We could not tell in which borough your postcode is" in page
    assert 'href="#borough"' in page


def test_the_borough_that_was_chosen_counts_where_the_postcode_has_none_here(api: Api):
    for postcode in ("M1 1AA", "L10 1ZZ"):
        answer = ask(api, postcode=postcode, borough="sefton")
        assert answer["area"] == "sefton"
        assert "idva-sefton" in slugs(answer)


def test_a_postcode_here_counts_before_the_borough_that_was_chosen(api: Api):
    assert ask(api, postcode="CH41 1AA", borough="sefton")["area"] == "wirral"


@pytest.mark.parametrize("typed", ["L34", "Liverpool", "12345", "L34 1AA L34 1AB", "'; DROP TABLE"])
def test_half_a_postcode_is_asked_for_again_with_what_else_was_answered(api: Api, typed: str):
    answer = api.client.post("/find-support", data={"postcode": typed, "crime_type": "burglary"})
    assert answer.status_code == 422
    assert 'href="#postcode"' in answer.text
    assert "Enter a whole postcode, such as L34 1AA" in answer.text
    assert '<option value="burglary" selected>' in answer.text


def test_every_fault_of_a_body_is_named_at_once(api: Api):
    body = {
        "crime_type": "theft of it",
        "borough": "outside",
        "postcode": "L34",
        "words": "x" * 201,
        "n": 1,
    }
    answer = api.post("/v1/services/search", body=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    faults = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert faults == {
        "/crime_type": "enum",
        "/borough": "enum",
        "/postcode": "bad_postcode",
        "/words": "string_too_long",
        "/n": "unknown_field",
    }
    assert "theft of it" not in answer.text


def test_a_body_of_another_kind_is_refused_and_an_empty_one_is_a_search_for_all(api: Api):
    assert api.client.post("/v1/services/search", data={"words": "x"}).status_code == 415
    assert api.client.post("/v1/services/search", json=[]).status_code == 422
    assert len(slugs(ask(api))) == 15


def test_no_key_is_asked_for_and_a_wrong_one_does_not_matter(api: Api):
    headers = {"Authorization": "Bearer vrh_nothing"}
    assert api.client.post("/v1/services/search", json={}, headers=headers).status_code == 200


def test_an_entry_says_for_whom_how_and_when(api: Api):
    shown = {each["slug"]: each for each in ask(api)["services"]}
    assert shown["hate-crime-24h"]["hours"] == "always"
    assert shown["the-hub"]["hours"]["mon"] == [["09:00", "17:00"]]
    assert shown["the-hub"]["hours_confirmed"] is False
    assert shown["the-hub"]["crime_types"] == ["homicide", "culpable_road_death"]
    assert shown["idva-wirral"]["by_referral_only"] is True
    assert shown["exploitation"]["age_bands"]
    assert shown["the-hub"]["out_of_date"] is False
    assert shown["the-hub"]["last_updated"]
