"""Two or twenty act at the same instant: one of them is the first, and the rows stay true."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from tests.factories.submissions import submission

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


def at_once(*calls):
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(run, call) for call in calls]]


def holds(loaded):
    with loaded.transaction(HUB) as tx:
        return breaches(tx) == ()


@pytest.mark.parametrize("number", "123")
def test_an_accept_and_a_decline_at_once_are_one_answer(api, deliver, loaded, number):
    answer = api.refer(**STANDARD, person_reference=number)
    deliver()
    path = f"/v1/assignments/{answer['assignments'][0]['id']}"
    accepted, declined = at_once(
        lambda: api.post(f"{path}/accept", LEAD, {"assignee": "Sam"}),
        lambda: api.post(f"{path}/decline", LEAD, {"reason": "capacity"}),
    )
    assert sorted([accepted.status_code, declined.status_code]) == [200, 409]
    assert holds(loaded)


@pytest.mark.parametrize("number", "123")
def test_an_accept_and_a_withdrawal_at_once_never_leave_a_live_turn(api, deliver, loaded, number):
    answer = api.refer(**STANDARD, person_reference=number)
    deliver()
    assignment = answer["assignments"][0]["id"]
    wish = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
    accepted, withdrawn = at_once(
        lambda: api.post(f"/v1/assignments/{assignment}/accept", LEAD, {"assignee": "Sam"}),
        lambda: api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish),
    )
    assert withdrawn.status_code == 200
    assert accepted.status_code in {200, 409}
    assert api.get(f"/v1/assignments/{assignment}", LEAD).json()["state"] == "withdrawn"
    assert holds(loaded)


def test_twenty_of_the_same_decline_route_again_once(api, deliver, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    path = f"/v1/assignments/{answer['assignments'][0]['id']}/decline"
    answers = at_once(*[lambda: api.post(path, LEAD, {"reason": "capacity"})] * 20)
    assert {each.status_code for each in answers} == {200}
    found = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()
    assert [each["service"] for each in found["assignments"]] == ["hate-crime-advocacy", "vulnerable-victims"]
    assert holds(loaded)


def test_lead_and_additional_that_answer_at_once_do_not_wait_for_each_other_for_ever(api, deliver, loaded):
    answer = api.refer()
    deliver()
    lead, additional = (each["id"] for each in answer["assignments"])
    answers = at_once(
        lambda: api.post(f"/v1/assignments/{lead}/decline", LEAD, {"reason": "victim_declined"}),
        lambda: api.post(f"/v1/assignments/{additional}/decline", "light-for-life", {"reason": "capacity"}),
        lambda: api.post(f"/v1/assignments/{additional}/acknowledge", "light-for-life"),
    )
    assert {each.status_code for each in answers} <= {200, 409}
    assert holds(loaded)


def test_the_same_person_from_two_sources_at_once_is_held_once(api, loaded):
    other = submission(**STANDARD, source="stop-hate-uk", referring_unit="helpline", source_reference="S/1")
    answers = at_once(
        lambda: api.post("/v1/referrals", "police", submission(**STANDARD)),
        lambda: api.post("/v1/referrals", "stop-hate-uk", other),
    )
    assert sorted(each.json()["status"] for each in answers) == ["awaiting_triage", "placed"]
    assert holds(loaded)


def test_two_coordinators_resolve_a_row_once(api, loaded):
    answer = api.refer(
        **{"crime.type": "sexual_offence", "person.borough": "not_known", "person.postcode": None}
    )
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    answers = at_once(
        *[
            lambda service=service: api.post(
                f"/v1/triage/{row['id']}/assign", "coordinator", {"service": service, "reason": "x"}
            )
            for service in ("sexual-violence-rasa", "sexual-violence-rasasc")
        ]
    )
    assert sorted(each.status_code for each in answers) == [200, 404]
    found = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()
    assert len(found["assignments"]) == 1
    assert holds(loaded)
