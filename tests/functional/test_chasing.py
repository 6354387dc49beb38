"""Clocks that run out, by a virtual clock: reminder, escalation, the next service or a person, one breach."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.journey import chase_due

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
LADDER = ["reminder", "escalation", "tell_commissioner", "take_back"]


@pytest.fixture
def sweep(loaded, deliver):
    """Do what a worker does when it looks: chase, then deliver; gives kind, agency and address of each."""

    def look():
        chase_due(loaded)
        return sorted((each.kind, each.agency_slug, each.address) for each in deliver())

    return look


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def done(owner_url):
    return [
        step
        for (step,) in rows(
            owner_url,
            "SELECT h.step FROM chase h JOIN clock c ON c.id = h.clock_id "
            "WHERE h.done_at IS NOT NULL AND c.clock = 'acknowledged' ORDER BY h.due_at, h.id",
        )
    ]


def reasons(api):
    return [row["reason"] for row in api.get("/v1/triage", "coordinator").json()["triage"]]


def test_a_silent_provider_is_reminded_then_its_manager_told_and_then_loses_its_turn(
    api, sweep, clock, loaded_owner_url
):
    api.refer(**STANDARD)  # Wednesday 4 March, 10:00: to be acknowledged by the end of Thursday
    assert [kind for kind, *_ in sweep()] == ["referral"]
    clock.set(2026, 3, 5, 9)
    assert sweep() == [("chase", LEAD, f"duty.{LEAD}@example.org")]
    clock.set(2026, 3, 6, 8, 59)
    assert (sweep(), reasons(api)) == ([], [])
    clock.set(2026, 3, 6, 9)  # it was due at midnight; the manager is told when the office opens
    assert sweep() == [("escalation", LEAD, f"manager.{LEAD}@example.org")]
    clock.set(2026, 3, 6, 13)
    assert sweep() == [("provider_late", "commissioner", "duty.commissioner@example.org")]
    assert reasons(api) == []
    clock.set(2026, 3, 10)  # the end of the working day after
    assert sweep() == [
        ("referral", "victim-support", "duty.victim-support@example.org"),
        ("stop_notice", LEAD, f"duty.{LEAD}@example.org"),
    ]
    assert done(loaded_owner_url) == LADDER
    assert reasons(api) == []


def test_at_high_risk_the_ladder_goes_by_the_clock_also_at_night(api, sweep, clock):
    clock.set(2026, 3, 7, 1)  # a Saturday night
    api.refer(**HIGH)
    sweep()
    clock.forward(hours=2)
    assert {kind for kind, *_ in sweep()} == {"chase"}
    clock.forward(hours=2)
    assert {kind for kind, *_ in sweep()} == {"escalation"}
    clock.forward(hours=1)
    assert {kind for kind, *_ in sweep()} == {"provider_late", "alert", "phone_task"}
    assert reasons(api) == ["not_answered", "not_answered"], "the lead's and the additional service's"


def test_an_answer_ends_the_ladder(api, sweep, clock):
    answer = api.refer(**STANDARD)
    sweep()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    api.act(answer["assignments"][0], "engage", LEAD)
    api.act(answer["assignments"][0], "assess", LEAD)
    clock.set(2026, 5, 1)
    assert (sweep(), reasons(api)) == ([], [])


def test_a_reminder_that_an_answer_overtook_is_not_sent(api, deliver, clock, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    clock.set(2026, 3, 5, 9)
    chase_due(loaded)
    api.act(answer["assignments"][0], "acknowledge", LEAD)
    assert deliver() == []


def test_what_could_not_be_handed_over_in_time_is_before_a_person(api, clock, loaded):
    api.refer(**HIGH)
    clock.forward(minutes=15)
    chase_due(loaded)
    assert reasons(api) == ["not_answered", "not_answered"]


def test_a_breach_is_recorded_once_and_at_the_instant_it_was_due(api, sweep, clock, loaded_owner_url):
    answer = api.refer(**STANDARD)
    sweep()
    clock.set(2026, 3, 6, 12)
    sweep()
    clock.set(2026, 3, 9, 12)
    sweep()
    breached = (
        "SELECT breached_at = due_at, stopped_at, met FROM clock "
        "WHERE clock = 'acknowledged' ORDER BY started_at LIMIT 1"
    )
    assert rows(loaded_owner_url, breached) == [(True, None, None)]
    api.act(answer["assignments"][0], "acknowledge", LEAD)
    assert rows(loaded_owner_url, breached) == [(True, clock.now, False)]


def test_a_clock_on_hold_is_neither_chased_nor_breached(api, sweep, clock, loaded_owner_url):
    answer = api.refer(**HIGH)
    sweep()
    lead, additional = answer["assignments"]
    api.act(additional, "decline", "light-for-life", reason="capacity")
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "hold", LEAD, reason="in_hospital_or_abroad", until="2026-04-02T10:00:00Z")
    clock.forward(days=20)
    assert (sweep(), reasons(api)) == ([], [])
    assert rows(loaded_owner_url, "SELECT count(*) FROM clock WHERE breached_at IS NOT NULL") == [(0,)]
    api.act(lead, "resume", LEAD)
    clock.forward(hours=13)
    assert {kind for kind, *_ in sweep()} == {"chase"}


def test_by_link_at_high_risk_the_chase_runs_on(api, deliver, clock, loaded):
    api.refer(**HIGH)
    messages = {each.agency_slug: each for each in deliver()}
    link = messages[LEAD].link_url.removeprefix("http://hub.example.org")
    assert api.client.post(link, data={"name": "Sam"}).status_code == 200
    clock.forward(hours=4)
    chase_due(loaded)
    assert (LEAD, "escalation") in {(each.agency_slug, each.kind) for each in deliver()}


def test_two_sweeps_at_once_double_nothing(api, deliver, clock, loaded, loaded_owner_url):
    for number in range(20):
        api.refer(**STANDARD, person_reference=str(number))
    deliver()
    clock.set(2026, 3, 6, 13)
    start = threading.Barrier(4)

    def look(_):
        start.wait()
        return chase_due(loaded)

    with ThreadPoolExecutor(4) as pool:
        climbed = sum(pool.map(look, range(4)))
    assert climbed == 60
    deliver()
    sent = rows(loaded_owner_url, "SELECT kind, count(*) FROM delivery GROUP BY kind ORDER BY kind")
    assert dict(sent)["chase"] == 20
    assert dict(sent)["escalation"] == 20
    assert dict(sent)["provider_late"] == 20
    assert rows(loaded_owner_url, "SELECT count(*) FROM clock WHERE breached_at IS NOT NULL") == [(20,)]


def test_every_invariant_holds_after_all_that(api, sweep, clock, loaded):
    first = api.refer(**STANDARD)
    second = api.refer(**HIGH, person_reference="2")
    sweep()
    api.act(first["assignments"][0], "decline", LEAD, reason="capacity")
    api.act(second["assignments"][0], "accept", LEAD, assignee="Sam")
    clock.forward(days=9)
    sweep()
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


@pytest.mark.parametrize(
    ("event", "body"),
    [("engage", {}), ("complete", {"outcome": "supported"}), ("release", {"reason": "misdirected"})],
)
def test_what_was_asked_of_a_person_is_answered_once_the_work_goes_on(api, sweep, clock, event, body):
    answer = api.refer(**STANDARD)
    sweep()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    clock.set(2026, 4, 1, 12)
    sweep()
    assert reasons(api) == ["not_answered"]
    api.act(answer["assignments"][0], event, LEAD, **body)
    assert reasons(api) == (["released"] if event == "release" else [])
