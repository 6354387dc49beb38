"""Calls to make, the rota and bank holidays, as people see them."""

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.journey.covering import see_to_cover
from tests.factories.duty import BEFORE_EASTER, asked_about_easter, asked_to_ring, on_the_rota
from tests.factories.portal import text_of

AWF = "anthony-walker-foundation"
PERSON = ("Ines", "07700 900123", "Example Street", "ines@example.org")
ENTRY = {
    "post": "coordinator",
    "account": "referral-coordinator@people.example.org",
    "phone": "0151 496 0001",
    "starts": "2026-03-01",
    "hours": "always",
    "why": "the March rota",
}


@pytest.fixture
def task(api, deliver, loaded):
    """A call that is to be made."""
    answer = api.refer()
    deliver()
    with loaded.transaction(HUB) as tx:
        (task_id,) = asked_to_ring(tx, answer, AWF)
    return {"path": f"/coordinator/phone/{task_id}", "reference": answer["reference"]}


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def test_calls_to_make_come_first_on_the_coordinators_front_page(portal, task):
    text = text_of(portal.get("/coordinator", "coordinator"))
    assert text.index("Calls to make") < text.index("Each row is a referral that needs a decision")
    assert f"{task['reference']} 0151 496 0104 Anthony Walker Foundation Referral not answered You" in text


def test_where_nobody_is_to_be_rung_the_front_page_says_nothing_of_calls(portal):
    assert "Calls to make" not in portal.get("/coordinator", "coordinator").text


def test_the_page_of_a_call_says_whom_to_ring_and_nothing_of_the_person(portal, task):
    page = portal.get(task["path"], "coordinator")
    text = text_of(page)
    assert "Ring Anthony Walker Foundation" in text
    assert "0151 496 0104" in text
    assert "It has not been acknowledged." in text
    assert not any(trace in page.text for trace in PERSON)


def test_a_call_is_recorded_and_who_was_spoken_to_is_read_there_alone(portal, task, loaded_owner_url):
    path = task["path"]
    for form, says in (
        ({}, "Choose what came of the call"),
        ({"outcome": "reached"}, "Enter whom you spoke to"),
    ):
        refused = portal.post(path, "coordinator", **form)
        assert refused.status_code == 422
        assert says in refused.text
    answer = portal.post(path, "coordinator", outcome="no_answer")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "No answer" in text_of(portal.get(path, "coordinator"))
    answer = portal.post(path, "coordinator", outcome="reached", spoken_to="the duty worker")
    assert answer.headers["location"] == "/coordinator"
    assert "Calls to make" not in portal.get("/coordinator", "coordinator").text
    text = text_of(portal.get(path, "coordinator"))
    assert "No call needed any more" in text
    assert "the duty worker" in text
    assert portal.post(path, "coordinator", outcome="no_answer").status_code == 409
    ((accounts,),) = rows(loaded_owner_url, "SELECT count(*) FROM phone_call WHERE account_id IS NOT NULL")
    assert accounts == 2


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_somebody_is_put_on_the_rota_and_taken_off_and_the_history_stays(portal, who, loaded_owner_url):
    assert "Nobody is on duty" in text_of(portal.get("/rota", who))
    assert portal.post("/rota", who, **ENTRY).status_code == 303
    text = text_of(portal.get("/rota", who))
    assert "Nobody is on duty" not in text
    assert "Sam referral-coordinator is on the rota as referral coordinator." in text
    ((entry_id,),) = rows(loaded_owner_url, "SELECT id FROM rota_entry")
    for _ in range(2):
        assert portal.post(f"/rota/{entry_id}/remove", who).status_code == 303
    text = text_of(portal.get("/rota", who))
    assert "Nobody is on the rota yet" in text
    assert "Taken off" in text
    events = rows(
        loaded_owner_url, "SELECT event, role FROM audit_event WHERE event LIKE 'duty:rota%' ORDER BY at"
    )
    assert [event for event, _ in events] == ["duty:rota_entry:added", "duty:rota_entry:removed"]
    assert {role for _, role in events} == {who}


def test_every_fault_of_an_entry_is_told_beside_its_field(portal):
    page = portal.post(
        "/rota", "coordinator", post="boss", starts="soon", hours="late", phone="-", account=""
    )
    assert page.status_code == 422
    for name in ("post", "starts", "hours", "phone", "title", "mailbox", "why"):
        assert f'href="#{name}"' in page.text, name


def test_only_a_coordinators_account_goes_on_the_rota(portal):
    page = portal.post("/rota", "coordinator", **{**ENTRY, "account": "commissioner@people.example.org"})
    assert page.status_code == 422
    assert "Only an open account of the referral coordinators" in page.text


def test_an_ended_account_is_on_duty_no_more(portal, loaded, loaded_owner_url):
    with loaded.transaction(HUB) as tx:
        on_the_rota(tx, post="coordinator", account="referral-coordinator@people.example.org")
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE account SET ended_at = now() WHERE email LIKE 'referral-coordinator@%'")
    text = text_of(portal.get("/rota", "administrator"))
    assert "Nobody is on duty" in text
    assert "Account has ended" in text


def test_the_health_page_says_when_nobody_is_on_duty(portal, loaded):
    assert "Nobody is on duty" in portal.get("/admin/health", "administrator").text
    with loaded.transaction(HUB) as tx:
        on_the_rota(tx)
    assert "Nobody is on duty" not in portal.get("/admin/health", "administrator").text


@pytest.fixture
def cover(loaded, clock):
    """A provider asked about Easter; the form's path and its days."""
    with loaded.transaction(HUB) as tx:
        request_id = asked_about_easter(tx, AWF)
    clock.now = BEFORE_EASTER
    days = {f"2026-04-0{day}": "closed" for day in (3, 4, 5, 6)}
    return f"/provider/cover/{request_id}", {"answers": "Duty manager", "phone": "0151 496 0104", **days}


def test_a_provider_says_who_answers_over_easter_and_the_commissioner_reads_it(portal, cover, loaded, clock):
    path, form = cover
    text = text_of(portal.get("/provider/cover", AWF))
    assert "3 April 2026 to 6 April 2026" in text
    assert "Answer by 2 April 2026 at 9am" in text
    refused = portal.post(path, AWF, **{**form, "2026-04-04": "late"})
    assert refused.status_code == 422
    assert f'href="#2026-04-04-{path.rpartition("/")[2]}"' in refused.text
    assert 'value="Duty manager"' in refused.text
    assert portal.post(path, AWF, **form).status_code == 303
    assert "Answered" in text_of(portal.get("/provider/cover", AWF))
    text = text_of(portal.get("/commissioner/cover", "commissioner"))
    assert "Anthony Walker Foundation Answered" in text
    assert "0151 496 0104" in text
    assert "RASA Merseyside Not answered" in text
    clock.set(2026, 4, 2, 9)
    see_to_cover(loaded)
    assert "has been told that you have not answered" in text_of(portal.get("/provider/cover", "rasa"))


def test_with_no_bank_holidays_near_nothing_is_asked(portal):
    assert "Nothing is asked of you now" in portal.get("/provider/cover", AWF).text
    assert "No bank holidays are near" in portal.get("/commissioner/cover", "commissioner").text
