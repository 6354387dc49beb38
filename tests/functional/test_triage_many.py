"""Many triage rows are settled at once: each has its own outcome, and none undoes another."""

from uuid import uuid4

import psycopg
import pytest

from hub.journey import chase_due
from tests.factories.portal import text_of
from tests.factories.submissions import submission

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
NO_FIT = {"crime.type": "sexual_offence", "person.borough": "not_known", "person.postcode": None}
DONE, LEFT = True, False


def refer(api, number, **overrides):
    body = submission(source_reference=f"SYN/M/{number}", **STANDARD, **overrides)
    body["contact"]["phone"]["value"] = f"07700 9003{number:02}"
    body["contact"]["email"]["value"] = f"many{number}@example.org"
    body["person"]["family_name"] = f"Several{number}"
    return api.refer(body=body)


@pytest.fixture
def undeliverable(api, deliver, loaded_owner_url):
    """Two referrals whose provider had no address when they came; it has one by now."""
    addresses = "UPDATE endpoint SET paused = %s WHERE agency_id = (SELECT id FROM agency WHERE slug = %s)"
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute(addresses, (True, LEAD))
    for number in (1, 2):
        refer(api, number)
    deliver()
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute(addresses, (False, LEAD))
    return rows(api)


def rows(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def bulk(api, who="coordinator", **body):
    return api.post("/v1/triage/bulk", who, {"reason": "mended", **body})


def outcomes(answer):
    assert answer.status_code == 200, answer.text
    return {each["id"]: each for each in answer.json()["outcomes"]}


def test_many_are_sent_again_and_each_goes_out(api, deliver, undeliverable):
    ids = [row["id"] for row in undeliverable]
    found = outcomes(bulk(api, act="redrive", ids=ids))
    assert [found[each]["done"] for each in ids] == [DONE, DONE]
    assert [str(each.kind) for each in deliver()] == ["referral", "referral"]
    assert rows(api) == []


def test_one_that_cannot_be_settled_leaves_all_others_settled(api, undeliverable):
    refer(api, 3, **NO_FIT)
    (no_fit,) = (row["id"] for row in rows(api) if row["reason"] == "no_fit")
    unknown = str(uuid4())
    first, second = (row["id"] for row in undeliverable)
    found = outcomes(bulk(api, act="redrive", ids=[first, no_fit, unknown, second]))
    assert {key: each["done"] for key, each in found.items()} == {
        first: DONE,
        no_fit: LEFT,
        unknown: LEFT,
        second: DONE,
    }
    assert (found[no_fit]["code"], found[unknown]["code"]) == ("not_in_bulk", "not_found")
    assert [row["id"] for row in rows(api)] == [no_fit]


def test_many_are_given_to_a_service_and_each_refusal_says_every_fault(api):
    for number in (1, 2):
        refer(api, number, **NO_FIT)
    refer(api, 3, **NO_FIT, exclude_services=["sexual-violence-rasa"])
    wanted = {"act": "assign", "filter": {"reason": ["no_fit"]}, "service": "sexual-violence-rasa"}
    found = outcomes(bulk(api, **wanted))
    assert sorted(each["done"] for each in found.values()) == [LEFT, DONE, DONE]
    (left,) = outcomes(bulk(api, **wanted)).values()
    assert (left["done"], [fault["code"] for fault in left["errors"]]) == (LEFT, ["excluded"])
    assert [row["id"] for row in rows(api)] == [left["id"]]


def test_each_is_audited_by_itself(api, undeliverable, loaded_owner_url):
    bulk(api, act="redrive", ids=[row["id"] for row in undeliverable])
    with psycopg.connect(loaded_owner_url) as connection:
        (count,) = connection.execute(
            "SELECT count(DISTINCT referral_id) FROM audit_event"
            " WHERE event = 'triage:resolved' AND role = 'coordinator'"
        ).fetchone()
    assert count == len(undeliverable)


@pytest.mark.parametrize("who", ["police", LEAD, "commissioner"])
def test_nobody_but_a_coordinator_may(api, who):
    assert bulk(api, who, act="redrive", ids=[str(uuid4())]).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"act": "redrive"},
        {"act": "redrive", "ids": []},
        {"act": "redrive", "ids": [str(uuid4())], "filter": {}},
        {"act": "redrive", "ids": [str(uuid4())], "service": "idva-wirral"},
        {"act": "assign", "ids": [str(uuid4())]},
        {"act": "close", "ids": [str(uuid4())]},
        {"act": "redrive", "ids": [str(uuid4()) for _ in range(201)]},
    ],
)
def test_a_body_that_is_not_whole_is_refused_and_settles_nothing(api, body):
    assert bulk(api, **body).status_code == 422


@pytest.mark.usefixtures("undeliverable")
def test_the_page_asks_once_more_and_tells_each_outcome(api, portal):
    refer(api, 3, **NO_FIT)
    assert 'href="/coordinator/many' in portal.get("/coordinator", "coordinator").text
    listed = portal.get("/coordinator/many", "coordinator").text
    ids = [row["id"] for row in rows(api)]
    assert all(f'value="{each}"' in listed for each in ids)
    asked = portal.get("/coordinator/many?" + "&".join(f"row={each}" for each in ids), "coordinator")
    assert "3 chosen" in text_of(asked)
    told = portal.post("/coordinator/many", "coordinator", row=ids, act="redrive", reason="mended")
    assert "2 of 3 settled" in text_of(told)
    assert "Look at this one by itself" in text_of(told)
    assert len(rows(api)) == 1


def test_the_page_says_what_is_missing_and_settles_nothing(api, portal, undeliverable):
    ids = [row["id"] for row in undeliverable]
    told = portal.post("/coordinator/many", "coordinator", row=ids, act="assign")
    assert told.status_code == 422
    assert "Choose a service" in text_of(told)
    assert "Enter your reason" in text_of(told)
    assert len(rows(api)) == len(ids)


def test_what_is_no_id_is_left_out(portal):
    asked = portal.get("/coordinator/many?row=nothing&row=%27", "coordinator")
    assert "Nothing that was chosen still waits" in text_of(asked)


def test_a_provider_that_keeps_it_and_stays_silent_comes_back_to_the_coordinator(api, deliver, clock, loaded):
    """Another service is given it beside the silent one, whose own clock runs on."""
    (turn,) = refer(api, 1)["assignments"]
    deliver()
    api.act(turn, "accept", LEAD, assignee="Sam")
    clock.set(2026, 3, 20, 12)
    chase_due(loaded)
    asked = [row for row in rows(api) if row["reason"] == "not_answered"]
    for row in asked:
        body = {"service": "vulnerable-victims", "reason": "they do not answer"}
        api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body)
    clock.set(2026, 3, 30, 12)
    chase_due(loaded)
    assert turn["id"] in {row["assignment_id"] for row in rows(api) if row["reason"] == "not_answered"}
