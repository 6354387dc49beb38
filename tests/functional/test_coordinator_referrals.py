"""The coordinator's pages of all referrals: found and acted on, and never with the person."""

import re

import psycopg
import pytest

from tests.factories.portal import text_of

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
CANARY = {
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "summary": "Canarysummary",
}
PAGES = (
    "/coordinator",
    "/coordinator/triage.csv",
    "/coordinator/referrals",
    "/coordinator/referrals.csv",
    "/coordinator/search",
)


@pytest.fixture
def placed(api, deliver):
    """Refer hate crime at standard risk and deliver it; gives the answer."""
    answer = api.refer(**STANDARD, **CANARY)
    deliver()
    return answer


def read(api, answer):
    return api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()


def states(api, answer):
    return {each["service"]: each["status"] for each in read(api, answer)["assignments"]}


def paths_of(answer):
    referral, turn = answer["id"], answer["assignments"][0]["id"]
    return (
        f"/coordinator/referrals/{referral}",
        f"/coordinator/referrals/{referral}/assign",
        f"/coordinator/referrals/{referral}/withdraw",
        f"/coordinator/assignments/{turn}/recall",
    )


@pytest.mark.parametrize("who", ["police", LEAD, "commissioner", "administrator"])
def test_the_pages_are_the_coordinators_alone(portal, placed, who):
    for path in (*PAGES, *paths_of(placed)):
        assert portal.get(path, who).status_code == 403, path
    for path in (*paths_of(placed)[1:], "/coordinator/search"):
        assert portal.post(path, who, reason="x").status_code == 403, path


def test_no_page_but_a_triage_row_shows_the_person(portal, placed):
    for path in (*PAGES, *paths_of(placed)):
        page = portal.get(path, "coordinator")
        assert page.status_code == 200, path
        assert "anary" not in page.text, path
        assert "900123" not in page.text, path


def test_the_list_is_filtered_by_what_its_address_says(api, portal, placed):
    other = api.refer(
        **STANDARD,
        **{
            "crime.type": "burglary",
            "crime.flags": ["vulnerable"],
            "source_reference": "SYN/18/2",
            "person.borough": "wirral",
            "person.postcode": None,
        },
    )
    found = {
        query: set(
            re.findall(
                r"VR-\w+-\w+(?=</a>)", portal.get(f"/coordinator/referrals?{query}", "coordinator").text
            )
        )
        for query in (
            "",
            "borough=wirral",
            "crime_type=hate_crime",
            "service=hate-crime-advocacy",
            "provider=victim-support",
            "status=closed",
            "risk=standard&borough=knowsley",
        )
    }
    mine, its = placed["reference"], other["reference"]
    assert found == {
        "": {mine, its},
        "borough=wirral": {its},
        "crime_type=hate_crime": {mine},
        "service=hate-crime-advocacy": {mine},
        "provider=victim-support": {its},
        "status=closed": set(),
        "risk=standard&borough=knowsley": {mine},
    }
    file = portal.get("/coordinator/referrals.csv?borough=wirral", "coordinator").text
    assert its in file
    assert mine not in file


def test_the_list_goes_on_after_the_last_row_of_a_page(api, portal, clock):
    for number in range(27):
        api.refer(**STANDARD, source_reference=f"SYN/18/{number}", incident_reference=None)
        clock.forward(seconds=30)
    first = portal.get("/coordinator/referrals", "coordinator").text
    link = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    second = portal.get(link, "coordinator").text
    shown = [set(re.findall(r"VR-\w+-\w+(?=</a>)", page)) for page in (first, second)]
    assert [len(each) for each in shown] == [25, 2]
    assert not shown[0] & shown[1]
    assert 'rel="next"' not in second


def test_given_to_another_service_beside_the_lead(api, portal, placed):
    path = paths_of(placed)[1]
    page = portal.get(path, "coordinator")
    assert "A service leads already" in text_of(page)
    assert 'value="hate-crime-advocacy"' not in page.text
    assert "The service has this referral already." in text_of(page)
    assert portal.post(path, "coordinator", service="vulnerable-victims").status_code == 422
    done = portal.post(path, "coordinator", service="vulnerable-victims", reason="asked for")
    assert done.headers["location"] == f"/coordinator/referrals/{placed['id']}?done=assigned"
    assert states(api, placed) == {"hate-crime-advocacy": "delivered", "vulnerable-victims": "queued"}


def test_taken_back_from_a_service_that_has_not_accepted(api, portal, placed, deliver):
    path = paths_of(placed)[3]
    assert portal.post(path, "coordinator").status_code == 422
    assert portal.post(path, "coordinator", reason="nobody there").status_code == 303
    assert states(api, placed)["hate-crime-advocacy"] == "recalled"
    assert ("stop_notice", LEAD) in {(each.kind, each.agency_slug) for each in deliver()}
    assert portal.get(path, "coordinator").status_code == 409


