"""What has ended stays ended, what is held stays held, and nobody who knew of it goes on ringing."""

import threading
from uuid import UUID

import psycopg
import pytest

from hub.access.keys import scope_of
from hub.access.scopes import HUB
from hub.domain.codes import Outcome
from hub.journey import complete
from tests.factories.submissions import NOTHING_SAFE

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "Sam"}


def read(api, answer, who="coordinator"):
    return api.get(f"/v1/referrals/{answer['id']}", who).json()


def triage(api, reason=None):
    rows = api.get("/v1/triage", "coordinator").json()["triage"]
    return [row for row in rows if reason in {None, row["reason"]}]


def by_hand(api, answer, service):
    body = {"service": service, "reason": "no other"}
    return api.post(f"/v1/referrals/{answer['id']}/assign", "coordinator", body)


def double(api, **changes):
    """The same person from another source."""
    other = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    return api.refer("stop-hate-uk", None, **{**STANDARD, **other, **changes})


def test_no_triage_row_brings_back_what_had_no_consent(api, deliver):
    consent = {"basis": "opt_out_default", "scope": "any_suitable_service"}
    changes = {"crime.type": "domestic_abuse", "crime.hate_strands": [], "consent": consent}
    answer = api.refer(**changes)
    assert (answer["status"], answer["reasons"]) == ("returned", ["consent_needed"])
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH)
    (row,) = triage(api)
    body = {"service": "vulnerable-victims", "reason": "needs help"}
    refused = api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_consent")
    assert [each for each in deliver() if each.kind == "referral"] == []


def test_a_late_answer_leaves_a_returned_referral_free_to_be_sent_again(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    (assignment,) = answer["assignments"]
    api.act(assignment, "decline", LEAD, reason="no_safe_contact")
    assert read(api, answer)["status"] == "returned"
    assert api.refer(**STANDARD)["status"] == "placed"


def test_the_victims_no_ends_it_though_another_row_is_open(api, deliver, clock):
    api.refer(**STANDARD)
    held = double(api, risk={"tool": "merit", "score": 75, "band": "high"})
    clock.forward(hours=2)
    deliver()
    lead = next(each for each in read(api, held)["assignments"] if each["role"] == "lead")
    api.act(lead, "decline", LEAD, reason="victim_declined")
    assert (read(api, held)["status"], read(api, held)["reasons"]) == ("closed", ["victim_declined"])
    assert triage(api) == []
    assert by_hand(api, held, "vulnerable-victims").status_code == 409


def test_a_release_because_the_victim_said_no_stops_everybody(api, deliver):
    answer = api.refer()
    deliver()
    lead, additional = answer["assignments"]
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(additional, "accept", "light-for-life", assignee="Kim")
    api.act(lead, "release", LEAD, reason="victim_declined")
    assert read(api, answer)["status"] == "closed"
    told = {(each.kind, each.agency_slug) for each in deliver()}
    assert ("stop_notice", "light-for-life") in told


@pytest.mark.parametrize("act", ["recall", "assign"])
def test_what_is_held_is_not_sent_by_a_side_door(api, deliver, act):
    api.refer(**STANDARD)
    deliver()
    held = double(api)
    if act == "recall":
        api.act(held["assignments"][0], "recall", "coordinator", reason="slow")
    else:
        assert by_hand(api, held, "vulnerable-victims").status_code == 409
    assert deliver() == []


def test_releasing_a_held_referral_after_a_recall_sends_the_next(api, deliver):
    api.refer(**STANDARD)
    deliver()
    held = double(api)
    api.act(held["assignments"][0], "recall", "coordinator", reason="slow")
    (row,) = triage(api, "possible_duplicate")
    api.post(f"/v1/triage/{row['id']}/release", "coordinator", {"reason": "two people"})
    assert [each.agency_slug for each in deliver()] == ["victim-support"]


def test_a_withdrawal_names_services_that_had_it_or_nothing_is_stopped(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    wish = {**WISH, "services": ["hate-crime-advocasy"]}
    refused = api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/services/0"


def test_a_service_from_which_the_person_withdrew_is_not_given_it_again(api, deliver):
    answer = api.refer()
    deliver()
    wish = {**WISH, "services": ["complementary"]}
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish)
    refused = by_hand(api, answer, "complementary")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "withdrawn")


def test_a_withdrawal_that_was_not_the_victims_wish_is_undone_in_triage(api, deliver):
    answer = api.refer()
    deliver()
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH)
    deliver()
    (row,) = triage(api, "check_withdrawal")
    body = {"service": "hate-crime-advocacy", "reason": "it was the suspect who rang"}
    assert api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body).status_code == 200
    assert [each.agency_slug for each in deliver() if each.kind == "referral"] == [LEAD]


def test_a_withdrawn_referral_is_not_returned_so_that_nobody_sends_it_again(api, deliver):
    answer = api.refer()
    deliver()
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH)
    (row,) = triage(api, "check_withdrawal")
    refused = api.post(f"/v1/triage/{row['id']}/return", "coordinator", {})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "over")
    assert api.get(f"/v1/referrals/{answer['id']}", "police").json()["status"] == "withdrawn"


