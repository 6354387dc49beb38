"""Clocks counted anew: a bank holiday that comes or goes at short notice, and a risk that is raised."""

from datetime import date
from itertools import count

import psycopg
import pytest
from psycopg.types.json import Jsonb

from hub.access.scopes import HUB
from hub.db import Database
from hub.domain.errors import ConflictError, InvalidError
from hub.domain.opening import DAYS
from hub.journey import add_bank_holiday, chase_due, recompute_clocks, remove_bank_holiday
from hub.sla.actions import NewHoliday

LEAD = "anthony-walker-foundation"
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
THURSDAY = date(2026, 3, 5)


@pytest.fixture
def given(api, deliver):
    """Refer and hand over; gives the lead's assignment."""
    numbers = count(1)

    def give(**overrides):
        answer = api.refer(**overrides, source_reference=f"SYN/26/{next(numbers):06}")
        deliver()
        return {**answer["assignments"][0], "referral": answer["id"]}

    return give


@pytest.fixture
def proclaim(loaded):
    """Make a day a bank holiday and count anew; gives how many clocks were looked at."""

    def add(day=THURSDAY):
        with loaded.transaction(HUB) as tx:
            add_bank_holiday(tx, NewHoliday(day=day, name="State funeral", why="Proclaimed"))
        return recompute_clocks(loaded)

    return add


def clocks(api, assignment):
    answer = api.get(f"/v1/assignments/{assignment['id']}/timeline", LEAD).json()
    return {each["clock"]: each for each in answer["clocks"]}


def rungs(owner_url, clock="acknowledged"):
    statement = (
        "SELECT step, h.due_at, done_at IS NOT NULL FROM chase h JOIN clock c ON c.id = h.clock_id "
        "WHERE clock = %s AND cancelled_at IS NULL ORDER BY h.due_at"
    )
    with psycopg.connect(owner_url, options="-c timezone=UTC") as connection:
        return [
            (step, f"{at:%a %d %H:%M}", done)
            for step, at, done in connection.execute(statement, [clock]).fetchall()
        ]


def test_a_new_bank_holiday_moves_a_running_clock_and_says_why(api, given, proclaim):
    assignment = given(**STANDARD)
    assert clocks(api, assignment)["acknowledged"]["due_at"] == "2026-03-06T00:00:00Z"
    assert proclaim() > 0
    found = clocks(api, assignment)["acknowledged"]
    assert found["due_at"] == "2026-03-07T00:00:00Z"
    assert [each["why"] for each in found["windows"]] == ["first_day", "bank_holiday", "working_day"]
    moved = found["history"][-1]
    assert (moved["kind"], moved["reason"], moved["days"]) == (
        "recomputed",
        "calendar",
        [{"day": "2026-03-05", "is_holiday": True}],
    )
    assert (moved["due_before"], moved["due_at"]) == ("2026-03-06T00:00:00Z", "2026-03-07T00:00:00Z")
    assert found["adds_up"]


def test_its_waiting_chases_move_with_it(given, proclaim, loaded_owner_url):
    given(**STANDARD)
    before = rungs(loaded_owner_url)
    proclaim()
    after = rungs(loaded_owner_url)
    assert [step for step, *_ in after] == [step for step, *_ in before]
    assert [at for _, at, _ in after if at.startswith("Thu")] == []
    assert after[-1] != before[-1]


def test_counting_anew_once_more_finds_and_writes_nothing(api, given, proclaim, loaded, loaded_owner_url):
    assignment = given(**STANDARD)
    proclaim()
    before, told = rungs(loaded_owner_url), clocks(api, assignment)
    assert recompute_clocks(loaded) == 0
    assert (rungs(loaded_owner_url), clocks(api, assignment)) == (before, told)


def test_a_day_that_is_taken_away_again_brings_the_due_instant_back(api, given, proclaim, loaded):
    assignment = given(**STANDARD)
    proclaim()
    with loaded.transaction(HUB) as tx:
        remove_bank_holiday(tx, THURSDAY, "It is in another week")
    recompute_clocks(loaded)
    found = clocks(api, assignment)["acknowledged"]
    assert found["due_at"] == "2026-03-06T00:00:00Z"
    assert found["history"][-1]["days"] == [{"day": "2026-03-05", "is_holiday": False}]


def test_what_starts_afterwards_is_counted_by_the_new_calendar(api, given, proclaim, loaded):
    proclaim()
    assignment = given(**STANDARD)
    found = clocks(api, assignment)["acknowledged"]
    assert found["due_at"] == "2026-03-07T00:00:00Z"
    assert [each["kind"] for each in found["history"]] == ["started"]
    assert recompute_clocks(loaded) == 0


def test_a_process_with_an_older_calendar_is_put_right(api, given, loaded_name, servers, clock):
    """Another process adds the day, so that this gateway goes on with the calendar that it keeps."""
    given(**STANDARD)
    other = Database(servers.app_url(loaded_name), pool=1, now=clock)
    with other.transaction(HUB) as tx:
        add_bank_holiday(tx, NewHoliday(day=THURSDAY, name="State funeral", why="Proclaimed"))
    assert recompute_clocks(other) > 0
    stale = given(**STANDARD)
    assert clocks(api, stale)["acknowledged"]["due_at"] == "2026-03-06T00:00:00Z"
    assert recompute_clocks(other) > 0
    other.close()
    assert clocks(api, stale)["acknowledged"]["due_at"] == "2026-03-07T00:00:00Z"


