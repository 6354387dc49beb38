"""A service says no, or the same person comes twice: what follows."""

import pytest

from hub.journey import chase_due
from tests.factories.submissions import submission

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}


@pytest.fixture
def placed(api, deliver):
    """Refer hate crime at standard risk and deliver it; gives the referral's answer."""
    answer = api.refer(**STANDARD)
    deliver()
    return answer


def decline(api, answer, reason, who=LEAD, **more):
    live = [each for each in answer["assignments"] if each["status"] in {"queued", "delivered"}]
    return api.act(live[-1], "decline", who, reason=reason, **more)


def read(api, answer, who="police"):
    return api.get(f"/v1/referrals/{answer['id']}", who).json()


def statuses(api, answer):
    return {each["service"]: each["status"] for each in read(api, answer)["assignments"]}


def triage(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def history(api, answer):
    events = api.get(f"/v1/referrals/{answer['id']}/timeline", "coordinator").json()["events"]
    return [each["referral"] for each in events if "referral" in each]


@pytest.mark.parametrize(
    "reason",
    ["capacity", "out_of_area", "age", "not_commissioned", "conflict_of_interest", "language_or_access"],
)
def test_the_next_row_is_asked_after_a_decline_that_says_nothing_of_the_victim(api, placed, deliver, reason):
    decline(api, placed, reason)
    assert statuses(api, placed) == {"hate-crime-advocacy": "declined", "vulnerable-victims": "queued"}
    assert [(each.agency_slug, each.kind) for each in deliver()] == [("victim-support", "referral")]
    found = read(api, placed)
    assert (found["status"], found["assignments"][-1]["role"]) == ("placed", "lead")
    assert history(api, placed) == ["placed"]


def test_when_the_last_row_declines_a_person_decides(api, placed, deliver):
    decline(api, placed, "capacity")
    deliver()
    decline(api, read(api, placed), "capacity", "victim-support")
    assert read(api, placed)["status"] == "awaiting_triage"
    (row,) = triage(api)
    assert (row["reason"], row["referral_id"], bool(row["why"])) == ("declined", placed["id"], True)
    assert "closed" not in history(api, placed)


def test_nobody_is_asked_again_once_the_victim_has_declined(api, placed, deliver):
    decline(api, placed, "victim_declined")
    found = read(api, placed)
    assert (found["status"], found["reasons"]) == ("closed", []), "what the victim said is not the police's"
    told = api.get(f"/v1/referrals/{placed['id']}", "coordinator").json()
    assert told["reasons"] == ["victim_declined"]
    assert triage(api) == []
    assert [each for each in deliver() if each.kind == "referral"] == []


def test_who_else_holds_it_is_told_to_stop_when_the_victim_declines(api, deliver):
    answer = api.refer(**HIGH)
    deliver()
    lead, additional = answer["assignments"]
    api.act(additional, "accept", "light-for-life", assignee="Jo")
    api.act(lead, "decline", LEAD, reason="victim_declined")
    assert statuses(api, answer) == {"hate-crime-advocacy": "declined", "complementary": "ended"}
    assert {(each.agency_slug, each.kind) for each in deliver()} == {("light-for-life", "stop_notice")}


@pytest.mark.parametrize("reason", ["insufficient_information", "no_safe_contact"])
def test_what_the_unit_can_mend_goes_back_to_it_and_may_be_sent_again(api, placed, deliver, reason):
    decline(api, placed, reason)
    found = read(api, placed)
    assert (found["status"], found["reasons"]) == ("returned", [reason])
    assert {(each.kind, each.address) for each in deliver()} == {("returned", "sigma@police.example.org")}
    again = api.refer(**STANDARD)
    assert (again["id"] != placed["id"], again["status"]) == (True, "placed")


@pytest.mark.parametrize("reason", ["duplicate", "risk_too_high", "misdirected", "other"])
def test_what_needs_judgement_goes_to_the_coordinator_at_once(api, placed, reason):
    decline(api, placed, reason, **({"text": "in our own words"} if reason == "other" else {}))
    (row,) = triage(api)
    assert (row["reason"], row["referral_id"]) == ("declined", placed["id"])
    assert read(api, placed)["status"] == "awaiting_triage"
    assert "own words" not in str(row)


def test_an_additional_service_that_declines_ends_its_own_turn_only(api, deliver):
    answer = api.refer(**HIGH)
    deliver()
    api.act(answer["assignments"][1], "decline", "light-for-life", reason="capacity")
    assert statuses(api, answer) == {"hate-crime-advocacy": "delivered", "complementary": "declined"}
    assert (read(api, answer)["status"], triage(api)) == ("placed", [])


def test_a_re_route_stays_within_the_consent(api, deliver):
    answer = api.refer(
        **STANDARD, **{"consent.scope": "named_services", "consent.services": ["hate-crime-advocacy"]}
    )
    deliver()
    decline(api, answer, "capacity")
    assert statuses(api, answer) == {"hate-crime-advocacy": "declined"}
    assert read(api, answer)["status"] == "awaiting_triage"


def test_a_decline_after_the_ladder_ran_out_leaves_no_trace_of_a_closing(api, deliver, clock, loaded):
    placed = api.refer(**HIGH)  # below it the hub would have taken it back
    deliver()
    api.act(placed["assignments"][1], "accept", "light-for-life", assignee="Jo")
    clock.set(2026, 3, 12, 12)
    chase_due(loaded)
    assert {row["reason"] for row in triage(api)} == {"not_answered"}
    decline(api, read(api, placed), "capacity")
    assert (read(api, placed)["status"], triage(api)) == ("placed", [])
    assert "closed" not in history(api, placed)


SECOND = {
    "source": "stop-hate-uk",
    "source_reference": "SHUK-1",
    "referring_unit": "helpline",
}


def second(api, **overrides):
    return api.refer("stop-hate-uk", submission(**{**STANDARD, **SECOND, **overrides}))


def test_the_same_person_from_another_source_is_held(api, placed, deliver):
    held = second(api)
    assert held["status"] == "awaiting_triage"
    assert deliver() == []
    (row,) = triage(api)
    assert (row["reason"], row["referral_id"]) == ("possible_duplicate", held["id"])
    assert row["detail"]["possible_duplicates"] == [placed["id"]]
    assert held["possible_duplicates"] == [], "this source may not see the other"
    assert read(api, held, "coordinator")["possible_duplicates"] == [placed["id"]]
    assert [clock["clock"] for clock in held["clocks"]] == ["handed_over"], "its clock runs"
    assert read(api, held, "police")["status"] == 404


def test_what_is_held_is_not_to_be_had_by_asking_either(api, placed):
    held = second(api)
    shown = api.get("/v1/assignments", LEAD).json()["assignments"]
    assert [each["reference"] for each in shown] == [placed["reference"]]
    assignment = held["assignments"][0]["id"]
    assert api.get(f"/v1/assignments/{assignment}", LEAD).status_code == 404
    answer = api.post(f"/v1/assignments/{assignment}/accept", LEAD, {"assignee": "Sam"})
    assert answer.status_code == 404


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    "other",
    [
        {
            "person.family_name": "Else",
            "contact.phone.value": "07700 900999",
            "contact.email.value": "x@example.org",
        },
        {"crime.type": "burglary", "crime.flags": ["vulnerable"], "crime.hate_strands": []},
        {"incident_at": "2018-03-10T10:00:00Z"},
    ],
)
def test_another_person_crime_or_week_is_not_held(api, other):
    assert second(api, **other)["status"] == "placed"


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    "shared",
    [
        {"contact.phone.value": "07700 900999", "contact.email.value": "x@example.org"},
        {"person.family_name": "Else", "contact.email.value": "x@example.org"},
        {"person.family_name": "Else", "contact.phone.value": None, "contact.phone.safe": "not_known"},
        {"incident_at": None},
    ],
)
def test_one_shared_trace_is_enough_to_hold_it(api, shared):
    assert second(api, **shared)["status"] == "awaiting_triage"


