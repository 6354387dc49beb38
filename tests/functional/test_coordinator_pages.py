"""The referral coordinator's pages: what waits, why, and what each act does; the person on a row alone."""

import re

import psycopg
import pytest

from hub.channels import Code, Sent
from hub.channels.console import always_taken
from hub.domain.codes import AttemptOutcome
from hub.journey import chase_due
from tests.factories.portal import text_of
from tests.factories.whole_database import tables

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
NO_FIT = {"crime.type": "sexual_offence", "crime.hate_strands": [], "person.postcode": None}
SECOND = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}


@pytest.fixture
def no_fit(api):
    """Refer a sexual offence whose borough is not known; gives the answer."""
    return lambda **changes: api.refer(**{**STANDARD, **NO_FIT, "person.borough": "not_known", **changes})


def rows_of(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def row_of(api):
    return rows_of(api)[0]["id"]


def read(api, answer):
    return api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()


def written(owner_url):
    """Everything but the log of who looked and when sessions were last used."""
    return {name: rows for name, rows in tables(owner_url).items() if name not in {"audit_event", "session"}}


def audited(owner_url, event):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(
            "SELECT count(*) FROM audit_event WHERE event = %s AND account_id IS NOT NULL", [event]
        ).fetchone()[0]


def test_the_list_says_what_waits_in_sections_and_names_nobody(portal, no_fit, clock):
    no_fit(**{"person.given_name": "Canarygiven", "person.family_name": "Canaryfamily"})
    clock.forward(minutes=10)
    no_fit(
        source_reference="SYN/18/2", person_reference="2", risk={"tool": "merit", "score": 75, "band": "high"}
    )
    page = portal.get("/coordinator", "coordinator")
    assert page.status_code == 200
    words = text_of(page)
    assert words.index("Due within the hour") < words.index("Later")
    assert "anary" not in page.text
    for _ in range(4):
        clock.forward(minutes=15)
        page = portal.get("/coordinator", "coordinator")
    assert "1 overdue" in text_of(page)


def test_filters_sort_and_pages_stand_in_the_address(portal, no_fit, clock):
    for number in range(27):
        no_fit(source_reference=f"SYN/18/{number}", person_reference=str(number))
        clock.forward(minutes=1)
    first = portal.get("/coordinator?sort=-opened&reason=no_fit", "coordinator")
    references = re.findall(r"/triage/[^>]+>([^<]+)</a></th>", first.text)
    link = re.search(r'rel="next" href="([^"]+)"', first.text)
    second = portal.get(link.group(1).replace("&amp;", "&"), "coordinator")
    rest = re.findall(r"/triage/[^>]+>([^<]+)</a></th>", second.text)
    assert (len(references), len(rest)) == (25, 2)
    assert not set(references) & set(rest)
    assert "Nothing waits for you" in portal.get("/coordinator?reason=declined", "coordinator").text
    assert portal.get("/coordinator?reason=nonsense", "coordinator").status_code == 422


def test_the_file_holds_the_same_rows_and_is_recorded(portal, no_fit, loaded_owner_url):
    answer = no_fit(**{"person.given_name": "Canarygiven"})
    file = portal.get("/coordinator/triage.csv?reason=no_fit", "coordinator")
    assert file.headers["content-type"].startswith("text/csv")
    assert answer["reference"] in file.text
    assert "anary" not in file.text
    assert (
        answer["reference"] not in portal.get("/coordinator/triage.csv?reason=declined", "coordinator").text
    )
    assert audited(loaded_owner_url, "list:exported") == 2


def test_a_row_shows_why_and_whom_and_each_view_is_recorded(api, portal, no_fit, loaded_owner_url):
    no_fit(**{"person.given_name": "Canarygiven"})
    before = written(loaded_owner_url)
    for _ in range(2):
        page = portal.get(f"/coordinator/triage/{row_of(api)}", "coordinator")
    words = text_of(page)
    assert "Canarygiven" in words
    assert "The borough is not known" in words
    assert audited(loaded_owner_url, "referral:person:viewed") == 2
    assert written(loaded_owner_url) == before


def test_why_and_why_not_for_every_service(api, portal, no_fit):
    no_fit(exclude_services=["sexual-violence-rasa"])
    page = portal.get(f"/coordinator/triage/{row_of(api)}/assign", "coordinator")
    offered = set(re.findall(r'name="service" type="radio" value="([^"]+)"', page.text))
    assert "sexual-violence-rasasc" in offered
    assert "sexual-violence-rasa" not in offered
    assert "idva-st-helens" not in offered
    words = text_of(page)
    assert "The person must never be referred to this service." in words
    assert "The service takes no direct referrals." in words
    assert "Outside the routing table, by borough (row sexual-offence-rasasc)." in words


def test_whom_the_page_offers_the_journey_takes_and_whom_it_does_not_the_journey_refuses(api, portal, no_fit):
    no_fit(**{"consent.scope": "named_services", "consent.services": ["the-hub"]})
    item = row_of(api)
    page = portal.get(f"/coordinator/triage/{item}/assign", "coordinator")
    offered = set(re.findall(r'name="service" type="radio" value="([^"]+)"', page.text))
    assert offered == {"the-hub"}
    refused = portal.post(
        f"/coordinator/triage/{item}/assign", "coordinator", service="vulnerable-victims", reason="because"
    )
    assert refused.status_code == 422
    assert "consent does not name this service" in refused.text
    assert "because" in refused.text


def test_assigned_with_its_reason_it_goes_to_that_service(api, portal, no_fit, deliver):
    answer = no_fit()
    item = row_of(api)
    blank = portal.post(f"/coordinator/triage/{item}/assign", "coordinator", reason="lives in Wirral")
    assert blank.status_code == 422
    assert "Choose a service" in blank.text
    assert "lives in Wirral" in blank.text
    done = portal.post(
        f"/coordinator/triage/{item}/assign",
        "coordinator",
        service="sexual-violence-rasa",
        reason="lives in Wirral",
    )
    assert (done.status_code, done.headers["location"]) == (303, "/coordinator?done=assigned")
    assert "Done Assigned to a service" in text_of(portal.get("/coordinator?done=assigned", "coordinator"))
    assert "Done" not in text_of(portal.get("/coordinator?done=<b>x", "coordinator"))
    assert [each["service"] for each in read(api, answer)["assignments"]] == ["sexual-violence-rasa"]
    assert [each.agency_slug for each in deliver()] == ["rasa"]


def test_what_a_colleague_settled_meanwhile_is_said_to_be_so(api, portal, no_fit):
    no_fit(**{"person.given_name": "Canarygiven"})
    item = row_of(api)
    api.post(f"/v1/triage/{item}/close", "coordinator", {"reason": "done"})
    for page in (
        portal.get(f"/coordinator/triage/{item}", "coordinator"),
        portal.get(f"/coordinator/triage/{item}/assign", "coordinator"),
        portal.post(f"/coordinator/triage/{item}/close", "coordinator", reason="x"),
        portal.post(f"/coordinator/triage/{item}/assign", "coordinator", service="the-hub", reason="because"),
    ):
        assert page.status_code == 409
        assert "This has been settled already" in page.text
        assert "anary" not in page.text


def test_an_undeliverable_one_shows_how_it_failed_and_is_sent_again(api, portal, deliver):
    api.refer(**STANDARD)
    deliver.answer = lambda _message: Sent(
        outcome=AttemptOutcome.PERMANENT, code=Code.RECIPIENT_REFUSED, status=550
    )
    assert len(deliver()) > 0
    item = row_of(api)
    words = text_of(portal.get(f"/coordinator/triage/{item}", "coordinator"))
    assert "duty.anthony" in words
    assert "It knows no such mailbox (550)" in words
    assert "Close this row" not in words
    closed = portal.get(f"/coordinator/triage/{item}/close", "coordinator")
    assert closed.status_code == 409
    deliver.answer = always_taken
    done = portal.post(f"/coordinator/triage/{item}/redrive", "coordinator", reason="address corrected")
    assert done.headers["location"] == "/coordinator?done=redriven"
    assert [each.agency_slug for each in deliver()] == [LEAD]


def test_returned_with_its_coded_reason(api, portal, no_fit):
    answer = no_fit()
    item = row_of(api)
    assert portal.post(f"/coordinator/triage/{item}/return", "coordinator").status_code == 422
    done = portal.post(f"/coordinator/triage/{item}/return", "coordinator", reason="wrong_details")
    assert done.headers["location"] == "/coordinator?done=returned"
    assert read(api, answer)["reasons"] == ["wrong_details"]


def test_closed_with_its_reason_and_told_that_nobody_is_sent(api, portal, no_fit):
    answer = no_fit()
    item = row_of(api)
    page = portal.get(f"/coordinator/triage/{item}/close", "coordinator")
    assert "nobody is sent" in page.text
    assert portal.post(f"/coordinator/triage/{item}/close", "coordinator").status_code == 422
    done = portal.post(f"/coordinator/triage/{item}/close", "coordinator", reason="unit withdrew it")
    assert done.headers["location"] == "/coordinator?done=closed"
    assert read(api, answer)["status"] == "closed"


def test_a_service_that_did_not_answer_is_named_before_it_is_taken_from_it(
    api, portal, deliver, clock, loaded
):
    taken = api.refer()  # at high risk: below it the hub takes it back by itself
    deliver()
    api.act(taken["assignments"][1], "accept", "light-for-life", assignee="Jo")
    clock.set(2026, 3, 12, 12)
    chase_due(loaded)
    page = portal.get(f"/coordinator/triage/{row_of(api)}/assign", "coordinator")
    assert "has not accepted. It is taken back from them" in text_of(page)
