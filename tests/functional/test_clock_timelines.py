"""What the timeline of an assignment says of its clocks, and that each is the sum of its events."""

from datetime import timedelta
from itertools import count

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from hub.access.scopes import HUB
from hub.domain.codes import HoldReason
from hub.journey import chase_due
from hub.sla.rules.replaying import replay

LEAD = "anthony-walker-foundation"
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


@pytest.fixture
def given(api, deliver):
    """Refer and hand over; gives the lead's assignment."""
    numbers = count(1)

    def give(**overrides):
        answer = api.refer(**overrides, source_reference=f"SYN/26/{next(numbers):06}")
        deliver()
        return answer["assignments"][0]

    return give


def stories(api, assignment, who=LEAD):
    answer = api.get(f"/v1/assignments/{assignment['id']}/timeline", who)
    assert answer.status_code == 200, answer.text
    return {each["clock"]: each for each in answer.json()["clocks"]}


def kinds(story):
    return [each["kind"] for each in story["history"]]


def test_a_clock_says_its_limit_whose_it_is_and_which_days_count(api, given, clock):
    clock.set(2026, 4, 2, 15)
    found = stories(api, given(**STANDARD))["acknowledged"]
    assert found["target"] == {
        "amount": 1,
        "unit": "working_days",
        "words": "1 working day at standard risk",
        "whose": "default",
        "defaults_from": "2017-04-01",
    }
    assert (found["started_at"], found["due_at"]) == ("2026-04-02T15:00:00Z", "2026-04-07T23:00:00Z")
    assert [(each["why"], each["counted"]) for each in found["windows"]] == [
        ("first_day", False),
        ("bank_holiday", False),
        ("weekend", False),
        ("bank_holiday", False),
        ("working_day", True),
    ]
    assert found["adds_up"]
    assert kinds(found) == ["started"]


