"""The hub takes back what nobody answers, below high risk and before acceptance; whoever is first wins."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.journey import chase_due
from tests.factories.directories import EXTENDED, WALKER, load_text

LEAD, NEXT = "anthony-walker-foundation", "victim-support"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
ONLY_THE_LEAD = {"consent.scope": "named_services", "consent.services": ["hate-crime-advocacy"]}
THE_PERSON = ("Ines", "Example Street", "L34", "07700", "1988")
TAKEN_BACK = (2026, 3, 10)
"""When the lead's turn ends that began on Wednesday 4 March at 10:00 and that nobody has acknowledged."""


@pytest.fixture
def climb(loaded, deliver, clock):
    """Climb every rung at its instant up to one in UTC; gives the messages of the last one."""

    def climbing(*until):
        sent = deliver()
        for instant in sorted({(2026, 3, 5, 9), (2026, 3, 6, 9), (2026, 3, 6, 13), until}):
            if instant <= until:
                clock.set(*instant)
                chase_due(loaded)
                sent = deliver()
        return sent

    return climbing


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def states(api, answer):
    shown = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()
    return {each["service"]: each["status"] for each in shown["assignments"]}


def asked(api):
    return [row["reason"] for row in api.get("/v1/triage", "coordinator").json()["triage"]]


def accept(api, assignment, who=LEAD):
    return api.post(f"/v1/assignments/{assignment['id']}/accept", who, {"assignee": "Sam"})


def sent(messages):
    return sorted((each.kind, each.agency_slug) for each in messages)


def test_the_breach_the_reason_and_the_decision_are_on_record(api, climb, loaded_owner_url):
    answer = api.refer(**STANDARD)
    climb(*TAKEN_BACK)
    assert states(api, answer) == {"hate-crime-advocacy": "recalled", "vulnerable-victims": "delivered"}
    event = "SELECT role, reason, agency_id FROM assignment_event WHERE event = 'recall'"
    assert rows(loaded_owner_url, event) == [("hub", "not_answered", None)]
    clock = (
        "SELECT breached_at = due_at, met FROM clock WHERE stopped_at IS NOT NULL AND clock = 'acknowledged'"
    )
    assert rows(loaded_owner_url, clock) == [(True, False)]
    causes = "SELECT cause FROM routing_decision ORDER BY at"
    assert rows(loaded_owner_url, causes) == [("received",), ("recalled: not_answered",)]


@pytest.mark.parametrize("answered", ["acknowledge", "accept", "decline"])
def test_an_answer_a_second_earlier_is_heard(api, climb, deliver, clock, loaded, answered):
    answer = api.refer(**STANDARD)
    climb(2026, 3, 9)
    clock.set(*TAKEN_BACK)
    clock.forward(seconds=-1)
    body = {"accept": {"assignee": "Sam"}, "decline": {"reason": "capacity"}}.get(answered, {})
    api.act(answer["assignments"][0], answered, LEAD, **body)
    clock.forward(seconds=1)
    deliver()
    chase_due(loaded)
    assert "recalled" not in states(api, answer).values()
    assert [each for each in deliver() if each.kind == "stop_notice"] == []


def test_an_accept_at_the_same_instant_meets_whoever_was_first(api, climb, clock, loaded, loaded_owner_url):
    """The accepts and the sweep start at once: each turn ends one way, and no one hears both."""
    answers = [api.refer(**STANDARD, person_reference=str(number)) for number in range(16)]
    climb(2026, 3, 9)
    clock.set(*TAKEN_BACK)
    start = threading.Barrier(6)

    def sweep(_):
        start.wait()
        chase_due(loaded)
        return []

    def answer(part):
        start.wait()
        return [(each["id"], accept(api, each["assignments"][0]).status_code) for each in part]

    with ThreadPoolExecutor(6) as pool:
        sweeps = [pool.submit(sweep, None) for _ in range(2)]
        accepts = [pool.submit(answer, answers[part::4]) for part in range(4)]
        told = dict(pair for done in accepts for pair in done.result())
        assert [done.result() for done in sweeps] == [[], []]
    chase_due(loaded)
    assert set(told.values()) <= {200, 409}
    for each in answers:
        ours = states(api, each)
        expected = "accepted" if told[each["id"]] == 200 else "recalled"
        assert ours["hate-crime-advocacy"] == expected, ours
        assert ("vulnerable-victims" in ours) is (expected == "recalled")
    stopped = rows(
        loaded_owner_url,
        "SELECT count(*) FROM delivery d JOIN assignment a ON a.id = d.assignment_id "
        "WHERE d.kind = 'stop_notice' AND a.state = 'accepted'",
    )
    assert stopped == [(0,)]
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


