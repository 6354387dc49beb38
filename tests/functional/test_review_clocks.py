"""Clocks where the order is not the usual one: by link, told late, on hold, after a lead that has gone."""

from datetime import timedelta

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.journey import chase_due
from hub.sealing import link_token

LEAD, ADDITIONAL, NEXT = "anthony-walker-foundation", "light-for-life", "victim-support"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
CONTACT = {"first_attempt", "contact_made"}


@pytest.fixture
def given(api, deliver):
    """Refer and deliver; gives the assignments, the lead's first."""

    def give(**overrides):
        answer = api.refer(**overrides)
        deliver()
        return answer["assignments"]

    return give


@pytest.fixture
def press(api, loaded_owner_url):
    """Acknowledge by an assignment's link, which goes without its mail; the link's secret is not kept."""

    def pressing(assignment):
        from_row = "SELECT id, link_version FROM delivery WHERE assignment_id = %s AND kind = 'referral'"
        ((delivery_id, version),) = rows(loaded_owner_url, from_row, assignment["id"])
        link = f"/link/{delivery_id}/{link_token(delivery_id, version)}"
        assert api.client.post(link, data={"name": "Sam"}).status_code == 200

    return pressing


def rows(owner_url, statement, *values):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement, values).fetchall()


def clocks(api, assignment, who=LEAD):
    shown = api.get(f"/v1/assignments/{assignment['id']}", who).json()
    return {each["clock"]: each for each in shown["clocks"]}


def running(api, assignment, who=LEAD):
    return {name for name, each in clocks(api, assignment, who).items() if each["stopped_at"] is None}


def breached(api, assignment, who=LEAD):
    return {name for name, each in clocks(api, assignment, who).items() if each["breached"]}


def questions(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def reasons(api):
    return sorted(row["reason"] for row in questions(api))


def refused(api, assignment, event, who=LEAD, **body):
    answer = api.post(f"/v1/assignments/{assignment['id']}/{event}", who, body)
    found = [(each["pointer"], each["code"]) for each in answer.json().get("errors", [])]
    return answer.status_code, found


def days_on(clock, days):
    return (clock.now + timedelta(days=days)).isoformat()


def must_hold(loaded):
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


# by link


def test_a_link_that_is_faster_than_the_hand_over_leaves_the_time_to_acknowledge_running(
    api, press, clock, loaded, deliver
):
    lead = api.refer(**HIGH)["assignments"][0]
    press(lead)
    assert (running(api, lead), clocks(api, lead)["handed_over"]["breached"]) == ({"acknowledged"}, False)
    clock.forward(hours=4)
    chase_due(loaded)
    assert (LEAD, "escalation") in {(each.agency_slug, each.kind) for each in deliver()}
    assert breached(api, lead) == {"acknowledged"}


def test_a_decision_confirms_an_acknowledgement_by_link_and_has_its_clock(api, given, press, clock):
    lead = given(**HIGH)[0]
    press(lead)
    clock.forward(hours=1)
    api.act(lead, "accept", LEAD, assignee="Sam")
    decided = clocks(api, lead)["decided"]
    assert decided["started_at"] == decided["stopped_at"] == "2026-03-04T11:00:00Z"
    assert running(api, lead) == CONTACT


@pytest.mark.parametrize("who", [LEAD, "coordinator"])
def test_a_key_or_the_coordinator_who_rang_confirms_what_came_by_link(
    api, given, press, clock, loaded, loaded_owner_url, who
):
    lead = given(**HIGH)[0]
    press(lead)
    clock.forward(hours=6)
    chase_due(loaded)
    asked = [row for row in questions(api) if row["assignment_id"] == lead["id"]]
    assert [row["reason"] for row in asked] == ["not_answered"]
    api.act(lead, "acknowledge", who)
    assert running(api, lead) == {"decided"}
    assert [row for row in questions(api) if row["assignment_id"] == lead["id"]] == []
    last = "SELECT role, verified FROM assignment_event WHERE assignment_id = %s ORDER BY recorded_at DESC"
    role = "coordinator" if who == "coordinator" else "provider"
    assert rows(loaded_owner_url, last, lead["id"])[0] == (role, True)
    assert api.act(lead, "acknowledge", who)["state"] == "acknowledged", "once more is the same"
    must_hold(loaded)


def test_a_link_does_not_answer_what_a_person_was_asked_at_high_risk(api, given, press, clock, loaded):
    lead = given(**HIGH)[0]
    clock.forward(hours=6)
    chase_due(loaded)
    press(lead)
    assert lead["id"] in {row["assignment_id"] for row in questions(api)}


def test_the_coordinator_acknowledges_for_nobody(api, given):
    (lead,) = given(**STANDARD)
    assert refused(api, lead, "acknowledge", "coordinator") == (409, [])
    api.act(lead, "acknowledge", LEAD)
    assert refused(api, lead, "acknowledge", "coordinator") == (409, [])
    assert refused(api, lead, "accept", "coordinator", assignee="Sam")[0] == 403


# one after the other


@pytest.fixture
def both(api, given):
    """A lead and an additional service that have both accepted; the additional one waits."""
    lead, additional = given(**HIGH)
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(additional, "accept", ADDITIONAL, assignee="Alex")
    assert running(api, additional, ADDITIONAL) == set()
    return lead, additional


def may_ring(api, additional):
    shown = api.get(f"/v1/assignments/{additional['id']}", ADDITIONAL).json()
    return not shown["contact"]["wait_for_the_lead"]


def test_a_new_lead_engages_where_the_old_one_had(api, both, deliver, clock, loaded):
    lead, additional = both
    api.act(lead, "engage", LEAD)
    before = clocks(api, additional, ADDITIONAL)
    clock.forward(hours=1)
    api.act(lead, "release", LEAD, reason="misdirected")
    (row,) = [row for row in questions(api) if row["reason"] == "released"]
    body = {"service": "vulnerable-victims", "reason": "takes it on"}
    assert api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body).status_code == 200
    deliver()
    (new,) = api.get("/v1/assignments", NEXT).json()["assignments"]
    assert new["role"] == "lead"
    assert may_ring(api, additional) is False, "the new lead comes first again"
    api.act(new, "accept", NEXT, assignee="Kim")
    assert api.act(new, "engage", NEXT)["state"] == "in_progress"
    assert may_ring(api, additional)
    assert clocks(api, additional, ADDITIONAL) == before, "what ran already runs on as it was"
    must_hold(loaded)


