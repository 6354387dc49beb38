"""The pages for everybody: who may help, said to nobody, and kept nowhere."""

import re
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from hub.access.scopes import HUB
from hub.db import Database
from hub.domain.ids import new_id
from hub.models import Contract, Service, ServicePause
from tests.factories.gateway import Api
from tests.factories.whole_database import tables

PAGES = ("/", "/find-support", "/emergency-help", "/privacy", "/accessibility", "/services/the-hub")


def search(api: Api, **asked: str) -> str:
    answer = api.client.post("/find-support", data=asked)
    assert answer.status_code == 200
    return answer.text


def found(page: str) -> set[str]:
    return set(re.findall(r'href="/services/([a-z0-9-]+)"', page))


def test_a_search_finds_what_is_for_that_crime(api: Api):
    services = found(search(api, crime_type="homicide"))
    assert "the-hub" in services
    assert "hate-crime-advocacy" not in services


def test_a_service_for_any_crime_is_found_for_each(api: Api):
    assert "vulnerable-victims" in found(search(api, crime_type="burglary", borough="sefton"))


def test_a_search_finds_what_is_for_that_place(api: Api):
    services = found(search(api, borough="wirral"))
    assert "idva-wirral" in services
    assert "idva-sefton" not in services


def test_both_questions_narrow_the_search(api: Api):
    assert "sexual-violence-rasa" in found(search(api, crime_type="sexual_offence", borough="wirral"))
    assert "sexual-violence-rasa" not in found(search(api, crime_type="sexual_offence", borough="st_helens"))
    assert "idva-wirral" not in found(search(api, crime_type="burglary", borough="wirral"))


def test_those_that_can_be_rung_come_first(api: Api):
    page = search(api, crime_type="hate_crime")
    order = [
        page.index(f'id="service-{slug}"')
        for slug in ("hate-crime-advocacy", "buddy-scheme", "complementary")
    ]
    assert order == sorted(order)


def test_no_answer_lists_every_service(api: Api):
    assert len(found(search(api))) == 15


@pytest.mark.breaks_invariants("contract_recorded")  # changed behind its history
def test_a_service_without_a_contract_today_is_not_offered(api: Api, loaded: Database):
    today = date(2026, 3, 4)
    with loaded.transaction(HUB) as tx:
        the_hub = select(Service.id).where(Service.slug == "the-hub").scalar_subquery()
        tx.connection.execute(
            update(Contract)
            .where(Contract.service_id == the_hub, Contract.ends_before > today)
            .values(ends_before=today)
        )
    assert "the-hub" not in found(search(api, crime_type="homicide"))
    assert api.client.get("/services/the-hub").status_code == 404


def test_a_service_that_takes_nobody_at_present_is_not_offered(api: Api, loaded: Database):
    with loaded.transaction(HUB) as tx:
        the_hub = tx.connection.execute(select(Service.id).where(Service.slug == "the-hub")).scalar_one()
        paused = {"id": new_id(), "service_id": the_hub, "starts_on": loaded.now().date()}
        tx.connection.execute(insert(ServicePause).values({**paused, "reason": "staff", "by_hand": True}))
    assert "the-hub" not in found(search(api, crime_type="homicide"))
    assert api.client.get("/services/the-hub").status_code == 404


@pytest.mark.breaks_invariants("one_contract_a_day", "contract_recorded")  # the page must bear it
def test_a_service_with_two_contracts_is_listed_once(api: Api, loaded: Database):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(update(Contract).values(starts_on="2017-04-01", ends_before="2027-04-01"))
    page = search(api, crime_type="homicide")
    assert page.count('id="service-the-hub"') == 1


def test_a_service_says_how_to_reach_it(api: Api):
    page = api.client.get("/services/hate-crime-24h").text
    assert 'href="tel:01514960105"' in page
    assert "Day and night, every day" in page
    assert "has not confirmed these hours" not in page


def test_hours_that_nobody_confirmed_say_so(api: Api):
    page = api.client.get("/services/the-hub").text
    assert "Monday to Friday, 9am to 5pm" in page
    assert "has not confirmed these hours" in page


def test_a_service_for_those_at_high_risk_says_who_can_refer(api: Api):
    assert "The police or another service can refer you." in api.client.get("/services/idva-wirral").text


def test_marks_of_certainty_are_not_for_the_public(api: Api):
    page = api.client.get("/services/complementary").text
    assert "beside another service, for people" in page
    assert "(I)" not in page


@pytest.mark.parametrize("slug", ["no-such-service", "x' OR '1'='1"])
def test_an_unknown_service_is_a_page_that_says_so(api: Api, slug: str):
    answer = api.client.get(f"/services/{slug}")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_an_answer_that_was_not_offered_is_asked_for_again(api: Api):
    answer = api.client.post("/find-support", data={"crime_type": "<b>no</b>", "borough": "outside"})
    assert answer.status_code == 422
    assert 'href="#crime_type"' in answer.text
    assert 'href="#borough"' in answer.text
    assert "<b>no" not in answer.text


def test_a_search_leaves_nothing_behind(api: Api, loaded_owner_url: str, capfd: pytest.CaptureFixture[str]):
    before = tables(loaded_owner_url)
    answer = api.client.post("/find-support", data={"crime_type": "sexual_offence", "borough": "knowsley"})
    assert tables(loaded_owner_url) == before
    assert "set-cookie" not in answer.headers
    printed = "".join(capfd.readouterr())
    assert "sexual_offence" not in printed
    assert "knowsley" not in printed


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_the_way_out_and_the_emergency_number(api: Api, path: str):
    answer = api.client.get(path)
    assert answer.status_code == 200
    assert "https://www.bbc.co.uk/weather" in answer.text
    assert "999" in answer.text
    assert "set-cookie" not in answer.headers


def test_each_page_is_locked_down(api: Api):
    headers = api.client.get("/find-support").headers
    policy = dict(each.strip().split(" ", 1) for each in headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_built_files_are_kept_for_good_under_their_hash_only(api: Api):
    page = api.client.get("/").text
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert {each.split("?")[0] for each in named} == {
        "/static/hub.css",
        "/static/early.js",
        "/static/start.js",
        "/static/icon.svg",
    }
    for address in named:
        answer = api.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        plain = api.client.get(address, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == answer.content
        assert "immutable" not in api.client.get(address.split("?")[0]).headers["cache-control"]
        assert "immutable" not in api.client.get(address + "0").headers["cache-control"]


@pytest.mark.parametrize("name", ["pages.py", "..%2Fpages.py", "%2e%2e/look.py", ".built", ""])
def test_nothing_but_built_files_is_served(api: Api, name: str):
    assert api.client.get(f"/static/{name}").status_code == 404


def test_no_crest_crown_or_government_typeface_is_served(api: Api):
    style = api.client.get("/static/hub.css").text
    assert "govuk-button" in style
    assert not re.search(r"crest|crown|GDS Transport|url\(", style, re.IGNORECASE)


def test_after_rape_the_way_to_medical_care_without_the_police_is_said(api: Api):
    assert "sexual assault referral centre" in search(api, crime_type="sexual_offence")
    assert "sexual assault referral centre" not in search(api, crime_type="burglary")


def test_what_was_found_says_when_it_is_open_and_how_to_call_without_hearing(api: Api):
    page = search(api, crime_type="hate_crime")
    assert "Open: Day and night, every day." in page
    assert "18001" in page
    assert "/emergency-help#helplines" in page
