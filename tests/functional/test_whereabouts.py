"""The borough that was said and the one the postcode lies in: where they differ, the source is asked."""

import pytest
import structlog
from sqlalchemy import event, select
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.cli import app
from hub.directory.actions import load_postcodes
from hub.directory.queries import agency
from hub.journey import Faulty, Incoming, Taken, submit
from hub.models import Referral
from tests.factories.police import UNIT, count
from tests.factories.portal import text_of
from tests.factories.postcode_lists import PLACES, code_point_zip
from tests.factories.submissions import submission
from tests.functional.test_police_submission import PAGES, start

AT_BOTH = ["/person/borough", "/person/postcode"]
CODE = "borough_contradicts_postcode"


@pytest.fixture
def postcodes(loaded):
    with loaded.transaction(HUB) as tx:
        load_postcodes(tx, PLACES.items())


def at(borough, postcode):
    return {"person.borough": borough, "person.postcode": postcode}


@pytest.mark.usefixtures("postcodes")
@pytest.mark.parametrize(
    ("borough", "postcode", "found"),
    [
        ("liverpool", "L20 1AA", "sefton"),
        ("liverpool", "L20 1ZZ", "sefton"),
        ("liverpool", "CH1 1AA", "outside"),
        ("liverpool", "M1 1AA", "outside"),
        ("outside", "L20 1AA", "sefton"),
    ],
)
def test_a_borough_and_a_postcode_that_contradict_each_other_are_asked_about_at_both_fields(
    api, loaded, borough, postcode, found
):
    told = api.post("/v1/referrals", "police", submission(**at(borough, postcode)))
    assert told.status_code == 422
    answer = told.json()
    faults = [each for each in answer["errors"] if each["code"] == CODE]
    assert [each["pointer"] for each in faults] == AT_BOTH
    assert all(f"lies in {found} and the borough says {borough}" in each["message"] for each in faults)
    assert postcode not in str(answer)
    assert count(loaded, Referral) == 0


@pytest.mark.usefixtures("postcodes")
@pytest.mark.parametrize(
    ("borough", "postcode"),
    [
        ("sefton", "L20 1AA"),
        ("sefton", "L20 1ZZ"),
        ("sefton", "L20 2ZZ"),
        ("wirral", "L99 9AA"),
        ("liverpool", None),
        ("outside", "M1 1AA"),
    ],
)
def test_what_agrees_or_is_not_known_is_taken_as_it_is_said(api, borough, postcode):
    api.refer(**at(borough, postcode))


@pytest.mark.parametrize("postcode", ["L20 1AA", "M1 1AA"])
def test_without_a_list_nothing_is_asked(api, postcode):
    api.refer(**at("liverpool", postcode))


