"""A notice that its provider has not acknowledged within the hour is rung about, day and night."""

import psycopg
import pytest
from sqlalchemy import update

from hub.access.scopes import HUB
from hub.domain.codes import DeliveryKind
from hub.journey.phoning import ring_on
from hub.journey.unread import ring_about_unread, unread_batch
from hub.models import Agency, Endpoint

AWF = "anthony-walker-foundation"
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "Sam"}


@pytest.fixture
def assignment(api, deliver):
    """A turn that was accepted."""
    answer = api.refer(**{"risk.score": None, "risk.band": "standard"})
    deliver()
    (turn,) = answer["assignments"]
    api.act(turn, "accept", AWF, assignee="Sam")
    return {**turn, "referral": answer["id"], "reference": answer["reference"]}


@pytest.fixture
def stopped(api, assignment, deliver):
    """The same turn, withdrawn, with a stop notice that was sent and that nobody has acknowledged."""
    assert api.post(f"/v1/referrals/{assignment['referral']}/withdraw", "police", WISH).status_code == 200
    assert DeliveryKind.STOP_NOTICE in {message.kind for message in deliver()}
    return assignment


def see_to_calls(loaded):
    return ring_about_unread(loaded) + ring_on(loaded)


def tasks(api):
    return api.get("/v1/phone-tasks", "coordinator").json()["phone_tasks"]


def acknowledge(api, turn):
    answer = api.post(f"/v1/assignments/{turn['id']}/acknowledge-notices", AWF)
    assert answer.status_code == 200
    return answer.json()["acknowledged"]


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def test_after_an_hour_and_not_before_somebody_is_asked_to_ring(api, stopped, loaded, clock, deliver):
    clock.forward(minutes=59, seconds=59)
    assert see_to_calls(loaded) == 0
    clock.forward(seconds=1)
    assert see_to_calls(loaded) == 1
    (task,) = tasks(api)
    assert (task["reason"], task["agency"]) == ("notice_unread", AWF)
    assert (task["assignment"], task["reference"]) == (stopped["id"], stopped["reference"])
    assert [message.kind for message in deliver()] == [DeliveryKind.PHONE_TASK]
    assert see_to_calls(loaded) == 0


@pytest.mark.usefixtures("stopped")
def test_the_hour_runs_at_night_too(api, loaded, clock):
    clock.set(2026, 3, 7, 3, 0)  # a Saturday
    see_to_calls(loaded)
    assert len(tasks(api)) == 1


def test_a_notice_acknowledged_in_time_is_rung_about_by_nobody(api, stopped, loaded, clock):
    clock.forward(minutes=59)
    assert acknowledge(api, stopped) == 1
    clock.forward(hours=3)
    assert see_to_calls(loaded) == 0
    assert tasks(api) == []


def test_the_provider_that_acknowledges_late_ends_the_call(api, stopped, loaded, clock, deliver):
    clock.forward(hours=1)
    see_to_calls(loaded)
    assert acknowledge(api, stopped) == 1
    assert tasks(api) == []
    assert deliver() == []


def test_a_call_that_reached_them_is_the_receipt_with_who_logged_it(
    api, stopped, loaded, clock, loaded_owner_url
):
    clock.forward(hours=1)
    see_to_calls(loaded)
    (task,) = tasks(api)
    body = {"outcome": "no_answer"}
    api.post(f"/v1/phone-tasks/{task['id']}/done", "coordinator", body)
    assert rows(loaded_owner_url, "SELECT * FROM notice_receipt") == []
    body = {"outcome": "reached", "spoken_to": "the duty worker"}
    assert api.post(f"/v1/phone-tasks/{task['id']}/done", "coordinator", body).status_code == 200
    ((slug,),) = rows(
        loaded_owner_url,
        "SELECT a.slug FROM notice_receipt r JOIN api_key k ON k.id = r.key_id "
        "JOIN agency a ON a.id = k.agency_id",
    )
    assert slug == "referral-coordinator"
    ((role, by),) = rows(
        loaded_owner_url,
        "SELECT role, detail ->> 'by' FROM audit_event WHERE event = 'referral:notice:acknowledged'",
    )
    assert (role, by) == ("coordinator", "phone")
    assert acknowledge(api, stopped) == 0
    clock.forward(hours=2)
    assert see_to_calls(loaded) == 0


def test_a_provider_without_an_address_is_rung_at_once(api, assignment, loaded, deliver):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Endpoint).where(Endpoint.agency_id == Agency.id, Agency.slug == AWF).values(paused=True)
        )
    assert api.post(f"/v1/referrals/{assignment['referral']}/withdraw", "police", WISH).status_code == 200
    (task,) = tasks(api)
    assert "no address in use" in task["why"]
    assert DeliveryKind.PHONE_TASK in {message.kind for message in deliver()}


def test_a_link_acknowledges_no_notice(api, assignment, deliver, loaded, clock):
    api.post(f"/v1/referrals/{assignment['referral']}/withdraw", "police", WISH)
    (notice,) = (message for message in deliver() if message.kind is DeliveryKind.STOP_NOTICE)
    path = notice.link_url.removeprefix("http://hub.example.org")
    api.client.get(path)
    api.client.post(path, data={"name": "Sam"})
    clock.forward(hours=1)
    see_to_calls(loaded)
    assert len(tasks(api)) == 1


def test_two_workers_ask_for_one_call(api, stopped, loaded, clock):  # noqa: ARG001  the notice must be there
    clock.forward(hours=1)
    with loaded.transaction(HUB) as first:
        assert unread_batch(first) == 1
        with loaded.transaction(HUB) as second:
            assert unread_batch(second) == 0
    assert len(tasks(api)) == 1
