"""Somebody is rung about what a mail has not settled, and asked again each hour until they are reached."""

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import func, select

from hub.access.keys import scope_of
from hub.access.scopes import HUB
from hub.domain.codes import DeliveryKind
from hub.journey.ending_calls import no_need_to_phone
from hub.journey.phoning import ring_on
from hub.models import PhoneCall, PhoneTask
from tests.factories.duty import asked_to_ring, on_the_rota

AWF = "anthony-walker-foundation"
FALLBACK = "duty.coordinator@example.org"


@pytest.fixture
def asked(api, loaded, deliver):
    """A referral about which its provider must be rung, and the alert about it sent."""
    answer = api.refer()
    deliver()
    ask(loaded, answer)
    return answer


def ask(loaded, answer):
    with loaded.transaction(HUB) as tx:
        return asked_to_ring(tx, answer, AWF)


def tasks(api):
    answer = api.get("/v1/phone-tasks", "coordinator")
    assert answer.status_code == 200, answer.text
    return answer.json()["phone_tasks"]


def record(api, task, who="coordinator", **body):
    return api.post(f"/v1/phone-tasks/{task['id']}/done", who, body)


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def alerts(messages):
    return [(m.address, m.detail["for_desk"]) for m in messages if m.kind is DeliveryKind.PHONE_TASK]


def test_a_phone_task_says_whom_to_ring_why_and_by_when_and_alerts_at_once(api, asked, deliver):
    (task,) = tasks(api)
    assert task["reference"] == asked["reference"]
    assert (task["agency"], task["number"]) == (AWF, "0151 496 0104")
    assert (task["due_at"], task["overdue"]) == ("2026-03-04T11:00:00Z", False)
    assert alerts(deliver()) == [(FALLBACK, False)]


def test_the_same_question_again_asks_nobody_twice(api, asked, loaded, deliver):
    deliver()
    assert ask(loaded, asked) == ()
    assert len(tasks(api)) == 1
    assert alerts(deliver()) == []


@pytest.mark.usefixtures("asked")
def test_an_hour_without_an_answer_alerts_again_and_each_hour_after(api, loaded, deliver, clock):
    deliver()
    clock.forward(minutes=59, seconds=59)
    assert ring_on(loaded) == 0
    clock.forward(seconds=1)
    assert ring_on(loaded) == 1
    assert ring_on(loaded) == 0
    assert alerts(deliver()) == [(FALLBACK, False)]
    clock.forward(hours=5)
    assert ring_on(loaded) == 1
    clock.forward(minutes=30)
    assert ring_on(loaded) == 0
    (task,) = tasks(api)
    assert (task["overdue"], task["alerts"]) == (True, 3)


@pytest.mark.parametrize("outcome", ["no_answer", "wrong_number"])
@pytest.mark.usefixtures("asked")
def test_a_call_that_reached_nobody_is_kept_and_ends_nothing(api, outcome):
    (task,) = tasks(api)
    answer = record(api, task, outcome=outcome)
    assert answer.json() == {"id": task["id"], "ended": False}
    (still,) = tasks(api)
    assert [call["outcome"] for call in still["calls"]] == [outcome]


@pytest.mark.usefixtures("asked")
def test_a_call_that_reached_them_ends_it_and_who_was_spoken_to_is_sealed(api, loaded_owner_url):
    (task,) = tasks(api)
    assert record(api, task, outcome="reached", spoken_to="the duty worker").json()["ended"] is True
    assert tasks(api) == []
    for _ in range(2):
        assert record(api, task, outcome="reached", spoken_to="the duty worker").status_code == 200
    ((count, sealed),) = rows(loaded_owner_url, "SELECT count(*), min(spoken_to) FROM phone_call")
    assert count == 1
    assert b"duty worker" not in sealed
    assert record(api, task, outcome="no_answer").status_code == 409


@pytest.mark.usefixtures("asked")
def test_who_was_spoken_to_must_be_said(api):
    (task,) = tasks(api)
    answer = record(api, task, outcome="reached")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/spoken_to"


def test_what_was_answered_meanwhile_ends_by_itself_and_its_alert_goes_to_nobody(api, asked, loaded, deliver):
    with loaded.transaction(HUB) as tx:
        no_need_to_phone(tx, [UUID(asked["assignments"][0]["id"])])
    assert alerts(deliver()) == []
    assert tasks(api) == []
    assert ring_on(loaded) == 0