@pytest.mark.usefixtures("postcodes")
def test_many_at_once_ask_the_list_once_and_one_contradiction_stops_no_other(loaded, clock):
    places = [(None, "L20 1AA"), ("liverpool", "L20 1AA"), ("wirral", None), (None, "L20 1ZZ")]
    bodies = [
        submission(source_reference=f"SYN/26/00000{number}", **at(*place))
        for number, place in enumerate(places)
    ]
    asked = []
    event.listen(loaded.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with loaded.transaction(HUB) as tx:
        source = agency(tx, slug="merseyside-police")
        results = submit(tx, source, [Incoming(body=body, at=clock()) for body in bodies])
        kept = tx.connection.execute(select(Referral.borough).order_by(Referral.source_reference)).scalars()
        assert list(kept) == ["sefton", "wirral", "sefton"]
    assert [type(each) for each in results] == [Taken, Faulty, Taken, Taken]
    assert len([each for each in asked if "unnest" in each and "postcode" in each]) == 1


def answers(**person):
    return {**PAGES, "person": {**PAGES["person"], **person}}


def fill(portal, page, answered, until="receivers"):
    for step, fields in answered.items():
        shown = portal.post(f"{page}/{step}", UNIT, **fields)
        if step == until:
            return shown
        assert shown.status_code == 303, (step, text_of(shown))
    return None


IN_TWO = {"person.borough": "liverpool", "person.postcode": "L20 1AA"}


@pytest.mark.usefixtures("postcodes")
def test_the_form_asks_at_that_page_where_the_person_is_now(portal):
    page = start(portal)
    shown = fill(portal, page, answers(**IN_TWO), until="person")
    text = text_of(shown)
    assert shown.status_code == 422
    assert "The postcode is in Sefton, the borough says Liverpool" in text
    assert "Where is the person now?" in text
    assert "In Liverpool. The postcode is an old address" in text
    assert 'value="L20 1AA"' in shown.text


@pytest.mark.usefixtures("postcodes")
@pytest.mark.parametrize(
    ("choice", "borough", "postcode"),
    [("sefton", "sefton", "L20 1AA"), ("liverpool", "liverpool", "")],
)
def test_the_answer_settles_it_and_the_rest_of_the_page_is_kept(portal, loaded, choice, borough, postcode):
    page = start(portal)
    shown = fill(portal, page, answers(**IN_TWO, **{"person.whereabouts": choice}))
    assert shown.status_code == 303
    kept = portal.get(f"{page}/person", UNIT).text
    assert f'value="{borough}" selected' in kept
    assert ('value="L20 1AA"' in kept) == bool(postcode)
    assert "Ines" in kept
    assert portal.post(f"{page}/send", UNIT).status_code == 303
    with loaded.transaction(HUB) as tx:
        assert tx.connection.execute(Referral.__table__.select()).mappings().one()["borough"] == borough


@pytest.mark.usefixtures("postcodes")
def test_a_choice_without_a_contradiction_changes_nothing(portal):
    page = start(portal)
    agreed = {"person.borough": "sefton", "person.postcode": "L20 1AA", "person.whereabouts": "liverpool"}
    assert fill(portal, page, answers(**agreed)).status_code == 303
    assert 'value="L20 1AA"' in portal.get(f"{page}/person", UNIT).text


@pytest.mark.usefixtures("postcodes")
def test_saved_for_later_the_contradiction_waits_in_the_draft_and_stops_the_sending(portal, loaded):
    page = start(portal)
    later = {**IN_TWO, "then": "later"}
    assert fill(portal, page, answers(**later)).status_code == 303
    for address in (f"{page}/person", f"{page}/check"):
        assert "The postcode is in Sefton, the borough says Liverpool" in text_of(portal.get(address, UNIT))
    assert portal.post(f"{page}/send", UNIT).status_code == 422
    assert count(loaded, Referral) == 0


@pytest.mark.usefixtures("postcodes")
@pytest.mark.parametrize(
    ("postcode", "told"),
    [
        ("L20 1ZZ", "We do not have this postcode. Those beside it are in Sefton: select the borough"),
        ("L20 2ZZ", "We do not have this postcode: select the borough, or Not known"),
    ],
)
def test_of_a_postcode_that_the_list_lacks_the_form_asks_for_the_borough_and_not_known_is_an_answer(
    portal, postcode, told
):
    page = start(portal)
    shown = fill(portal, page, answers(**{"person.borough": "", "person.postcode": postcode}), until="person")
    assert shown.status_code == 422
    assert told in text_of(shown)
    anew = answers(**{"person.borough": "not_known", "person.postcode": postcode})
    assert portal.post(f"{page}/person", UNIT, **anew["person"]).status_code == 303


@pytest.mark.parametrize(
    ("who", "page"), [("administrator", "/admin/health"), ("commissioner", "/commissioner/routing")]
)
def test_the_list_of_postcodes_is_shown_with_its_day_its_cover_and_its_attribution(
    portal, loaded_name, tmp_path, who, page
):
    assert "No list of postcodes is loaded" in text_of(portal.get(page, who))
    load = ["geography", "load", str(code_point_zip(tmp_path / "codepo_gb.zip"))]
    assert CliRunner().invoke(app, load).exit_code == 0, loaded_name
    structlog.reset_defaults()
    shown = text_of(portal.get(page, who))
    for part in (
        "OS Code-Point Open, codepo_gb.zip",
        "29 July 2014",
        "Knowsley 1 postcode ",
        "Outside Merseyside 3 postcodes",
        "Contains OS data © Crown copyright and database right 2014",
    ):
        assert part in shown
