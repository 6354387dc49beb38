"""What a referral says is changed: decided again in sight of a person, moved by nobody else."""

import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.directory.actions import load_postcodes
from tests.functional.test_at_once import at_once

LEAD, NEXT = "anthony-walker-foundation", "victim-support"
HATE = "hate-crime-advocacy"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
BURGLARY = {
    **STANDARD,
    "crime": {"type": "burglary", "flags": ["vulnerable"], "incident_borough": "knowsley"},
}
WHY = {"reason": "the officer in the case says so"}


def amend(api, answer, who="police", **sent):
    return api.post(f"/v1/referrals/{answer['id']}/amend", who, {**WHY, **sent})


def read(api, answer, who="coordinator"):
    return api.get(f"/v1/referrals/{answer['id']}", who).json()


def statuses(api, answer):
    return {each["service"]: each["status"] for each in read(api, answer)["assignments"]}


def triage(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def reclassified(api):
    return [row for row in triage(api) if row["reason"] == "reclassified"]


def story(api, answer, who="police"):
    events = api.get(f"/v1/referrals/{answer['id']}/timeline", who).json()["events"]
    return [each for each in events if "amended" in each]


def must_hold(loaded):
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


def faults(answer):
    assert answer.status_code == 422, answer.text
    return {(each["pointer"], each["code"]) for each in answer.json()["errors"]}


@pytest.fixture
def placed(api, deliver):
    """A hate crime at standard risk, delivered to its lead."""
    answer = api.refer(**STANDARD)
    deliver()
    return answer


def test_where_the_same_services_come_out_it_goes_on(api, placed, clock, deliver, loaded):
    clock.forward(hours=1)
    done = amend(api, placed, crime={"incident_borough": "wirral"})
    assert done.status_code == 200, done.text
    assert done.json()["changed"] == ["incident_borough"]
    assert (done.json()["goes_on"], done.json()["status"]) == (True, "placed")
    assert (triage(api), deliver(), statuses(api, placed)) == ([], [], {HATE: "delivered"})
    (told,) = story(api, placed)
    assert told["amended"] == [{"what": "incident_borough", "before": "knowsley", "after": "wirral"}]
    assert told["by"] == "police"
    must_hold(loaded)


def test_the_same_amendment_again_writes_nothing(api, placed, clock):
    clock.forward(hours=1)
    parts = {"crime": {"incident_borough": "wirral"}, "person": {"postcode": "L34 2AB"}}
    assert amend(api, placed, **parts).json()["changed"] != []
    again = amend(api, placed, **parts)
    assert (again.status_code, again.json()["changed"], again.json()["goes_on"]) == (200, [], True)
    assert len(story(api, placed)) == 1


def test_where_others_come_out_a_person_decides_and_nothing_moves(api, placed, clock, deliver, loaded):
    clock.forward(hours=1)
    done = amend(api, placed, crime={"type": "burglary", "flags": ["vulnerable"], "hate_strands": []})
    assert (done.json()["goes_on"], done.json()["status"]) == (False, "awaiting_triage")
    assert "Vulnerable Victims service leads" in done.json()["why"]
    assert statuses(api, placed) == {HATE: "delivered"}
    assert [each for each in deliver() if each.kind != "alert"] == []
    (row,) = reclassified(api)
    assert row["detail"]["before"]["lead"] == HATE
    assert row["detail"]["now"]["lead"] == "vulnerable-victims"
    assert row["detail"]["holders"] == [[HATE, "lead", "delivered"]]
    must_hold(loaded)


@pytest.fixture
def reopened(api, placed, clock):
    """The same, made a burglary since: its lead has accepted, and the table leads elsewhere."""
    api.act(placed["assignments"][0], "accept", LEAD, assignee="Sam")
    clock.forward(hours=1)
    amend(api, placed, crime={"type": "burglary", "flags": ["vulnerable"], "hate_strands": []})
    return placed


def test_the_coordinator_keeps_it_where_it_is(api, reopened, loaded):
    (row,) = reclassified(api)
    done = api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "they go on"})
    assert (done.status_code, done.json()["referral_status"]) == (200, "placed")
    assert statuses(api, reopened) == {HATE: "accepted"}
    must_hold(loaded)


