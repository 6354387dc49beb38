"""Deciding again: after a release, a reassign and a recall; and to whom a referral never goes back."""

import base64

import pytest

from hub.access.scopes import HUB
from hub.channels import Code, permanent
from hub.channels.console import always_taken
from hub.check import breaches
from hub.directory.actions import put_webhook

LEAD, NEXT = "anthony-walker-foundation", "victim-support"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


def read(api, answer, who="coordinator"):
    return api.get(f"/v1/referrals/{answer['id']}", who).json()


def statuses(api, answer):
    return {each["service"]: each["status"] for each in read(api, answer)["assignments"]}


def triage(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def must_hold(loaded):
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


@pytest.fixture
def accepted(api, deliver):
    """A hate crime at standard risk that its lead has accepted."""
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    return answer


@pytest.mark.parametrize(
    "reason",
    ["capacity", "out_of_area", "age", "not_commissioned", "conflict_of_interest", "language_or_access"],
)
def test_what_is_given_back_for_such_a_reason_goes_to_the_next_at_once(
    api, accepted, deliver, loaded, reason
):
    api.act(accepted["assignments"][0], "release", LEAD, reason=reason)
    assert statuses(api, accepted) == {"hate-crime-advocacy": "released", "vulnerable-victims": "queued"}
    assert [(each.agency_slug, each.kind) for each in deliver()] == [(NEXT, "referral")]
    assert (read(api, accepted)["status"], triage(api)) == ("placed", [])
    must_hold(loaded)


@pytest.mark.parametrize("reason", ["duplicate", "risk_too_high", "misdirected", "other"])
def test_what_is_given_back_for_another_reason_waits_for_a_person(api, accepted, loaded, reason):
    api.act(accepted["assignments"][0], "release", LEAD, reason=reason, text="in our own words")
    (row,) = triage(api)
    assert (row["reason"], row["detail"]["decline"]) == ("released", reason)
    assert statuses(api, accepted) == {"hate-crime-advocacy": "released"}
    must_hold(loaded)


@pytest.mark.parametrize("reason", ["insufficient_information", "no_safe_contact"])
def test_what_the_unit_can_mend_goes_back_to_it(api, accepted, reason):
    api.act(accepted["assignments"][0], "release", LEAD, reason=reason)
    assert (read(api, accepted)["status"], read(api, accepted)["reasons"]) == ("returned", [reason])
    assert triage(api) == []


def test_the_persons_no_after_accepting_ends_it_for_good(api, accepted):
    api.act(accepted["assignments"][0], "release", LEAD, reason="victim_declined")
    assert (read(api, accepted)["status"], triage(api)) == ("closed", [])
    again = api.post(
        f"/v1/referrals/{accepted['id']}/assign", "coordinator", {"service": "the-hub", "reason": "x"}
    )
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "over")


def test_reassigned_without_a_name_the_hub_decides_again(api, accepted, deliver, loaded):
    path = f"/v1/assignments/{accepted['assignments'][0]['id']}/reassign"
    done = api.post(path, "coordinator", {"reason": "nobody has rung for a week"})
    assert (done.status_code, done.json()) == (200, {"referral_status": "placed"})
    assert statuses(api, accepted) == {"hate-crime-advocacy": "released", "vulnerable-victims": "queued"}
    sent = {(each.agency_slug, each.kind) for each in deliver()}
    assert sent == {(LEAD, "stop_notice"), (NEXT, "referral")}
    must_hold(loaded)
    api.post(path, "coordinator", {"reason": "nobody has rung for a week"})
    assert len(read(api, accepted)["assignments"]) == 2, "the same once more does nothing"


def test_reassigned_where_nobody_is_left_a_person_decides(api, accepted, deliver):
    api.act(accepted["assignments"][0], "release", LEAD, reason="capacity")
    deliver()
    second = read(api, accepted)["assignments"][-1]
    api.act(second, "accept", NEXT, assignee="Kim")
    api.post(f"/v1/assignments/{second['id']}/reassign", "coordinator", {"reason": "x"})
    (row,) = triage(api)
    assert row["reason"] == "released"
    assert "Hate crime advocacy: It declined for want of capacity." in row["why"]