def test_joined_it_is_a_second_source_and_nobody_is_sent(api, placed, deliver):
    held = second(api)
    (row,) = triage(api)
    wrong = api.post(f"/v1/triage/{row['id']}/join", "coordinator", {"referral": held["id"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/referral")
    done = api.post(f"/v1/triage/{row['id']}/join", "coordinator", {"referral": placed["id"]})
    assert (done.status_code, done.json()["referral_status"]) == (200, "closed")
    assert (deliver(), triage(api)) == ([], [])
    assert read(api, placed)["status"] == "placed"


@pytest.mark.usefixtures("placed")
def test_released_it_is_sent_on_at_once(api, deliver):
    held = second(api)
    (row,) = triage(api)
    done = api.post(f"/v1/triage/{row['id']}/release", "coordinator", {"reason": "twins"})
    assert (done.status_code, done.json()["referral_status"]) == (200, "placed")
    assert [each.reference for each in deliver()] == [held["reference"]]


@pytest.mark.usefixtures("placed")
def test_at_high_risk_it_goes_out_flagged_after_an_hour(api, deliver, clock):
    held = second(api, **HIGH)
    assert {each.kind for each in deliver()} <= {"alert"}
    clock.forward(minutes=59)
    assert [each for each in deliver() if each.kind == "referral"] == []
    clock.forward(minutes=1)
    assert {each.reference for each in deliver() if each.kind == "referral"} == {held["reference"]}
    assert [row["reason"] for row in triage(api)] == ["possible_duplicate"], "a person still decides"


def test_the_first_one_is_never_changed_by_the_second(api, placed):
    before = read(api, placed, "coordinator")
    second(api, **{"person.address": "2 Other Street"})
    assert read(api, placed, "coordinator") == before