def test_or_moves_it_from_a_lead_that_has_accepted(api, reopened, deliver, loaded):
    (row,) = reclassified(api)
    body = {"service": "vulnerable-victims", "reason": "no hate crime after all"}
    assert api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body).status_code == 200
    assert statuses(api, reopened) == {HATE: "released", "vulnerable-victims": "queued"}
    assert {(each.kind, each.agency_slug) for each in deliver() if each.kind != "alert"} == {
        ("stop_notice", LEAD),
        ("referral", NEXT),
    }
    must_hold(loaded)


def test_or_from_one_that_has_not(api, placed, clock):
    clock.forward(hours=1)
    amend(api, placed, crime={"type": "burglary", "flags": ["vulnerable"], "hate_strands": []})
    (row,) = reclassified(api)
    body = {"service": "vulnerable-victims", "reason": "no hate crime after all"}
    assert api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body).status_code == 200
    assert statuses(api, placed) == {HATE: "recalled", "vulnerable-victims": "queued"}


def test_who_holds_it_already_is_not_given_it_again(api, reopened):
    (row,) = reclassified(api)
    refused = api.post(f"/v1/triage/{row['id']}/assign", "coordinator", {"service": HATE, "reason": "x"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "already_assigned")
    assert statuses(api, reopened) == {HATE: "accepted"}


def test_an_additional_service_that_fits_now_comes_beside_the_lead(api, placed, clock, loaded):
    api.act(placed["assignments"][0], "accept", LEAD, assignee="Sam")
    clock.forward(hours=1)
    done = amend(api, placed, risk={"score": 75})
    assert (done.json()["goes_on"], "risk_band" in done.json()["changed"]) == (False, True)
    (row,) = reclassified(api)
    assert row["detail"]["now"] == {
        "lead": HATE,
        "additional": ["complementary"],
        "information_only": False,
        "outside_area": False,
    }
    body = {"service": "complementary", "reason": "at high risk now"}
    assert api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body).status_code == 200
    assert statuses(api, placed) == {HATE: "accepted", "complementary": "queued"}
    must_hold(loaded)


def test_a_risk_that_is_high_now_is_looked_at_by_a_person_within_the_hour(api, deliver, clock, loaded):
    answer = api.refer(**BURGLARY)
    deliver()
    clock.forward(hours=1)
    done = amend(api, answer, risk={"score": 75})
    assert (done.json()["goes_on"], "The risk is high now" in done.json()["why"]) == (False, True)
    (row,) = reclassified(api)
    assert row["due_at"] == "2026-03-04T12:00:00Z"
    assert row["detail"]["before"] == row["detail"]["now"]
    assert {each.kind for each in deliver()} == {"alert"}
    assert statuses(api, answer) == {"vulnerable-victims": "delivered"}
    must_hold(loaded)


def test_changed_back_the_question_is_gone(api, reopened, clock, loaded):
    clock.forward(hours=1)
    back = {"type": "hate_crime", "flags": ["antisocial_behaviour"], "hate_strands": ["race"]}
    done = amend(api, reopened, crime=back)
    assert (done.json()["goes_on"], done.json()["status"], triage(api)) == (True, "placed", [])
    must_hold(loaded)


def test_changed_once_more_the_question_is_asked_anew(api, reopened, clock):
    clock.forward(hours=1)
    amend(api, reopened, person={"borough": "outside"}, crime={"type": "robbery", "flags": []})
    (row,) = reclassified(api)
    assert row["detail"]["now"]["lead"] is None


def test_what_no_consent_covers_goes_no_further(api, placed_by_default, clock, deliver, loaded):
    clock.forward(hours=1)
    done = amend(api, placed_by_default, crime={"type": "sexual_offence"})
    assert (done.status_code, done.json()["goes_on"]) == (200, False)
    assert "explicit consent" in done.json()["why"]
    assert statuses(api, placed_by_default) == {"vulnerable-victims": "recalled"}
    assert {each.kind for each in deliver()} <= {"stop_notice", "alert"}
    (row,) = reclassified(api)
    assert row["detail"]["lacks"] == ["consent_needed"]
    body = {"service": "sexual-violence-rasasc", "reason": "fits now"}
    refused = api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body)
    assert [each["code"] for each in refused.json()["errors"]] == ["no_consent"]
    late = api.post(
        f"/v1/assignments/{placed_by_default['assignments'][0]['id']}/accept", NEXT, {"assignee": "Kim"}
    )
    assert late.status_code == 409
    back = api.post(f"/v1/triage/{row['id']}/return", "coordinator", {"reason": "consent_needed"})
    assert (back.status_code, read(api, placed_by_default)["reasons"]) == (200, ["consent_needed"])
    must_hold(loaded)


