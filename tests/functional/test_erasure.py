"""A person whom nobody supports is erased after 30 days, and nobody else is."""

import psycopg

from hub.journey import chase_due
from tests.factories.whole_database import dump

STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
OUTSIDE = {"person.borough": "outside", "person.postcode": None, "source_reference": "SYN/26/OUT"}


def persons(owner_url):
    with psycopg.connect(owner_url) as connection:
        kept = {str(row[0]) for row in connection.execute("SELECT referral_id FROM person")}
        found = {str(row[0]) for row in connection.execute("SELECT referral_id FROM person_token")}
    assert kept == found, "parts and blind tokens go together"
    return kept


def test_a_returned_person_goes_after_thirty_days_and_a_placed_one_stays(
    api, clock, loaded, loaded_owner_url
):
    placed = api.refer(**STANDARD)
    returned = api.refer(**STANDARD, **OUTSIDE)
    clock.forward(days=29)
    chase_due(loaded)
    assert persons(loaded_owner_url) == {placed["id"], returned["id"]}
    clock.forward(days=2)
    chase_due(loaded)
    assert persons(loaded_owner_url) == {placed["id"]}
    assert api.get(f"/v1/referrals/{returned['id']}", "police").json()["status"] == "returned"
    assert dump(loaded_owner_url).count("referral:person:erased") == 1


def test_whom_the_victim_declined_for_goes_too(api, deliver, clock, loaded, loaded_owner_url):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", "anthony-walker-foundation", reason="victim_declined")
    clock.forward(days=31)
    chase_due(loaded)
    assert persons(loaded_owner_url) == set()


def reasons(owner_url):
    with psycopg.connect(owner_url) as connection:
        return [row[0] for row in connection.execute("SELECT reason FROM referral_amendment ORDER BY at")]


def test_why_it_was_amended_goes_with_the_person(api, portal, deliver, clock, loaded, loaded_owner_url):
    answer = api.refer(**STANDARD)
    deliver()
    clock.forward(hours=1)
    body = {"crime": {"incident_borough": "wirral"}, "reason": "her sister Canary rang about it"}
    assert api.post(f"/v1/referrals/{answer['id']}/amend", "police", body).status_code == 200
    api.act(answer["assignments"][0], "decline", "anthony-walker-foundation", reason="victim_declined")
    clock.forward(days=29)
    chase_due(loaded)
    assert None not in reasons(loaded_owner_url)
    clock.forward(days=2)
    chase_due(loaded)
    assert reasons(loaded_owner_url) == [None]
    (told,) = [
        each
        for each in api.get(f"/v1/referrals/{answer['id']}/timeline", "police").json()["events"]
        if "amended" in each
    ]
    assert told["amended"] == [{"what": "incident_borough", "before": "knowsley", "after": "wirral"}]
    assert portal.get(f"/coordinator/referrals/{answer['id']}", "coordinator").status_code == 200


def test_a_withdrawal_is_not_undone_once_nobody_is_left_to_support(api, deliver, clock, loaded):
    answer = api.refer()  # at high risk a person checks whose wish it was
    deliver()
    wish = {"asked_by": "somebody", "how": "phone", "taken_by": "PC 0000"}
    assert api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish).status_code == 200
    clock.forward(days=31)
    chase_due(loaded)
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    body = {"service": "hate-crime-advocacy", "reason": "not her wish"}
    refused = api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "over")
    assert api.get(f"/v1/referrals/{answer['id']}", "police").json()["status"] == "withdrawn"
