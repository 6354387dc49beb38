"""Needs are assessed: a clock from contact made, and an act that keeps nothing of what was found."""

from datetime import timedelta

import psycopg
import pytest

LEAD = "anthony-walker-foundation"
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


@pytest.fixture
def engaged(api, deliver):
    """Refer, hand over, accept and engage; gives the assignment."""

    def give(**overrides):
        (assignment, *_) = api.refer(**overrides)["assignments"]
        deliver()
        api.act(assignment, "accept", LEAD, assignee="Sam")
        api.act(assignment, "engage", LEAD)
        return assignment

    return give


def clock_of(api, assignment):
    shown = api.get(f"/v1/assignments/{assignment['id']}", LEAD).json()
    return next(each for each in shown["clocks"] if each["clock"] == "needs_assessed")


@pytest.mark.parametrize(
    ("risk", "due"), [(STANDARD, "2026-03-19T00:00:00Z"), (HIGH, "2026-03-12T00:00:00Z")]
)
def test_the_clock_starts_when_contact_is_made_and_has_half_the_days_at_high_risk(api, engaged, risk, due):
    found = clock_of(api, engaged(**risk))
    assert (found["started_at"], found["due_at"]) == ("2026-03-04T10:00:00Z", due)


def test_assessing_stops_it_and_leaves_the_state(api, engaged, clock):
    assignment = engaged()
    at = clock.forward(days=2) - timedelta(hours=1)
    assert api.act(assignment, "assess", LEAD, at=at.isoformat())["state"] == "in_progress"
    found = clock_of(api, assignment)
    assert (found["stopped_at"], found["met"]) == ("2026-03-06T09:00:00Z", True)


def test_a_second_assessment_answers_the_same_and_writes_nothing(api, engaged, clock, loaded_owner_url):
    assignment = engaged()
    first = api.act(assignment, "assess", LEAD)
    clock.forward(hours=1)
    api.act(assignment, "contact-attempts", LEAD, channel="phone", result="spoke", worker="Sam")
    before = rows(loaded_owner_url, assignment)
    clock.forward(hours=1)
    assert api.act(assignment, "assess", LEAD) == first
    assert rows(loaded_owner_url, assignment) == before


def rows(owner_url, assignment):
    with psycopg.connect(owner_url) as connection:
        events = "SELECT event, at FROM assignment_event WHERE assignment_id = %s ORDER BY id"
        clocks = (
            "SELECT e.* FROM clock_event e JOIN clock c ON c.id = e.clock_id "
            "WHERE c.assignment_id = %s ORDER BY e.id"
        )
        audited = "SELECT event FROM audit_event WHERE event LIKE '%%assessed' AND assignment_id = %s"
        return [connection.execute(each, [assignment["id"]]).fetchall() for each in (events, clocks, audited)]


def test_nobody_is_assessed_before_contact_or_while_on_hold(api, deliver, clock):
    (assignment, *_) = api.refer()["assignments"]
    deliver()
    api.act(assignment, "accept", LEAD, assignee="Sam")
    assert api.post(f"/v1/assignments/{assignment['id']}/assess", LEAD).status_code == 409
    api.act(assignment, "engage", LEAD)
    until = (clock.now + timedelta(days=3)).isoformat()
    api.act(assignment, "hold", LEAD, reason="victim_asked", until=until)
    assert api.post(f"/v1/assignments/{assignment['id']}/assess", LEAD).status_code == 409


def test_completing_without_it_counts_as_neither_kept_nor_late(api, engaged, clock):
    assignment = engaged()
    clock.forward(days=1)
    api.act(assignment, "complete", LEAD, outcome="supported")
    found = clock_of(api, assignment)
    assert (found["met"], found["breached"]) == (None, False)