@pytest.fixture
def placed_by_default(api, deliver):
    """A burglary that the person was told of and did not object to, delivered to its lead."""
    answer = api.refer(**BURGLARY, consent={"basis": "opt_out_default"})
    deliver()
    return answer


def test_who_has_accepted_keeps_it_and_nobody_else_gets_it(api, placed_by_default, clock, loaded):
    turn = placed_by_default["assignments"][0]
    api.act(turn, "accept", NEXT, assignee="Kim")
    clock.forward(hours=1)
    amend(api, placed_by_default, crime={"type": "sexual_offence"})
    assert statuses(api, placed_by_default) == {"vulnerable-victims": "accepted"}
    clock.forward(hours=1)
    api.act(turn, "release", NEXT, reason="not_commissioned")
    assert statuses(api, placed_by_default) == {"vulnerable-victims": "released"}
    assert {row["reason"] for row in triage(api)} == {"reclassified", "released"}
    must_hold(loaded)
    clock.forward(hours=1)
    amend(api, placed_by_default, crime={"type": "burglary"})
    assert read(api, placed_by_default)["reasons"] == [], "corrected, it may be given to a service again"


def test_an_accepted_provider_reads_the_new_facts_and_is_told_of_nothing(api, reopened, deliver):
    shown = api.get(f"/v1/assignments/{reopened['assignments'][0]['id']}", LEAD).json()
    assert shown["crime_type"] == "burglary"
    assert [each for each in deliver() if each.agency_slug == LEAD] == []
    assert "reclassified" not in str(shown)


def test_a_new_borough_leaves_behind_the_address_that_lies_in_another(api, placed, loaded):
    with loaded.transaction(HUB) as tx:
        load_postcodes(tx, [("L34 1AA", "knowsley"), ("CH41 1AA", "wirral")])
    both = amend(api, placed, person={"borough": "wirral", "postcode": "L34 1AA"})
    assert both.status_code == 422
    assert {each["code"] for each in both.json()["errors"]} == {"borough_contradicts_postcode"}
    done = amend(api, placed, person={"borough": "wirral"})
    assert done.json()["changed"] == ["address", "borough", "postcode"]


def test_a_new_postcode_takes_its_borough_and_the_old_address_with_it(api, placed, clock):
    clock.forward(hours=1)
    done = amend(api, placed, person={"postcode": "CH41 1AA"})
    assert done.json()["changed"] == ["address", "borough", "postcode"]
    api.act(placed["assignments"][0], "accept", LEAD, assignee="Sam")
    contact = api.get(f"/v1/assignments/{placed['assignments'][0]['id']}", LEAD).json()["contact"]
    assert (contact["postcode"], contact["address"]) == ("CH41 1AA", None)
    assert "CH41" not in str(story(api, placed)), "no timeline holds where the person is"


def test_every_fault_comes_at_once_under_the_codes_of_a_submission(api, placed):
    refused = amend(
        api,
        placed,
        reason=" ",
        crime={"type": "theft of pride", "flags": ["sad", "sad"], "offence_code": "1"},
        person={"borough": "leeds", "postcode": "nowhere", "given_name": "Ines"},
        risk={"tool": "dash", "score": 99},
        consent={"basis": "explicit"},
    )
    assert faults(refused) == {
        ("/reason", "required"),
        ("/crime/type", "not_allowed_value"),
        ("/crime/flags/0", "not_allowed_value"),
        ("/crime/flags/1", "not_allowed_value"),
        ("/crime/offence_code", "unknown_field"),
        ("/person/borough", "not_allowed_value"),
        ("/person/postcode", "bad_postcode"),
        ("/person/given_name", "unknown_field"),
        ("/risk/score", "out_of_range"),
        ("/consent", "unknown_field"),
    }
    assert story(api, placed) == []


