"""Nobody works the triage list: who is told of it, how often, and what they read."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.access.scopes import HUB
from hub.journey import see_to_triage
from hub.journey.overseeing import watch_the_list
from tests.factories.submissions import submission

NO_FIT = {"crime.type": "sexual_offence", "person.borough": "not_known", "person.postcode": None}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
MANY = 3
COORDINATOR, COMMISSIONER = "referral-coordinator", "commissioner"


@pytest.fixture
def look(loaded, deliver):
    """Do what a worker does when it looks; gives the messages about triage itself."""

    def looking():
        see_to_triage(loaded, MANY)
        return [each for each in deliver() if each.kind.startswith("triage")]

    return looking


def ask(api, number=1, **risk):
    """Have a question put to the coordinator."""
    body = submission(source_reference=f"SYN/W/{number}", **NO_FIT, **(risk or HIGH))
    body["contact"]["phone"]["value"] = f"07700 9002{number:02}"
    body["contact"]["email"]["value"] = f"nobody{number}@example.org"
    body["person"]["family_name"] = f"Sample{number}"
    return api.refer(body=body)


def kinds(messages):
    return [(str(each.kind), each.agency_slug) for each in messages]


def rows(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def test_an_overdue_row_goes_to_the_coordinator_then_to_the_commissioner_each_once(api, look, clock):
    referral = ask(api)
    assert look() == []
    clock.forward(minutes=59)
    assert look() == []
    clock.forward(minutes=1)
    first = look()
    assert kinds(first) == [("triage_overdue", COORDINATOR), ("triage_alarm", COORDINATOR)]
    assert look() == []
    clock.forward(minutes=59)
    assert look() == []
    clock.forward(minutes=1)
    (told,) = look()
    assert kinds([told]) == [("triage_escalated", COMMISSIONER)]
    assert told.detail == {"count": 1, "rows": [{"reference": referral["reference"], "reason": "no_fit"}]}
    assert look() == []


def test_at_a_working_day_s_end_the_commissioner_hears_of_it_again(api, look, clock):
    ask(api)
    clock.forward(hours=1)
    look()
    clock.forward(hours=1)
    look()
    clock.set(2026, 3, 5, 23, 59)
    assert look() == []
    clock.set(2026, 3, 6)
    assert kinds(look()) == [("triage_escalated", COMMISSIONER)]


def test_what_was_settled_is_told_to_nobody(api, look, clock):
    ask(api)
    (row,) = rows(api)
    api.post(f"/v1/triage/{row['id']}/return", "coordinator", {"reason": "wrong_details"})
    clock.forward(days=3)
    assert look() == []


def test_many_rows_are_one_message(api, look, clock):
    for number in (1, 2):
        ask(api, number)
    clock.forward(hours=1)
    told = [each for each in look() if each.kind == "triage_overdue"]
    assert [each.detail["count"] for each in told] == [2]


def test_a_list_that_grows_too_long_alarms_once_and_once_more_when_it_is_calm(api, look):
    for number in range(MANY):
        assert look() == []
        ask(api, number, **STANDARD)
    (alarm,) = look()
    assert (str(alarm.kind), alarm.detail) == ("triage_alarm", {"alarm": "too_long", "count": MANY})
    assert alarm.address == "manager.referral-coordinator@example.org"
    assert look() == []
    for row in rows(api)[:2]:
        api.post(f"/v1/triage/{row['id']}/return", "coordinator", {"reason": "wrong_details"})
    (calm,) = look()
    assert (str(calm.kind), calm.detail) == ("triage_cleared", {"alarm": "too_long", "count": 1})
    assert look() == []


def test_ten_workers_that_look_at_once_raise_one_alarm(api, loaded, deliver, clock):
    ask(api)
    clock.forward(hours=1)

    def look():
        loaded.run(HUB, lambda tx: watch_the_list(tx, MANY))

    with ThreadPoolExecutor(10) as pool:
        for each in [pool.submit(look) for _ in range(10)]:
            each.result()
    assert [str(each.kind) for each in deliver() if each.kind.startswith("triage")] == ["triage_alarm"]


def test_the_mails_hold_a_reference_and_a_class_of_reason_and_nobody(api, send, mailbox, loaded, clock):
    referral = ask(api)
    clock.forward(hours=1)
    see_to_triage(loaded, MANY)
    clock.forward(hours=1)
    see_to_triage(loaded, MANY)
    send()
    mails = {mail["subject"]: mail for mail in mailbox.mails()}
    overdue = mails[f"Overdue on the triage list: {referral['reference']}"]
    assert overdue["to"] == "duty.referral-coordinator@example.org"
    told = mails[f"The referral coordinator has not decided: {referral['reference']}"]
    assert told["to"] == "duty.commissioner@example.org"
    assert mails["The triage list is late: 1 waiting"]
    for mail in mails.values():
        for part in ("plain", "html"):
            text = mail.get_body((part,)).get_content()
            assert not [word for word in ("Ines", "sexual", "07700", "high risk") if word in text]
    assert "no service was found" in told.get_body(("plain",)).get_content()


def test_the_list_shows_what_is_raised(api, portal, look, clock):
    ask(api)
    clock.forward(minutes=59)
    look()
    assert "The list is late" not in portal.get("/coordinator", "coordinator").text
    clock.forward(minutes=1)
    look()
    assert "The list is late" in portal.get("/coordinator", "coordinator").text