@pytest.mark.usefixtures("asked")
def test_every_step_is_on_record(api, loaded, clock, loaded_owner_url):
    clock.forward(hours=1)
    ring_on(loaded)
    (task,) = tasks(api)
    record(api, task, outcome="no_answer")
    record(api, task, outcome="reached", spoken_to="the duty worker")
    found = rows(
        loaded_owner_url,
        "SELECT event FROM audit_event WHERE event LIKE 'phone_task:%' AND event <> 'phone_task:listed' "
        "ORDER BY at, id",
    )
    assert [event for (event,) in found] == [
        "phone_task:opened",
        "phone_task:alerted",
        "phone_task:alerted",
        "phone_task:call_recorded",
        "phone_task:call_recorded",
        "phone_task:ended",
    ]
    ((kept,),) = rows(loaded_owner_url, "SELECT string_agg(detail::text, ' ') FROM audit_event")
    assert "duty worker" not in kept


@pytest.mark.parametrize("who", ["police", AWF, "commissioner"])
@pytest.mark.usefixtures("asked")
def test_nobody_else_sees_phone_tasks(api, who):
    (task,) = tasks(api)
    assert api.get("/v1/phone-tasks", who).status_code == 403
    assert record(api, task, who, outcome="reached", spoken_to="me").status_code == 403


def test_the_provider_that_answers_by_itself_ends_the_call_at_high_risk(api, loaded, deliver):
    high = api.refer(**{"risk.tool": "merit", "risk.score": 75, "risk.band": "high"})
    deliver()
    ask(loaded, high)
    assert len(tasks(api)) == 1
    api.act(high["assignments"][0], "acknowledge", AWF)
    assert tasks(api) == []


def test_the_coordinator_on_the_rota_is_alerted_and_an_hour_later_the_duty_desk(
    api, loaded, deliver, clock, loaded_owner_url
):
    with loaded.transaction(HUB) as tx:
        on_the_rota(tx, post="coordinator", account="referral-coordinator@people.example.org")
        on_the_rota(tx, post="duty_desk", title="Duty inspector", mailbox="desk@police.example.org")
    answer = api.refer()
    deliver()
    ask(loaded, answer)
    assert alerts(deliver()) == [("referral-coordinator@people.example.org", False)]
    assert tasks(api)[0]["with"] == "coordinator"
    clock.forward(hours=1)
    ring_on(loaded)
    assert alerts(deliver()) == [("desk@police.example.org", True)]
    assert tasks(api)[0]["with"] == "duty_desk"
    clock.forward(hours=1)
    ring_on(loaded)
    assert sorted(alerts(deliver())) == [
        ("desk@police.example.org", True),
        ("referral-coordinator@people.example.org", False),
    ]
    passed_on = rows(loaded_owner_url, "SELECT 1 FROM audit_event WHERE event = 'phone_task:passed_on'")
    assert len(passed_on) == 1


def test_with_nobody_on_duty_the_desk_is_asked_at_once(api, loaded, deliver):
    with loaded.transaction(HUB) as tx:
        on_the_rota(tx, post="duty_desk", title="Duty inspector", mailbox="desk@police.example.org")
    answer = api.refer()
    deliver()
    ask(loaded, answer)
    assert sorted(alerts(deliver())) == [("desk@police.example.org", True), (FALLBACK, False)]


def test_the_desks_mail_gives_a_number_and_a_reference_and_neither_person_nor_agency_nor_page(
    api, loaded, send, mailbox, clock
):
    with loaded.transaction(HUB) as tx:
        on_the_rota(tx, post="duty_desk", title="Duty inspector", mailbox="desk@police.example.org")
    answer = api.refer()
    ask(loaded, answer)
    clock.forward(hours=1)
    ring_on(loaded)
    send()
    to_desk = [mail for mail in mailbox.mails() if mail["To"] == "desk@police.example.org"]
    assert len(to_desk) == 2
    for mail in to_desk:
        assert mail["Subject"].endswith(f"please ring about referral {answer['reference']}")
        for kind in ("plain", "html"):
            text = mail.get_body((kind,)).get_content()
            assert "0151 496 0104" in text
            for trace in ("Walker", "Ines", "hate", "/coordinator", "900123"):
                assert trace not in text


@pytest.mark.parametrize(("who", "seen"), [("police", 0), (AWF, 0), ("commissioner", 0), ("coordinator", 1)])
def test_row_security_shows_phone_tasks_and_calls_to_the_coordinator_alone(
    api, asked, loaded, loaded_template, who, seen
):
    assert asked
    (task,) = tasks(api)
    record(api, task, outcome="no_answer")
    with loaded.transaction(HUB) as tx:
        scope = scope_of(tx, loaded_template[who])
    with loaded.transaction(scope) as tx:
        for table in (PhoneTask, PhoneCall):
            found = tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
            assert found == seen, table