@pytest.mark.parametrize("body", [[], "x", {"crime": "burglary", "reason": "x"}, {"risk": [], "reason": "x"}])
def test_what_is_no_amendment_is_refused(api, placed, body):
    refused = api.client.post(
        f"/v1/referrals/{placed['id']}/amend",
        json=body,
        headers={"Authorization": f"Bearer {api.keys['police']}"},
    )
    assert refused.status_code == 422
    assert story(api, placed) == []


def test_only_a_new_score_lowers_the_risk(api, clock):
    high = api.refer()
    clock.forward(hours=1)
    assert faults(amend(api, high, risk={"band": "standard"})) == {("/risk/band", "band_below_score")}
    assert faults(amend(api, high, risk={"score": 20})) == {("/risk/band", "required")}
    done = amend(api, high, risk={"score": 20, "band": "standard"})
    assert done.json()["changed"] == ["risk_band", "risk_score"]
    assert faults(amend(api, high, risk={"score": 20, "band": "not_known"})) == {
        ("/risk/band", "band_below_score")
    }


def test_professional_judgement_lifts_it_with_a_reason(api, clock):
    answer = api.refer(risk={"tool": "dash", "score": 12, "band": "medium"})
    clock.forward(hours=1)
    assert faults(amend(api, answer, risk={"band": "high"})) == {("/risk/band", "band_above_score")}
    lift = {"band": "high", "professional_judgement": True}
    assert faults(amend(api, answer, risk=lift)) == {("/risk/reason", "required")}
    done = amend(api, answer, risk={**lift, "reason": "a threat last night"})
    assert done.json()["changed"] == ["professional_judgement", "risk_band", "risk_reason"]
    clock.forward(hours=1)
    assert faults(amend(api, answer, risk={"band": "medium"})) == {("/risk/band", "band_below_score")}
    assert amend(api, answer, risk={"score": 12, "tool": "dash"}).json()["changed"] == []