def test_an_additional_service_is_only_reassigned_by_name(api, deliver):
    answer = api.refer()
    deliver()
    _, additional = answer["assignments"]
    api.act(additional, "accept", "light-for-life", assignee="Kim")
    refused = api.post(f"/v1/assignments/{additional['id']}/reassign", "coordinator", {"reason": "x"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/service")
    assert statuses(api, answer)["complementary"] == "accepted", "nothing was done"


def test_a_recall_looks_for_the_next_and_never_back_to_who_was_silent(api, deliver, clock):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "recall", "coordinator", reason="silent")
    deliver()
    clock.forward(days=20)
    api.act(read(api, answer)["assignments"][-1], "decline", NEXT, reason="capacity")
    assert statuses(api, answer) == {"hate-crime-advocacy": "recalled", "vulnerable-victims": "declined"}
    (row,) = triage(api)
    assert "Hate crime advocacy: It was taken back from it" in row["why"]


def test_who_had_no_capacity_is_asked_again_after_a_fortnight(api, deliver, clock, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", LEAD, reason="capacity")
    deliver()
    clock.forward(days=13)
    second = read(api, answer)["assignments"][-1]
    api.act(second, "accept", NEXT, assignee="Kim")
    clock.forward(days=1)
    api.act(second, "release", NEXT, reason="capacity")
    (_, _, third) = read(api, answer)["assignments"]
    assert (third["service"], third["status"]) == ("hate-crime-advocacy", "queued")
    must_hold(loaded)


def test_a_provider_with_a_conflict_of_interest_is_given_it_by_nobody(api, accepted):
    api.act(accepted["assignments"][0], "release", LEAD, reason="conflict_of_interest")
    body = {"service": "hate-crime-advocacy", "reason": "they changed their mind"}
    refused = api.post(f"/v1/referrals/{accepted['id']}/assign", "coordinator", body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "conflict_of_interest")


def test_a_person_may_overrule_a_want_of_capacity_and_is_warned_of_it(api, accepted, portal):
    api.act(accepted["assignments"][0], "release", LEAD, reason="capacity")
    page = portal.get(f"/coordinator/referrals/{accepted['id']}/assign", "coordinator").text
    assert "Warning: It declined for want of capacity. Until 18 March 2026 it is not asked again." in page
    body = {"service": "hate-crime-advocacy", "reason": "rang them: a place is free"}
    assert api.post(f"/v1/referrals/{accepted['id']}/assign", "coordinator", body).status_code == 200


def test_a_conflict_holds_when_the_unit_sends_it_again(api, accepted, deliver):
    api.act(accepted["assignments"][0], "release", LEAD, reason="conflict_of_interest")
    deliver()
    api.act(read(api, accepted)["assignments"][-1], "decline", NEXT, reason="insufficient_information")
    again = api.refer(**STANDARD)
    assert again["id"] != accepted["id"]
    assert [each["service"] for each in again["assignments"]] == ["vulnerable-victims"]


def test_the_persons_no_to_an_additional_service_holds_for_the_coordinator_too(api, deliver):
    answer = api.refer()
    deliver()
    api.act(answer["assignments"][1], "decline", "light-for-life", reason="victim_declined")
    body = {"service": "complementary", "reason": "asked again"}
    refused = api.post(f"/v1/referrals/{answer['id']}/assign", "coordinator", body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "withdrawn")


def test_the_page_offers_to_let_the_table_decide(api, accepted, portal):
    turn = accepted["assignments"][0]["id"]
    path = f"/coordinator/assignments/{turn}/reassign"
    assert "Whoever the routing table leads to now" in portal.get(path, "coordinator").text
    done = portal.post(path, "coordinator", service="by-the-table", reason="silent", agreed="yes")
    assert (done.status_code, "done=reassigned" in done.headers["location"]) == (303, True)
    assert statuses(api, accepted)["vulnerable-victims"] == "queued"


def test_undeliverable_the_other_channel_comes_first_and_then_a_person(api, deliver, loaded):
    secret = f"whsec_{base64.b64encode(bytes(range(24))).decode()}"
    with loaded.transaction(HUB) as tx:
        put_webhook(tx, LEAD, "https://hooks.example.org/referrals", secret)
    deliver.answer = lambda message: (
        permanent(Code.RECIPIENT_REFUSED) if message.secret else always_taken(message)
    )
    first = api.refer(**STANDARD)
    sent = [each.address for each in deliver() if each.kind == "referral"]
    assert [address.startswith("https://") for address in sent] == [True, False]
    assert (statuses(api, first), triage(api)) == ({"hate-crime-advocacy": "delivered"}, [])
    deliver.answer = lambda _message: permanent(Code.RECIPIENT_REFUSED)
    second = api.refer(**STANDARD, person_reference="2", **{"person.family_name": "Other"})
    assert len([each for each in deliver() if each.kind == "referral"]) == len(sent)
    assert statuses(api, second) == {"hate-crime-advocacy": "undeliverable"}
    assert [row["reason"] for row in triage(api)] == ["undeliverable"]
    must_hold(loaded)


def test_the_persons_no_to_a_service_whose_turn_was_over_holds_as_well(api, deliver, clock, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", LEAD, reason="capacity")
    deliver()
    no = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
    wish = {**no, "services": ["hate-crime-advocacy"]}
    assert api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish).status_code == 200
    assert statuses(api, answer) == {"hate-crime-advocacy": "declined", "vulnerable-victims": "delivered"}
    clock.forward(days=15)
    second = read(api, answer)["assignments"][-1]
    api.act(second, "decline", NEXT, reason="capacity")
    assert statuses(api, answer) == {"hate-crime-advocacy": "declined", "vulnerable-victims": "declined"}
    by_hand = {"service": "hate-crime-advocacy", "reason": "they have room again"}
    refused = api.post(f"/v1/referrals/{answer['id']}/assign", "coordinator", by_hand)
    assert [each["code"] for each in refused.json()["errors"]] == ["excluded"]
    must_hold(loaded)


def test_a_no_to_a_service_that_the_consent_names_leaves_the_referral_amendable(api, deliver, clock):
    named = {
        "basis": "explicit",
        "scope": "any_suitable_service",
        "services": ["hate-crime-advocacy"],
        "given_by": "self",
        "how": "phone",
        "recorded_by": "PC 0000",
        "given_on": "2026-03-04",
    }
    answer = api.refer(**STANDARD, consent=named)
    deliver()
    api.act(answer["assignments"][0], "decline", LEAD, reason="capacity")
    wish = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
    wish["services"] = ["hate-crime-advocacy"]
    assert api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish).status_code == 200
    clock.forward(hours=1)
    body = {"crime": {"incident_borough": "wirral"}, "reason": "told by the officer"}
    assert api.post(f"/v1/referrals/{answer['id']}/amend", "police", body).status_code == 200
