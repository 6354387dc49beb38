"""A provider answers: what it sees when, what its acts do to state and clocks, and what comes too late."""

import pytest

from tests.factories.whole_database import tables

HATE = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
LEAD = "anthony-walker-foundation"
A_MONTH_ON = "2026-04-02T10:00:00Z"
PERSON = {
    "contact.confirmed_on": "2026-03-01",
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.address": "77 Canarystreet",
    "contact.ask_for": "Canaryask",
    "contact.phone.value": "07700 900456",
    "contact.email.value": "canarymail@example.org",
    "summary": "Canarysummary.",
}


@pytest.fixture
def given(api, deliver):
    """Refer and deliver; gives the lead's assignment as its provider sees it."""

    def give(**overrides):
        answer = api.refer(**{**HATE, **PERSON, **overrides})
        deliver()
        return see(api, answer["assignments"][0]["id"])

    return give


def see(api, assignment_id, who=LEAD):
    answer = api.get(f"/v1/assignments/{assignment_id}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def clock_of(shown, name):
    (found,) = (each for each in shown["clocks"] if each["clock"] == name)
    return found


def running(shown):
    return {each["clock"] for each in shown["clocks"] if each["stopped_at"] is None}


def audited(owner_url, event):
    return [row for row in tables(owner_url)["audit_event"] if event in row]


def test_before_accepting_a_provider_sees_the_case_and_not_the_person(given):
    shown = given()
    assert {
        "crime_type": "hate_crime",
        "borough": "knowsley",
        "age_band": "25_to_59",
        "risk": "standard",
        "state": "delivered",
    }.items() <= shown.items()
    assert shown["needs"] == {"interpreter": "pl", "communication": ["bsl"]}
    assert shown["why"]
    assert "anary" not in str(shown)
    assert {"person", "contact", "summary"}.isdisjoint(shown)


def test_after_accepting_it_sees_whom_and_how_to_reach_safely(api, given, loaded_owner_url):
    shown = given()
    assert audited(loaded_owner_url, "referral:person:disclosed") == []
    api.act(shown, "accept", LEAD, assignee="Sam Worker")
    shown = see(api, shown["id"])
    assert (shown["person"]["given_name"], shown["summary"]) == ("Canarygiven", "Canarysummary.")
    assert shown["contact"]["phone"]["value"].replace(" ", "").endswith("7700900456")
    assert shown["contact"]["safe_channels"] == ["phone", "text", "email"]
    assert shown["contact"]["wait_for_the_lead"] is False
    assert len(audited(loaded_owner_url, "referral:person:disclosed")) == 1


def test_after_declining_only_the_reference_and_its_own_entries_are_left(api, given):
    shown = given()
    api.act(shown, "decline", LEAD, reason="victim_declined")
    shown = see(api, shown["id"])
    assert (shown["state"], "notice" in shown) == ("declined", True)
    assert "anary" not in str(shown)
    assert {"crime_type", "borough", "age_band", "needs", "risk", "why"}.isdisjoint(shown)


def test_the_name_is_shown_to_check_for_a_conflict_and_every_look_is_kept(api, given, loaded_owner_url):
    shown = given()
    for _ in range(2):
        answer = api.post(f"/v1/assignments/{shown['id']}/check-for-conflict", LEAD)
        assert answer.json() == {"given_name": "Canarygiven", "family_name": "Canaryfamily"}
    assert len(audited(loaded_owner_url, "referral:person:name_checked")) == 2
    api.act(shown, "decline", LEAD, reason="conflict_of_interest")
    assert api.post(f"/v1/assignments/{shown['id']}/check-for-conflict", LEAD).status_code == 409


def test_acts_without_a_body_need_no_content_type(api, given):
    shown = given()
    headers = {"Authorization": f"Bearer {api.keys[LEAD]}"}
    answer = api.client.post(f"/v1/assignments/{shown['id']}/acknowledge", headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (200, "acknowledged")


def test_acknowledging_stops_one_clock_and_starts_the_next(api, given, clock):
    shown = given()
    clock.forward(hours=2)
    api.act(shown, "acknowledge", LEAD)
    shown = see(api, shown["id"])
    assert (shown["state"], running(shown)) == ("acknowledged", {"decided"})
    assert clock_of(shown, "acknowledged")["stopped_at"] == "2026-03-04T12:00:00Z"


def test_accepting_at_once_implies_the_steps_that_were_skipped(api, clock):
    answer = api.refer(**HATE)
    clock.forward(minutes=10)
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    shown = see(api, answer["assignments"][0]["id"])
    assert running(shown) == {"first_attempt", "contact_made"}
    assert {each["clock"] for each in shown["clocks"]} == {
        "handed_over",
        "acknowledged",
        "decided",
        "first_attempt",
        "contact_made",
    }
    assert not any(each["breached"] for each in shown["clocks"])


def test_the_same_act_again_answers_the_same_and_writes_nothing(api, given, clock, loaded_owner_url):
    shown = given()
    for event, body in (("acknowledge", {}), ("accept", {"assignee": "Sam"}), ("engage", {})):
        first = api.act(shown, event, LEAD, **body)
        before = tables(loaded_owner_url)
        clock.forward(minutes=1)
        assert api.act(shown, event, LEAD, **body) == first
        assert tables(loaded_owner_url) == before, event


def test_an_act_may_say_when_it_happened_but_never_in_the_future(api, given, clock):
    shown = given()
    clock.forward(hours=3)
    api.act(shown, "acknowledge", LEAD, at="2026-03-04T11:00:00+00:00")
    assert clock_of(see(api, shown["id"]), "acknowledged")["stopped_at"] == "2026-03-04T11:00:00Z"
    answer = api.post(
        f"/v1/assignments/{shown['id']}/accept", LEAD, {"assignee": "Sam", "at": "2026-03-04T14:00:00Z"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/at"


def test_no_act_happened_before_the_assignment_was_made(api, given):
    shown = given()
    answer = api.post(f"/v1/assignments/{shown['id']}/acknowledge", LEAD, {"at": "2026-03-01T10:00:00Z"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/at"


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("accept", {}),
        ("accept", {"assignee": "Sam", "colour": "red"}),
        ("decline", {"reason": "because"}),
        ("decline", {"reason": "other"}),
        ("acknowledge", {"at": "2026-03-04T10:00:00"}),
        ("contact-attempts", {"channel": "pigeon", "result": "spoke", "worker": "Sam"}),
    ],
)
def test_a_body_with_faults_is_422_with_pointers(api, given, event, body):
    answer = api.post(f"/v1/assignments/{given()['id']}/{event}", LEAD, body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(fault["pointer"].startswith("/") for fault in answer.json()["errors"])


def attempt(api, shown, result, channel="phone", **body):
    return api.act(shown, "contact-attempts", LEAD, channel=channel, result=result, worker="Sam", **body)


def test_only_a_safe_attempt_in_a_safe_window_stops_the_clock(api, given, clock):
    shown = given()
    api.act(shown, "accept", LEAD, assignee="Sam")
    clock.set(2026, 3, 9, 12)  # a Monday at noon; the windows are Monday and Tuesday, 17 to 20
    for result, channel in (("no_answer", "phone"), ("letter_sent", "letter"), ("text_sent", "text")):
        answer = attempt(api, shown, result, channel)
        assert (answer["counts"], bool(answer["why"])) == (False, True)
    clock.set(2026, 3, 9, 18)
    assert attempt(api, shown, "wrong_number")["counts"] is False
    assert "first_attempt" in running(see(api, shown["id"]))
    assert attempt(api, shown, "no_answer")["counts"] is True
    shown = see(api, shown["id"])
    assert running(shown) == {"contact_made"}
    assert len(shown["contact_attempts"]) == 5
    assert "Sam" not in str(shown["contact_attempts"])


def test_an_unsafe_attempt_stops_contact_until_a_person_says_how(api, given):
    shown = given()
    api.act(shown, "accept", LEAD, assignee="Sam")
    assert attempt(api, shown, "stopped_unsafe")["counts"] is False
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert row["reason"] == "unsafe_contact"
    body = {"channel": "phone", "result": "no_answer", "worker": "Sam"}
    answer = api.post(f"/v1/assignments/{shown['id']}/contact-attempts", LEAD, body)
    assert answer.status_code == 409
    assert "900456" not in api.get(f"/v1/assignments/{shown['id']}", LEAD).text


def test_engaging_stops_the_contact_clocks_and_completing_ends_it(api, given):
    shown = given()
    api.act(shown, "accept", LEAD, assignee="Sam")
    assert api.act(shown, "engage", LEAD)["state"] == "in_progress"
    assert running(see(api, shown["id"])) == {"needs_assessed"}
    api.act(shown, "assess", LEAD)
    assert running(see(api, shown["id"])) == set()
    done = api.act(shown, "complete", LEAD, outcome="supported", cope=True, recover=False)
    assert done["state"] == "completed"
    referral = api.get("/v1/referrals", "police").json()["referrals"][0]
    assert (referral["status"], referral["assignments"][0]["status"]) == ("closed", "ended")
    assert "anary" not in str(see(api, shown["id"]))


def test_a_hold_moves_every_running_clock_on_by_its_length(api, given, clock):
    shown = given(**HIGH)
    api.act(shown, "accept", LEAD, assignee="Sam")
    assert clock_of(see(api, shown["id"]), "first_attempt")["due_at"] == "2026-03-05T10:00:00Z"
    clock.forward(hours=1)
    api.act(shown, "hold", LEAD, reason="victim_asked", until=A_MONTH_ON)
    clock.forward(hours=30)
    held = see(api, shown["id"])
    assert (held["state"], clock_of(held, "first_attempt")["breached"]) == ("on_hold", False)
    api.act(shown, "resume", LEAD)
    shown = see(api, shown["id"])
    assert shown["state"] == "accepted"
    assert clock_of(shown, "first_attempt")["due_at"] == "2026-03-06T16:00:00Z"
    assert clock_of(shown, "contact_made")["due_at"] == "2026-03-08T16:00:00Z"


def test_a_waiting_list_is_no_reason_to_hold(api, given):
    shown = given()
    api.act(shown, "accept", LEAD, assignee="Sam")
    answer = api.post(
        f"/v1/assignments/{shown['id']}/hold", LEAD, {"reason": "waiting_list", "until": A_MONTH_ON}
    )
    assert answer.status_code == 422


def test_could_not_contact_needs_three_attempts_on_three_days(api, given, clock):
    shown = given(**{"contact.windows": []})
    api.act(shown, "accept", LEAD, assignee="Sam")
    path, body = f"/v1/assignments/{shown['id']}/complete", {"outcome": "could_not_contact"}
    refused = api.post(path, LEAD, body)
    assert refused.status_code == 409
    assert [fault["code"] for fault in refused.json()["errors"]] == ["too_few_attempts", "too_few_days"]
    for _ in range(3):
        attempt(api, shown, "no_answer")
    refused = api.post(path, LEAD, body)
    assert [fault["code"] for fault in refused.json()["errors"]] == ["too_few_days"]
    for _ in range(2):
        clock.forward(days=1)
        attempt(api, shown, "no_answer")
    assert api.post(path, LEAD, body).status_code == 200


def test_an_additional_service_waits_for_the_lead_before_it_rings(api, deliver):
    answer = api.refer(**HIGH)
    deliver()
    lead, additional = (each["id"] for each in answer["assignments"])
    api.act(additional, "accept", "light-for-life", assignee="Jo")
    shown = see(api, additional, "light-for-life")
    assert (shown["contact"]["wait_for_the_lead"], running(shown)) == (True, set())
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "engage", LEAD)
    shown = see(api, additional, "light-for-life")
    assert shown["contact"]["wait_for_the_lead"] is False
    assert running(shown) == {"first_attempt", "contact_made"}


def test_an_accept_after_a_recall_is_refused_and_kept_for_the_coordinator(api, given):
    shown = given()
    api.act(shown, "recall", "police", reason="sent in error")
    for _ in range(2):
        answer = api.post(f"/v1/assignments/{shown['id']}/accept", LEAD, {"assignee": "Sam"})
        assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
        assert "do not contact" in answer.json()["title"]
        assert "victim-support" not in answer.text
    rows = api.get("/v1/triage", "coordinator").json()["triage"]
    assert [row["reason"] for row in rows].count("late_answer") == 1
    shown = see(api, shown["id"])
    assert (shown["state"], "anary" in str(shown)) == ("recalled", False)


def test_the_referrer_never_sees_how_the_work_goes(api, given):
    shown = given()

    def status():
        referral = api.get("/v1/referrals", "police").json()["referrals"][0]
        assert {clock["clock"] for clock in referral["clocks"]} == {"handed_over"}
        return referral["assignments"][0]["status"]

    steps = [
        ("acknowledge", {}, "delivered"),
        ("accept", {"assignee": "Sam"}, "accepted"),
        ("engage", {}, "accepted"),
        ("hold", {"reason": "victim_asked", "until": A_MONTH_ON}, "accepted"),
        ("resume", {}, "accepted"),
        ("complete", {"outcome": "declined_by_victim"}, "ended"),
    ]
    for event, body, expected in steps:
        api.act(shown, event, LEAD, **body)
        assert status() == expected
    timeline = api.get(f"/v1/referrals/{_referral(api)}/timeline", "police")
    for word in ("engage", "hold", "declined_by_victim", "Sam", "attempt"):
        assert word not in timeline.text


def _referral(api):
    return api.get("/v1/referrals", "police").json()["referrals"][0]["id"]


@pytest.mark.parametrize("event", ["engage", "resume", "complete", "release"])
def test_what_the_table_of_moves_lacks_is_409(api, given, event):
    shown = given()
    body = {"complete": {"outcome": "supported"}, "release": {"reason": "capacity"}}.get(event, {})
    answer = api.post(f"/v1/assignments/{shown['id']}/{event}", LEAD, body)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")


def test_released_for_what_needs_judgement_a_person_decides(api, given):
    shown = given()
    api.act(shown, "accept", LEAD, assignee="Sam")
    api.act(shown, "release", LEAD, reason="misdirected")
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert (row["reason"], row["assignment_id"]) == ("released", shown["id"])
    assert "anary" not in str(see(api, shown["id"]))


def test_withdrawing_stops_contact_at_once_and_tells_everybody_to_stop(api, deliver):
    answer = api.refer(**HIGH)
    deliver()
    lead, additional = (each["id"] for each in answer["assignments"])
    api.act(lead, "accept", LEAD, assignee="Sam")
    wish = {"asked_by": "the person", "how": "phone", "taken_by": "Sam"}
    done = api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish)
    assert (done.status_code, done.json()["status"]) == (200, "withdrawn")
    assert see(api, lead)["state"] == "withdrawn"
    assert see(api, additional, "light-for-life")["state"] == "withdrawn"
    assert {(message.kind, message.agency_slug) for message in deliver()} >= {
        ("stop_notice", LEAD),
        ("stop_notice", "light-for-life"),
    }
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert row["reason"] == "check_withdrawal"
    assert running(see(api, lead)) == set()


def test_a_clock_that_stood_still_when_the_work_ended_was_not_late(api, given, clock):
    shown = given(**HIGH)
    api.act(shown, "accept", LEAD, assignee="Sam")
    clock.forward(hours=1)
    api.act(shown, "hold", LEAD, reason="victim_asked", until=A_MONTH_ON)
    clock.forward(days=20)
    api.act(shown, "complete", LEAD, outcome="declined_by_victim")
    assert not any(each["breached"] for each in see(api, shown["id"])["clocks"])


def test_a_clock_that_was_late_before_the_hold_stays_late(api, given, clock):
    shown = given(**HIGH)
    api.act(shown, "accept", LEAD, assignee="Sam")
    clock.forward(hours=25)
    api.act(shown, "hold", LEAD, reason="victim_asked", until=A_MONTH_ON)
    clock.forward(days=20)
    api.act(shown, "complete", LEAD, outcome="declined_by_victim")
    late = {each["clock"] for each in see(api, shown["id"])["clocks"] if each["breached"]}
    assert late == {"first_attempt"}


def test_a_hold_before_accepting_opens_nothing_of_the_person(api, given):
    shown = given()
    api.act(shown, "acknowledge", LEAD)
    api.act(shown, "hold", LEAD, reason="police_or_safeguarding_request", until=A_MONTH_ON)
    shown = see(api, shown["id"])
    assert (shown["state"], "anary" in str(shown)) == ("on_hold", False)