def test_a_limit_of_the_contract_is_said_to_be_so(api, given, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        targets = {"acknowledged": {"other": "3 working hours"}}
        connection.execute("UPDATE contract SET targets = %s", [Jsonb(targets)])
    found = stories(api, given(**STANDARD))["acknowledged"]
    assert (found["target"]["whose"], found["target"]["defaults_from"]) == ("contract", None)
    assert [(each["why"], each["seconds"]) for each in found["windows"]] == [("open", 3 * 3600)]


def test_a_hold_is_told_with_its_reason_and_net_time_leaves_it_out(api, given, clock):
    assignment = given(**HIGH)
    api.act(assignment, "accept", LEAD, assignee="Sam")
    clock.forward(hours=1)
    until = (clock.now + timedelta(days=2)).isoformat()
    api.act(assignment, "hold", LEAD, reason="in_hospital_or_abroad", until=until)
    clock.forward(hours=5)
    api.act(assignment, "resume", LEAD)
    clock.forward(hours=1)
    found = stories(api, assignment)["first_attempt"]
    assert [(each["why"], each["reason"], each["seconds"] // 3600) for each in found["windows"]] == [
        ("running", None, 1),
        ("paused", "in_hospital_or_abroad", 5),
        ("running", None, 23),
    ]
    assert (found["gross_seconds"], found["net_seconds"]) == (7 * 3600, 2 * 3600)
    assert kinds(found) == ["started", "paused", "resumed"]
    resumed = found["history"][-1]
    assert (resumed["due_before"], resumed["due_at"]) == ("2026-03-05T10:00:00Z", "2026-03-05T15:00:00Z")


@pytest.mark.parametrize("reason", [*HoldReason, "waiting_list", "staff", "capacity", ""])
def test_only_four_reasons_pause_a_clock_and_a_waiting_list_is_none(api, given, clock, reason):
    assignment = given()
    api.act(assignment, "accept", LEAD, assignee="Sam")
    body = {"reason": str(reason), "until": (clock.now + timedelta(days=2)).isoformat()}
    answer = api.post(f"/v1/assignments/{assignment['id']}/hold", LEAD, body)
    may_pause = reason in {
        "victim_asked",
        "next_safe_time",
        "in_hospital_or_abroad",
        "police_or_safeguarding_request",
    }
    assert answer.status_code == (200 if may_pause else 422)
    found = stories(api, assignment)["contact_made"]
    assert kinds(found) == (["started", "paused"] if may_pause else ["started"])


def test_late_evidence_keeps_both_the_breach_that_was_seen_and_when_it_really_happened(
    api, given, clock, loaded
):
    assignment = given(**HIGH)
    true_time = clock.forward(hours=3)
    clock.forward(hours=2)
    chase_due(loaded)
    clock.forward(hours=1)
    api.act(assignment, "acknowledge", LEAD, at=true_time.isoformat())
    found = stories(api, assignment)["acknowledged"]
    assert kinds(found) == ["started", "breached", "stopped", "late_evidence"]
    evidence = found["history"][-1]
    assert (evidence["at"], evidence["recorded_at"]) == ("2026-03-04T13:00:00Z", "2026-03-04T16:00:00Z")
    assert found["stopped_at"] == "2026-03-04T13:00:00Z"
    assert (found["met"], found["kept_by_late_evidence"]) == (False, True)


def test_what_is_told_before_a_breach_was_seen_is_no_late_evidence(api, given, clock):
    assignment = given(**HIGH)
    true_time = clock.forward(hours=3)
    clock.forward(hours=2)
    api.act(assignment, "acknowledge", LEAD, at=true_time.isoformat())
    found = stories(api, assignment)["acknowledged"]
    assert kinds(found) == ["started", "stopped"]
    assert (found["met"], found["kept_by_late_evidence"]) == (True, False)


def test_a_late_answer_records_the_breach_with_it(api, given, clock):
    assignment = given(**HIGH)
    clock.forward(hours=5)
    api.act(assignment, "acknowledge", LEAD)
    found = stories(api, assignment)["acknowledged"]
    assert kinds(found) == ["started", "breached", "stopped"]
    assert [each["at"] for each in found["history"]][1:] == ["2026-03-04T14:00:00Z", "2026-03-04T15:00:00Z"]


def test_every_clock_is_the_sum_of_its_events(api, given, clock, loaded, loaded_owner_url):
    quick, slow, ended, held = given(**HIGH), given(**STANDARD), given(), given(**HIGH)
    api.act(quick, "accept", LEAD, assignee="Sam")
    api.act(held, "accept", LEAD, assignee="Sam")
    until = (clock.now + timedelta(days=20)).isoformat()
    api.act(held, "hold", LEAD, reason="victim_asked", until=until)
    clock.forward(hours=30)
    chase_due(loaded)
    api.act(quick, "engage", LEAD)
    api.act(ended, "decline", LEAD, reason="capacity")
    clock.forward(days=3)
    chase_due(loaded)
    api.act(held, "resume", LEAD)
    api.act(slow, "acknowledge", LEAD)
    api.act(quick, "complete", LEAD, outcome="supported")
    with psycopg.connect(loaded_owner_url, row_factory=dict_row) as connection:
        clocks = connection.execute("SELECT * FROM clock").fetchall()
        events = connection.execute("SELECT * FROM clock_event ORDER BY id").fetchall()
    assert len(clocks) > 15
    for each in clocks:
        state = replay(event for event in events if event["clock_id"] == each["id"])
        names = ("started_at", "due_at", "breached_at", "stopped_at", "met")
        assert {name: getattr(state, name) for name in names} == {name: each[name] for name in names}
        assert len(state.pauses) == len(each["pauses"])


def test_what_happened_to_a_clock_is_never_changed(loaded, given):
    given()
    with loaded.transaction(HUB) as tx, pytest.raises(Exception, match="permission denied"):
        tx.connection.exec_driver_sql("UPDATE clock_event SET at = now()")


def test_the_police_learn_nothing_of_the_clocks_of_an_assignment(api, given):
    assignment = given()
    assert api.get(f"/v1/assignments/{assignment['id']}/timeline", "police").status_code == 403