def test_a_lead_that_completes_without_engaging_keeps_nobody_waiting(api, both):
    lead, additional = both
    api.act(lead, "complete", LEAD, outcome="one_off_advice")
    assert running(api, additional, ADDITIONAL) == CONTACT
    assert may_ring(api, additional)


def test_an_additional_service_that_accepts_after_the_lead_has_ended_does_not_wait(api, given):
    lead, additional = given(**HIGH)
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "complete", LEAD, outcome="one_off_advice")
    api.act(additional, "accept", ADDITIONAL, assignee="Alex")
    assert running(api, additional, ADDITIONAL) == CONTACT


def test_an_additional_service_on_hold_while_the_lead_engages_begins_when_it_resumes(api, both, clock):
    lead, additional = both
    api.act(additional, "hold", ADDITIONAL, reason="victim_asked", until=days_on(clock, 2))
    api.act(lead, "engage", LEAD)
    assert running(api, additional, ADDITIONAL) == set()
    clock.forward(days=1)
    api.act(additional, "resume", ADDITIONAL)
    assert running(api, additional, ADDITIONAL) == CONTACT
    assert clocks(api, additional, ADDITIONAL)["first_attempt"]["started_at"] == "2026-03-05T10:00:00Z"


# on hold


def test_a_hold_has_an_end_within_thirty_days(api, given, clock):
    (lead,) = given(**STANDARD)
    api.act(lead, "acknowledge", LEAD)
    hold = {"reason": "victim_asked"}
    assert refused(api, lead, "hold", **hold) == (422, [("/until", "required")])
    at_once = refused(api, lead, "hold", **hold, until=days_on(clock, 0))
    assert at_once == (422, [("/until", "not_in_the_future")])
    for_ever = refused(api, lead, "hold", **hold, until=days_on(clock, 31))
    assert for_ever == (422, [("/until", "too_far_ahead")])
    api.act(lead, "hold", LEAD, **hold, until=days_on(clock, 30))


def test_a_person_is_asked_once_about_a_hold_that_outlasts_its_day(api, given, clock, loaded):
    (lead,) = given(**STANDARD)
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "engage", LEAD)
    api.act(lead, "hold", LEAD, reason="in_hospital_or_abroad", until=days_on(clock, 5))
    clock.forward(days=4, hours=23)
    chase_due(loaded)
    assert reasons(api) == []
    clock.forward(hours=1)
    chase_due(loaded)
    (row,) = questions(api)
    assert (row["reason"], row["assignment_id"], "hold" in row["why"]) == ("not_answered", lead["id"], True)
    must_hold(loaded)
    api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "still abroad"})
    chase_due(loaded)
    assert reasons(api) == []