def test_a_sweep_waits_for_nobody_and_finds_what_was_locked_the_next_time(
    api, climb, clock, loaded, loaded_owner_url
):
    answer = api.refer(**STANDARD)
    climb(2026, 3, 9)
    clock.set(*TAKEN_BACK)
    with psycopg.connect(loaded_owner_url) as busy:
        busy.execute("SELECT 1 FROM assignment FOR UPDATE")
        chase_due(loaded)
    assert states(api, answer) == {"hate-crime-advocacy": "delivered"}
    chase_due(loaded)
    assert states(api, answer)["hate-crime-advocacy"] == "recalled"


def test_an_accept_after_it_is_refused_everywhere_and_the_coordinator_is_told(api, portal, climb, deliver):
    answer = api.refer(**STANDARD)
    first = deliver()
    climb(*TAKEN_BACK)
    (lead,) = answer["assignments"]
    for _ in range(2):
        refused = accept(api, lead)
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "recalled")
        assert refused.json()["title"] == "Another service holds this; do not contact; ring the coordinator."
        assert NEXT not in refused.text.replace("victim-referral-hub", "")
        assert "ulnerable" not in refused.text
    page = portal.post(f"/provider/assignments/{lead['id']}/accept", LEAD, assignee="Sam")
    assert page.status_code == 409
    assert "Another service holds this. Do not contact the person." in " ".join(page.text.split())
    assert "ulnerable" not in page.text
    link = first[0].link_url.removeprefix("http://hub.example.org")
    seen = api.client.get(link)
    assert "This referral is not yours any more. Do not make contact." in seen.text
    late = api.client.post(link, data={"name": "Sam"})
    assert late.status_code == 409
    assert "Do not make contact" in late.text
    assert "0151 496 0000" in late.text
    assert states(api, answer) == {"hate-crime-advocacy": "recalled", "vulnerable-victims": "delivered"}
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert (row["reason"], row["assignment_id"]) == ("late_answer", lead["id"])


def test_what_was_accepted_stays_where_it_is_however_long_nobody_rings(api, climb, clock, loaded):
    answer = api.refer(**STANDARD)
    climb(2026, 3, 5, 9)
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    clock.set(2026, 4, 1)
    chase_due(loaded)
    assert states(api, answer) == {"hate-crime-advocacy": "accepted"}
    assert asked(api) == ["not_answered"]


