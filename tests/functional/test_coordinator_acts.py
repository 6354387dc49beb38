"""Possible duplicates side by side, and which acts a triage row offers and takes."""

import re

import psycopg
import pytest

from tests.factories.portal import text_of

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
NO_FIT = {"crime.type": "sexual_offence", "crime.hate_strands": [], "person.postcode": None}
SECOND = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
ACTS = {
    "assign": {"service": "vulnerable-victims", "reason": "because"},
    "join": {"referral": "00000000-0000-0000-0000-000000000000", "join_reason": "because"},
    "release": {"release_reason": "because"},
    "redrive": {"reason": "because"},
    "return": {"reason": "wrong_details"},
    "close": {"reason": "because"},
}


@pytest.fixture
def held(api, deliver):
    """Refer a person at standard risk who may be known already; gives the first and second answer."""
    first = api.refer(**STANDARD)
    deliver()
    return first, api.refer("stop-hate-uk", None, **SECOND, **STANDARD)


def rows_of(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def row_of(api):
    return rows_of(api)[0]["id"]


def read(api, answer):
    return api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()


def audited(owner_url, event):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(
            "SELECT count(*) FROM audit_event WHERE event = %s AND account_id IS NOT NULL", [event]
        ).fetchone()[0]


def offered(portal, item):
    page = portal.get(f"/coordinator/triage/{item}", "coordinator").text
    shown = set(re.findall(rf"/coordinator/triage/{item}/(\w+)\"", page))
    return shown - {"compare"} | ({"join", "release"} if "compare" in shown else set())


def refused(portal, item, acts):
    return {act: portal.post(f"/coordinator/triage/{item}/{act}", "coordinator", **ACTS[act]) for act in acts}


def test_two_side_by_side_joined(api, portal, held, deliver, loaded_owner_url):
    first, second = held
    item = row_of(api)
    page = portal.get(f"/coordinator/triage/{item}/compare", "coordinator")
    words = text_of(page)
    assert "Family name Same Example Example" in words
    assert audited(loaded_owner_url, "referral:person:viewed") == 2
    blank = portal.post(f"/coordinator/triage/{item}/join", "coordinator", referral=first["id"])
    assert blank.status_code == 422
    assert "how you know that it is the same person" in text_of(blank)
    done = portal.post(
        f"/coordinator/triage/{item}/join", "coordinator", referral=first["id"], join_reason="same number"
    )
    assert done.headers["location"] == "/coordinator?done=joined"
    assert (read(api, second)["status"], deliver(), rows_of(api)) == ("closed", [], [])
    with psycopg.connect(loaded_owner_url) as connection:
        found = connection.execute("SELECT resolution, note IS NOT NULL FROM triage_item").fetchall()
    assert found == [("joined", True)]
    shown = portal.get(f"/coordinator/referrals/{second['id']}", "coordinator")
    assert f"/coordinator/referrals/{first['id']}" in shown.text


def test_two_side_by_side_sent_on(api, portal, held, deliver):
    _, second = held
    done = portal.post(f"/coordinator/triage/{row_of(api)}/release", "coordinator", release_reason="a sister")
    assert done.headers["location"] == "/coordinator?done=released"
    assert [each.agency_slug for each in deliver()] == [LEAD]
    assert read(api, second)["status"] == "placed"


def test_what_differs_is_said(api, portal, deliver):
    api.refer(**STANDARD)
    deliver()
    api.refer(
        "stop-hate-uk",
        None,
        **SECOND,
        **STANDARD,
        **{
            "person.given_name": "Canary",
            "contact.phone.value": "+44 7700 900123",
            "contact.email.value": None,
        },
    )
    words = text_of(portal.get(f"/coordinator/triage/{row_of(api)}/compare", "coordinator"))
    assert "Given name Different Canary Ines" in words
    assert re.search(r"Phone Same \S.{8,20} \S.{8,20} Email", words)
    assert "Email Only one gives it \u2013 ines@example.org" in words


def test_of_several_possible_doubles_one_is_chosen(api, portal, deliver):
    first = api.refer(**STANDARD)
    other = api.refer(**STANDARD, person_reference="2", incident_reference="SYN/18/2")
    deliver()
    second = api.refer("stop-hate-uk", None, **SECOND, **STANDARD)
    item = row_of(api)
    page = portal.get(f"/coordinator/triage/{item}/compare", "coordinator")
    assert page.text.count('name="referral" type="radio"') == 2
    path = f"/coordinator/triage/{item}/join"
    unsaid = portal.post(path, "coordinator", join_reason="same number")
    assert unsaid.status_code == 422
    assert "Choose which one" in unsaid.text
    done = portal.post(path, "coordinator", join_reason="same number", referral=other["id"])
    assert done.status_code == 303
    shown = portal.get(f"/coordinator/referrals/{second['id']}", "coordinator").text
    assert other["id"] in shown
    assert first["id"] not in shown


def test_what_a_row_does_not_offer_is_refused(api, portal, held):
    api.refer(**STANDARD, **NO_FIT, **{"person.borough": "not_known", "source_reference": "SYN/18/9"})
    found = {row["reason"]: row["id"] for row in rows_of(api)}
    offers = {reason: offered(portal, item) for reason, item in found.items()}
    assert offers == {
        "possible_duplicate": {"assign", "join", "release", "return"},
        "no_fit": {"assign", "return", "close"},
    }
    for reason, item in found.items():
        answers = refused(portal, item, set(ACTS) - offers[reason])
        assert {answer.status_code for answer in answers.values()} == {409}, reason
    assert len(rows_of(api)) == len(found)
    assert held[1]["status"] == "awaiting_triage"


def test_a_withdrawal_in_doubt_is_not_turned_into_a_return(api, portal, deliver):
    answer = api.refer()
    deliver()
    wish = {"asked_by": "a caller", "how": "phone", "taken_by": "Sam"}
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "coordinator", wish)
    item = next(row["id"] for row in rows_of(api) if row["reason"] == "check_withdrawal")
    assert offered(portal, item) == {"assign", "close"}
    assert refused(portal, item, {"return"})["return"].status_code == 409
    assert read(api, answer)["status"] == "withdrawn"
    page = portal.get(f"/coordinator/triage/{item}/assign", "coordinator")
    assert "This undoes the withdrawal" in text_of(page)
    done = portal.post(f"/coordinator/triage/{item}/assign", "coordinator", **ACTS["assign"])
    assert done.status_code == 303
    assert read(api, answer)["status"] == "placed"