def test_passed_on_from_a_service_that_has_accepted_once_the_commissioner_agreed(api, portal, placed):
    turn = placed["assignments"][0]
    api.act(turn, "accept", LEAD, assignee="Sam")
    shown = portal.get(f"/coordinator/referrals/{placed['id']}", "coordinator")
    path = f"/coordinator/assignments/{turn['id']}/reassign"
    assert path in shown.text
    assert f"{turn['id']}/recall" not in shown.text
    chosen = {"service": "vulnerable-victims", "reason": "moved"}
    refused = portal.post(path, "coordinator", **chosen)
    assert refused.status_code == 422
    assert "Ask the commissioner first" in refused.text
    assert states(api, placed) == {"hate-crime-advocacy": "accepted"}
    assert portal.post(path, "coordinator", **chosen, agreed="yes").status_code == 303
    assert states(api, placed) == {"hate-crime-advocacy": "released", "vulnerable-victims": "queued"}


def test_an_acknowledgement_by_link_is_confirmed_after_ringing(api, portal, deliver):
    answer = api.refer(**{"crime.type": "burglary", "crime.flags": ["vulnerable"], "crime.hate_strands": []})
    (message,) = (each for each in deliver() if each.link_url)
    page = portal.get(f"/coordinator/referrals/{answer['id']}", "coordinator")
    assert "Confirm the acknowledgement" not in page.text
    link = message.link_url.removeprefix("http://hub.example.org")
    assert portal.client.post(
        link, data={"name": "Sam Sample"}, headers={"Origin": "http://127.0.0.1"}
    ).is_success
    turn = answer["assignments"][0]["id"]
    page = portal.get(f"/coordinator/referrals/{answer['id']}", "coordinator")
    assert "not confirmed yet" in page.text
    assert portal.get(f"/coordinator/assignments/{turn}/confirm", "coordinator").status_code == 200
    assert portal.post(f"/coordinator/assignments/{turn}/confirm", "coordinator").status_code == 303
    page = portal.get(f"/coordinator/referrals/{answer['id']}?done=confirmed", "coordinator")
    assert "not confirmed yet" not in page.text
    assert "The acknowledgement is confirmed" in page.text


def test_stopped_for_the_person_for_one_service_or_for_all(api, portal, deliver):
    answer = api.refer()
    deliver()
    path = paths_of(answer)[2]
    who = {"asked_by": "the person", "how": "by phone", "taken_by": "Sam"}
    assert portal.post(path, "coordinator", reach="all").status_code == 422
    assert portal.post(path, "coordinator", **who).status_code == 422
    assert portal.post(path, "coordinator", **who, reach="some").status_code == 422
    assert set(states(api, answer).values()) == {"delivered"}
    some = portal.post(path, "coordinator", **who, reach="some", services=["complementary"])
    assert some.headers["location"] == f"/coordinator/referrals/{answer['id']}?done=withdrawn"
    assert states(api, answer) == {"hate-crime-advocacy": "delivered", "complementary": "withdrawn"}
    assert portal.post(path, "coordinator", **who, reach="all").status_code == 303
    assert set(states(api, answer).values()) == {"withdrawn"}


@pytest.mark.parametrize(
    "known",
    [
        {"reference": "syn/18/000123"},
        {
            "family_name": "canary family",
            "birth_date_day": "17",
            "birth_date_month": "4",
            "birth_date_year": "1988",
        },
        {"phone": "+44 7700 900123"},
        {"email": "INES@example.org"},
    ],
    ids=lambda known: next(iter(known)),
)
def test_a_person_is_found_by_what_is_known_and_not_shown(portal, placed, known, loaded_owner_url):
    found = portal.post("/coordinator/search", "coordinator", **known)
    assert placed["reference"] in found.text
    assert not re.search("anary|900123|ines@", found.text, re.IGNORECASE)
    with psycopg.connect(loaded_owner_url) as connection:
        said = connection.execute(
            "SELECT detail FROM audit_event WHERE event = 'referral:searched'"
        ).fetchall()
    assert said == [({"count": 1},)]


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({}, "Enter a reference, or another way"),
        ({"family_name": "Example"}, "Enter the date of birth as well"),
        ({"phone": "12"}, "Enter a phone number"),
        ({"email": "x"}, "Enter an email address"),
        ({"family_name": "Example", "birth_date_day": "31", "birth_date_month": "2"}, "Enter a real date"),
    ],
)
def test_a_search_that_cannot_be_made_says_what_to_enter(portal, known, message):
    page = portal.post("/coordinator/search", "coordinator", **known)
    assert page.status_code == 422
    assert message in page.text


def test_nobody_is_found_and_what_to_do_is_said(portal):
    page = portal.post("/coordinator/search", "coordinator", phone="07700 900999")
    assert "No referrals found" in text_of(page)
    assert "Check the spelling" in page.text