def test_a_hold_that_was_resumed_asks_nobody_and_one_that_was_asked_about_is_answered(
    api, given, clock, loaded
):
    (lead,) = given(**STANDARD)
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "engage", LEAD)
    for is_late in (False, True):
        api.act(lead, "hold", LEAD, reason="victim_asked", until=days_on(clock, 5))
        clock.forward(days=6 if is_late else 4)
        chase_due(loaded)
        assert reasons(api) == ["not_answered"] * is_late
        api.act(lead, "resume", LEAD)
        clock.forward(days=6)
        chase_due(loaded)
        assert reasons(api) == []
    must_hold(loaded)


def test_what_is_held_before_accepting_can_be_taken_back(api, given, clock):
    (lead,) = given(**STANDARD)
    api.act(lead, "acknowledge", LEAD)
    api.act(lead, "hold", LEAD, reason="victim_asked", until=days_on(clock, 5))
    assert api.act(lead, "recall", "coordinator", reason="elsewhere")["state"] == "recalled"


def test_what_is_held_after_accepting_cannot(api, given, clock):
    (lead,) = given(**STANDARD)
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "hold", LEAD, reason="victim_asked", until=days_on(clock, 5))
    assert refused(api, lead, "recall", "coordinator", reason="elsewhere") == (409, [])


def test_a_clock_that_ends_while_it_stands_still_is_judged_by_when_it_was_stopped(api, given, clock, loaded):
    (lead,) = given(**STANDARD)
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "hold", LEAD, reason="victim_asked", until=days_on(clock, 29))
    clock.forward(days=25)
    chase_due(loaded)
    api.act(lead, "complete", LEAD, outcome="one_off_advice")
    assert breached(api, lead) == set()


# told late


def test_a_breach_on_record_is_not_undone_by_what_is_told_late(api, given, clock, loaded, loaded_owner_url):
    (lead,) = given(**STANDARD)
    in_time = days_on(clock, 1)
    clock.forward(days=6)
    chase_due(loaded)
    api.act(lead, "acknowledge", LEAD, at=in_time)
    assert breached(api, lead) == {"acknowledged"}
    met = "SELECT met FROM clock WHERE assignment_id = %s AND clock = 'acknowledged'"
    assert rows(loaded_owner_url, met, lead["id"]) == [(False,)]


def test_no_act_comes_before_what_happened_last(api, given, press, clock):
    (lead,) = given(**STANDARD)
    early = {"at": days_on(clock, 0)}
    fault = (422, [("/at", "before_the_last_event")])
    clock.forward(hours=1)
    press(lead)
    assert refused(api, lead, "acknowledge", **early) == fault
    api.act(lead, "accept", LEAD, assignee="Sam")
    a_try = {"channel": "phone", "result": "spoke", "worker": "Sam"}
    assert refused(api, lead, "contact-attempts", **a_try, **early) == fault
    assert refused(api, lead, "engage", **early) == fault
    clock.forward(hours=1)
    api.act(lead, "engage", LEAD, at=(clock.now - timedelta(minutes=30)).isoformat())


def test_a_hold_that_is_told_late_begins_when_it_is_told(api, given, clock):
    (lead,) = given(**STANDARD)
    api.act(lead, "accept", LEAD, assignee="Sam")
    then = days_on(clock, 0)
    clock.forward(days=10)
    api.act(lead, "hold", LEAD, reason="victim_asked", until=days_on(clock, 5), at=then)
    api.act(lead, "resume", LEAD, at=then)
    api.act(lead, "engage", LEAD)
    assert breached(api, lead) == CONTACT


@pytest.mark.breaks_invariants("histories_have_no_gap")  # the first hand-over is undone by hand
def test_a_second_hand_over_leaves_a_clock_that_runs_as_it_is(api, deliver, given, loaded_owner_url):
    (lead,) = given(**STANDARD)
    before = clocks(api, lead)["acknowledged"]
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE assignment SET state = 'queued'")
        connection.execute("UPDATE delivery SET state = 'queued', delivered_at = NULL")
    deliver()
    assert api.get(f"/v1/assignments/{lead['id']}", LEAD).json()["state"] == "delivered"
    assert clocks(api, lead)["acknowledged"] == before


def test_a_second_hold_has_rungs_of_its_own(api, given, clock, loaded_owner_url):
    (lead,) = given(**STANDARD)
    api.act(lead, "acknowledge", LEAD)
    for _ in range(2):
        api.act(lead, "hold", LEAD, reason="victim_asked", until=days_on(clock, 5))
        clock.forward(days=2)
        api.act(lead, "resume", LEAD)
    waiting = (
        "SELECT DISTINCT h.round FROM chase h JOIN clock c ON c.id = h.clock_id "
        "WHERE c.clock = 'decided' AND h.done_at IS NULL AND h.cancelled_at IS NULL"
    )
    assert rows(loaded_owner_url, waiting) == [(3,)]