def test_what_was_supported_and_closed_is_not_turned_into_a_withdrawal(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    api.act(answer["assignments"][0], "complete", LEAD, outcome="supported")
    refused = api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "over")
    assert api.get(f"/v1/referrals/{answer['id']}", "police").json()["status"] == "closed"


def test_withdrawing_a_second_source_asks_about_the_first(api, deliver):
    first = api.refer(**STANDARD)
    deliver()
    second = double(api)
    (row,) = triage(api)
    api.post(f"/v1/triage/{row['id']}/join", "coordinator", {"referral": first["id"]})
    api.post(f"/v1/referrals/{second['id']}/withdraw", "stop-hate-uk", WISH)
    (asked,) = triage(api, "check_withdrawal")
    assert asked["referral_id"] == first["id"]


@pytest.mark.breaks_invariants("attempts_gapless")  # the worker that tried is made up
def test_a_withdrawal_while_the_message_may_be_out_is_followed_by_a_stop_notice(
    api, deliver, loaded_owner_url
):
    answer = api.refer(**STANDARD)
    with psycopg.connect(loaded_owner_url) as connection:  # a worker has it in hand, or lost it
        connection.execute("UPDATE delivery SET attempts = 1")
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH)
    assert "stop_notice" in {each.kind for each in deliver()}


def test_a_provider_that_declined_cannot_withdraw_it_from_the_next(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", LEAD, reason="capacity")
    refused = api.post(f"/v1/referrals/{answer['id']}/withdraw", LEAD, WISH)
    assert refused.status_code == 404


def test_a_community_service_is_given_it_by_hand_only_if_the_consent_names_it(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    refused = by_hand(api, answer, "buddy-scheme")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "outside_consent")


def test_two_can_be_joined_only_while_the_first_is_open(api, deliver):
    first = api.refer(**STANDARD)
    deliver()
    double(api)
    (row,) = triage(api)
    api.act(first["assignments"][0], "decline", LEAD, reason="victim_declined")
    refused = api.post(f"/v1/triage/{row['id']}/join", "coordinator", {"referral": first["id"]})
    assert refused.status_code == 409


def test_a_postcode_of_another_county_is_outside(api):
    answer = api.refer(**{**STANDARD, "person.borough": None, "person.postcode": "M1 1AA"})
    assert (answer["status"], answer["reasons"]) == ("returned", ["outside_area"])


def test_nobody_rings_about_information_only_so_unsafe_contact_does_not_matter(api):
    plain = {"crime.type": "burglary", "crime.flags": [], "crime.hate_strands": []}
    answer = api.refer(**{**STANDARD, **plain, **NOTHING_SAFE})
    assert answer["status"] == "information_only"


def test_two_that_complete_at_the_same_moment_close_the_referral(api, deliver, loaded):
    answer = api.refer()
    deliver()
    lead, additional = answer["assignments"]
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "engage", LEAD)
    api.act(additional, "accept", "light-for-life", assignee="Kim")

    def finishing(assignment):
        at = loaded.now()
        return lambda tx: complete(tx, UUID(assignment["id"]), at, Outcome.SUPPORTED, {})

    with loaded.transaction(HUB) as tx:
        first, second = (scope_of(tx, api.keys[who]) for who in (LEAD, "light-for-life"))
    other = threading.Thread(target=loaded.run, args=(second, finishing(additional)))
    with loaded.transaction(first) as tx:
        finishing(lead)(tx)
        other.start()
        other.join(0.5)  # it waits for the referral, or it has read what this one is about to change
    other.join()
    assert read(api, answer)["status"] == "closed"


def test_a_coordinator_takes_it_from_a_silent_lead_that_had_accepted(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    (assignment,) = answer["assignments"]
    api.act(assignment, "accept", LEAD, assignee="Sam")
    body = {"service": "vulnerable-victims", "reason": "nobody has rung for a week"}
    moved = api.post(f"/v1/assignments/{assignment['id']}/reassign", "coordinator", body)
    assert moved.status_code == 200, moved.text
    found = {each["service"]: (each["role"], each["status"]) for each in read(api, answer)["assignments"]}
    assert found["hate-crime-advocacy"] == ("lead", "released")
    assert found["vulnerable-victims"] == ("lead", "queued")
    assert {(each.kind, each.agency_slug) for each in deliver()} == {
        ("stop_notice", LEAD),
        ("referral", "victim-support"),
    }
    shown = api.get(f"/v1/assignments/{assignment['id']}", LEAD).json()
    assert "contact" not in shown


def test_an_additional_service_no_longer_waits_for_a_lead_that_is_gone(api, deliver):
    answer = api.refer()
    deliver()
    lead, additional = answer["assignments"]
    api.act(additional, "accept", "light-for-life", assignee="Kim")
    api.act(lead, "decline", LEAD, reason="risk_too_high")
    shown = api.get(f"/v1/assignments/{additional['id']}", "light-for-life").json()
    assert {"first_attempt", "contact_made"} <= {each["clock"] for each in shown["clocks"]}