def test_what_was_acknowledged_and_not_decided_is_taken_back_as_well(api, deliver, clock, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    clock.set(2026, 3, 4, 12)
    api.act(answer["assignments"][0], "acknowledge", LEAD)
    for instant in ((2026, 3, 6, 9), (2026, 3, 9, 9), (2026, 3, 9, 13)):
        clock.set(*instant)
        chase_due(loaded)
    clock.set(2026, 3, 11)
    clock.forward(seconds=-1)
    chase_due(loaded)
    assert states(api, answer) == {"hate-crime-advocacy": "acknowledged"}
    clock.forward(seconds=1)
    chase_due(loaded)
    assert states(api, answer)["hate-crime-advocacy"] == "recalled"


def test_at_high_risk_nothing_is_taken_back_even_if_the_risk_rose_after_the_plan(
    api, climb, clock, loaded, loaded_owner_url
):
    answer = api.refer(**STANDARD)
    climb(2026, 3, 9)
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE referral SET risk_band = 'high'")
    clock.set(*TAKEN_BACK)
    chase_due(loaded)
    assert states(api, answer) == {"hate-crime-advocacy": "delivered"}
    assert asked(api) == ["not_answered"]


def test_an_additional_service_is_not_taken_back_for_nobody_takes_its_place(
    api, climb, clock, loaded, loaded_owner_url
):
    answer = api.refer(**STANDARD)
    climb(2026, 3, 9)
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE assignment SET role = 'additional'")
    clock.set(*TAKEN_BACK)
    chase_due(loaded)
    assert states(api, answer) == {"hate-crime-advocacy": "delivered"}
    assert asked(api) == ["not_answered"]


def test_nobody_outside_the_consent_is_given_it(api, climb):
    answer = api.refer(**STANDARD, **ONLY_THE_LEAD)
    assert sent(climb(*TAKEN_BACK)) == [("stop_notice", LEAD)]
    assert states(api, answer) == {"hate-crime-advocacy": "recalled"}
    assert asked(api) == ["not_answered"]


def test_the_silent_service_is_barred_also_when_the_facts_change(api, climb):
    answer = api.refer(**STANDARD)
    climb(*TAKEN_BACK)
    changed = {"reason": "moved", "person": {"borough": "wirral", "postcode": None}}
    amended = api.post(f"/v1/referrals/{answer['id']}/amend", "police", changed)
    assert amended.status_code == 200, amended.text
    second = next(
        each
        for each in api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()["assignments"]
        if each["service"] == "vulnerable-victims"
    )
    api.act(second, "decline", NEXT, reason="capacity")
    assert states(api, answer)["hate-crime-advocacy"] == "recalled"
    rows_of = [row["why"] for row in api.get("/v1/triage", "coordinator").json()["triage"]]
    assert any("It did not answer, and the referral was taken back." in why for why in rows_of)


def test_a_hub_that_was_down_takes_nothing_back_before_it_has_asked_once_more(api, deliver, clock, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    clock.set(2026, 3, 12, 12)  # nobody has swept since: all is due at once, on a Thursday
    chase_due(loaded)
    assert [each.kind for each in deliver() if each.agency_slug == LEAD] == ["chase", "escalation"]
    clock.set(2026, 3, 14)
    clock.forward(seconds=-1)
    chase_due(loaded)
    assert states(api, answer) == {"hate-crime-advocacy": "delivered"}
    clock.forward(seconds=1)
    chase_due(loaded)
    assert states(api, answer)["hate-crime-advocacy"] == "recalled"


# the commissioner's rung


def test_the_commissioner_hears_once_a_clock_and_of_no_person(api, climb, clock, loaded, deliver):
    answer = api.refer(**STANDARD)
    (mail,) = climb(2026, 3, 6, 13)
    assert (mail.kind, mail.address) == ("provider_late", "duty.commissioner@example.org")
    assert (mail.reference, mail.link_url, mail.assignment_id) == (answer["reference"], None, None)
    assert mail.detail == {"agency": "Anthony Walker Foundation"}
    assert not [word for word in THE_PERSON if word in repr(mail)]
    for _ in range(3):
        clock.forward(hours=1)
        chase_due(loaded)
        assert deliver() == []


@pytest.mark.parametrize(
    ("instant", "kind"),
    [((2026, 3, 5, 9), "chase"), ((2026, 3, 6, 9), "escalation"), ((2026, 3, 6, 13), "provider_late")],
)
@pytest.mark.parametrize("answered", ["acknowledge", "decline"])
def test_no_rung_goes_out_for_what_was_answered_a_second_earlier(
    api, climb, deliver, clock, loaded, instant, kind, answered
):
    answer = api.refer(**STANDARD)
    climb(*instant[:3], instant[3] - 1)
    clock.set(*instant)
    chase_due(loaded)  # the message is queued, and then the answer comes
    body = {"reason": "other", "text": "not ours"} if answered == "decline" else {}
    api.act(answer["assignments"][0], answered, LEAD, **body)
    assert kind not in {each.kind for each in deliver()}


def test_no_rung_goes_out_for_what_was_put_on_hold_a_second_earlier(api, deliver, clock, loaded):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "acknowledge", LEAD)
    clock.set(2026, 3, 6, 9)
    chase_due(loaded)
    hold = {"reason": "in_hospital_or_abroad", "until": "2026-04-02T10:00:00Z"}
    api.act(answer["assignments"][0], "hold", LEAD, **hold)
    assert deliver() == []


# a contract's own ladder


def test_a_contracts_own_ladder_is_climbed(api, loaded, deliver, clock):
    load_text(loaded, with_ladder('other = ["escalation at half", "triage 2 working hours after"]'))
    answer = api.refer(**STANDARD)
    deliver()
    clock.set(2026, 3, 5, 9)
    chase_due(loaded)
    assert sent(deliver()) == [("escalation", LEAD)]
    clock.set(2026, 3, 6, 11)
    chase_due(loaded)
    assert (deliver(), asked(api)) == ([], ["not_answered"])
    assert states(api, answer) == {"hate-crime-advocacy": "delivered"}


def with_ladder(rungs):
    """The directory with a ladder of its own for the lead's contract, until it is acknowledged."""
    end = EXTENDED.index("\n\n", EXTENDED.index(WALKER))
    return f"{EXTENDED[:end]}\n[service.contract.ladder.acknowledged]\n{rungs}{EXTENDED[end:]}"