def test_a_triage_row_and_an_opening_go_by_the_new_calendar(api, given, proclaim, clock, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        hours = {day: [["09:00", "17:00"]] for day in DAYS[:5]}
        connection.execute("UPDATE service SET opening = %s", [Jsonb(hours)])
    proclaim()
    clock.set(2026, 3, 4, 18)
    urgent = given(**HIGH)
    shown = api.get(f"/v1/assignments/{urgent['id']}", LEAD).json()
    assert shown["opens_at"] == "2026-03-06T09:00:00Z"
    api.act(given(**STANDARD), "decline", LEAD, reason="misdirected")
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert row["due_at"] == "2026-03-07T00:00:00Z"


def test_a_clock_that_was_late_by_the_old_calendar_is_late_no_more(
    api, given, clock, loaded, proclaim, loaded_owner_url
):
    with psycopg.connect(loaded_owner_url) as connection:
        targets = {"acknowledged": {"other": "5 working hours"}}
        connection.execute("UPDATE contract SET targets = %s", [Jsonb(targets)])
    assignment = given(**STANDARD)
    clock.forward(hours=6)
    chase_due(loaded)
    assert clocks(api, assignment)["acknowledged"]["breached_at"] == "2026-03-04T15:00:00Z"
    proclaim(date(2026, 3, 4))
    found = clocks(api, assignment)["acknowledged"]
    assert (found["breached_at"], found["due_at"]) == (None, "2026-03-05T14:00:00Z")
    assert [each["kind"] for each in found["history"]] == ["started", "breached", "recomputed"]
    assert ("escalation", "Thu 05 14:00", False) in rungs(loaded_owner_url)
    clock.forward(days=1)
    chase_due(loaded)
    assert clocks(api, assignment)["acknowledged"]["breached_at"] == "2026-03-05T14:00:00Z"


def test_a_paused_clock_takes_the_calendar_and_no_chase(api, given, clock, proclaim, loaded_owner_url):
    assignment = given(**STANDARD)
    api.act(assignment, "accept", LEAD, assignee="Sam")
    api.act(assignment, "hold", LEAD, reason="victim_asked", until="2026-03-20T10:00:00Z")
    proclaim()
    assert rungs(loaded_owner_url, "first_attempt") == []
    assert clocks(api, assignment)["first_attempt"]["due_at"] == "2026-03-10T00:00:00Z"
    clock.forward(hours=1)
    api.act(assignment, "resume", LEAD)
    assert rungs(loaded_owner_url, "first_attempt")
    assert clocks(api, assignment)["first_attempt"]["due_at"] == "2026-03-10T00:00:00Z"


@pytest.mark.parametrize(
    ("day", "name", "why", "code"),
    [
        (date(2026, 3, 3), "Gone", "because", "in_the_past"),
        (date(2029, 3, 3), "Far", "because", "too_far_ahead"),
        (THURSDAY, " ", "because", "required"),
        (THURSDAY, "Funeral", "", "required"),
        (THURSDAY, "x" * 301, "because", "too_long"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(loaded, day, name, why, code):
    with loaded.transaction(HUB) as tx, pytest.raises(InvalidError) as refused:
        add_bank_holiday(tx, NewHoliday(day=day, name=name, why=why))
    assert [each.code for each in refused.value.faults] == [code]


def test_a_day_is_added_once_and_only_a_holiday_is_taken_away(loaded, proclaim):
    proclaim()
    with loaded.transaction(HUB) as tx, pytest.raises(ConflictError):
        add_bank_holiday(tx, NewHoliday(day=THURSDAY, name="Again", why="again"))
    with loaded.transaction(HUB) as tx, pytest.raises(ConflictError):
        remove_bank_holiday(tx, date(2026, 3, 10), "it never was one")


def raise_risk(api, assignment):
    body = {"reason": "so it is", "risk": {"tool": "merit", "score": 80, "band": "high"}}
    answer = api.post(f"/v1/referrals/{assignment['referral']}/amend", "police", body)
    assert answer.status_code == 200, answer.text


def test_a_raised_risk_gives_the_clocks_that_run_the_limits_of_high_risk(api, given, clock):
    assignment = given(**STANDARD)
    clock.forward(hours=1)
    raise_risk(api, assignment)
    found = clocks(api, assignment)["acknowledged"]
    assert (found["due_at"], found["target"]["words"]) == (
        "2026-03-04T14:00:00Z",
        "4 elapsed hours at high risk",
    )
    moved = found["history"][-1]
    assert (moved["kind"], moved["reason"]) == ("recomputed", "risk_raised")
    assert moved["due_before"] == "2026-03-06T00:00:00Z"


def test_a_limit_that_is_over_already_is_due_now_and_not_before(api, given, clock, loaded, loaded_owner_url):
    assignment = given(**STANDARD)
    clock.forward(hours=20)
    raise_risk(api, assignment)
    found = clocks(api, assignment)["acknowledged"]
    assert (found["due_at"], found["breached_at"]) == ("2026-03-05T06:00:00Z", None)
    assert found["adds_up"]
    assert rungs(loaded_owner_url)[0][1] == "Thu 05 06:00"
    chase_due(loaded)
    assert clocks(api, assignment)["acknowledged"]["breached_at"] == "2026-03-05T06:00:00Z"


def test_no_clock_becomes_due_later_by_a_raised_risk(api, given, clock, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        targets = {"acknowledged": {"other": "3 elapsed hours", "high": "9 elapsed hours"}}
        connection.execute("UPDATE contract SET targets = %s", [Jsonb(targets)])
    assignment = given(**STANDARD)
    clock.forward(hours=1)
    raise_risk(api, assignment)
    assert clocks(api, assignment)["acknowledged"]["due_at"] == "2026-03-04T13:00:00Z"