def test_what_came_back_is_sent_again_and_not_amended(api):
    answer = api.refer(**{"person.borough": "outside", "person.postcode": None})
    refused = amend(api, answer, person={"borough": "wirral"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "returned")


def test_what_is_over_is_not_amended(api, placed):
    api.act(placed["assignments"][0], "decline", LEAD, reason="victim_declined")
    refused = amend(api, placed, crime={"type": "burglary"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "over")


def test_who_may_amend(api, placed):
    change = {"crime": {"incident_borough": "wirral"}}
    assert amend(api, placed, "stop-hate-uk", **change).status_code == 403
    assert amend(api, placed, LEAD, **change).status_code == 403
    assert amend(api, placed, "commissioner", **change).status_code == 403
    assert amend(api, placed, "coordinator", **change).status_code == 200


def test_a_change_of_facts_lifts_a_bar_that_was_about_them(api, placed, clock, deliver):
    api.act(placed["assignments"][0], "decline", LEAD, reason="out_of_area")
    deliver()
    clock.forward(hours=1)
    done = amend(api, placed, person={"borough": "wirral"})
    assert (done.json()["goes_on"], "Hate crime advocacy leads" in done.json()["why"]) == (False, True)


@pytest.mark.parametrize("number", "123")
def test_an_amendment_and_an_accept_at_once_leave_the_rows_true(api, deliver, loaded, clock, number):
    answer = api.refer(**BURGLARY, person_reference=number, consent={"basis": "opt_out_default"})
    deliver()
    clock.forward(hours=1)
    path = f"/v1/assignments/{answer['assignments'][0]['id']}/accept"
    amended, accepted = at_once(
        lambda: amend(api, answer, crime={"type": "sexual_offence"}),
        lambda: api.post(path, NEXT, {"assignee": "Kim"}),
    )
    assert amended.status_code == 200
    expected = {200: "accepted", 409: "recalled"}[accepted.status_code]
    assert statuses(api, answer) == {"vulnerable-victims": expected}
    must_hold(loaded)


def test_two_of_the_same_amendment_at_once_are_one(api, placed, loaded, clock):
    clock.forward(hours=1)
    change = {"crime": {"incident_borough": "wirral"}}
    answers = at_once(*[lambda: amend(api, placed, **change)] * 4)
    assert {each.status_code for each in answers} == {200}
    assert sorted(len(each.json()["changed"]) for each in answers) == [0, 0, 0, 1]
    assert len(story(api, placed)) == 1
    must_hold(loaded)


@pytest.mark.parametrize("number", "123")
def test_a_decline_and_a_recall_at_once_give_it_to_one_service(api, deliver, loaded, number):
    answer = api.refer(**STANDARD, person_reference=number)
    deliver()
    turn = answer["assignments"][0]["id"]
    declined, recalled = at_once(
        lambda: api.post(f"/v1/assignments/{turn}/decline", LEAD, {"reason": "capacity"}),
        lambda: api.post(f"/v1/assignments/{turn}/recall", "police", {"reason": "silent"}),
    )
    assert sorted([declined.status_code, recalled.status_code]) == [200, 409]
    assert list(statuses(api, answer)) == [HATE, "vulnerable-victims"]
    must_hold(loaded)


@pytest.fixture
def held(api, deliver):
    """A hate crime that is held as a possible duplicate: nothing of it has gone out."""
    api.refer(**STANDARD)
    deliver()
    second = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    return api.refer("stop-hate-uk", None, **second, **STANDARD)


def row_of(api, answer, reason):
    (row,) = [each for each in triage(api) if (each["referral_id"], each["reason"]) == (answer["id"], reason)]
    return f"/v1/triage/{row['id']}"


def test_what_is_held_goes_to_nobody_whom_the_new_facts_rule_out(api, held, clock, deliver, loaded):
    clock.forward(hours=1)
    changed = {"crime": {"type": "burglary", "flags": ["vulnerable"], "hate_strands": []}}
    assert amend(api, held, "coordinator", **changed).json()["goes_on"] is False
    doubled = row_of(api, held, "possible_duplicate")
    refused = api.post(f"{doubled}/release", "coordinator", {"reason": "two people"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "reclassified")
    assert [each for each in deliver() if each.kind == "referral"] == []
    body = {"service": "vulnerable-victims", "reason": "no hate crime, and two people"}
    assert api.post(f"{doubled}/assign", "coordinator", body).status_code == 200
    sent = [(each.kind, each.agency_slug) for each in deliver() if each.kind != "alert"]
    assert sent == [("referral", NEXT)]
    must_hold(loaded)


def test_what_is_held_goes_on_once_a_person_has_kept_it_where_it_is(api, held, clock, deliver, loaded):
    clock.forward(hours=1)
    changed = {"crime": {"type": "burglary", "flags": ["vulnerable"], "hate_strands": []}}
    amend(api, held, "coordinator", **changed)
    closed = row_of(api, held, "reclassified")
    assert api.post(f"{closed}/close", "coordinator", {"reason": "they go on"}).status_code == 200
    doubled = row_of(api, held, "possible_duplicate")
    assert api.post(f"{doubled}/release", "coordinator", {"reason": "two people"}).status_code == 200
    assert [each.agency_slug for each in deliver() if each.kind == "referral"] == [LEAD]
    must_hold(loaded)


OTHERS = {
    "decline": lambda api, answer: api.post(turn_of(answer, "decline"), LEAD, {"reason": "capacity"}),
    "recall": lambda api, answer: api.post(turn_of(answer, "recall"), "police", {"reason": "silent"}),
    "withdraw": lambda api, answer: api.post(
        f"/v1/referrals/{answer['id']}/withdraw",
        "police",
        {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"},
    ),
    "assign": lambda api, answer: api.post(
        f"/v1/referrals/{answer['id']}/assign", "coordinator", {"service": "vulnerable-victims", **WHY}
    ),
}


def turn_of(answer, act):
    return f"/v1/assignments/{answer['assignments'][0]['id']}/{act}"


@pytest.mark.parametrize("other", OTHERS)
def test_whatever_happens_beside_an_amendment_one_service_leads_at_most(api, placed, loaded, clock, other):
    clock.forward(hours=1)
    changed = {"crime": {"type": "burglary", "flags": ["vulnerable"], "hate_strands": []}}
    amended, done = at_once(lambda: amend(api, placed, **changed), lambda: OTHERS[other](api, placed))
    assert amended.status_code in {200, 409}
    assert done.status_code in {200, 201}
    leads = [
        each["service"]
        for each in read(api, placed)["assignments"]
        if each["role"] == "lead" and each["status"] in {"queued", "delivered"}
    ]
    assert len(leads) == (0 if other == "withdraw" else 1)
    must_hold(loaded)
