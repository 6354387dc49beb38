"""A provider's address fails, is suspended, tested and resumed; messages are read, tried and sent again."""

import re

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.channels import Code, delivered, permanent, retryable
from hub.directory.actions import put_webhook
from hub.journey import chase_due
from tests.factories.portal import text_of
from tests.factories.whole_database import tables

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
PERSON = ("Ines", "1 Example Street", "07700 900123", "hate_crime", "knowsley")
TOLD = {"duty.referral-coordinator@example.org", "duty.hub-operator@example.org"}


@pytest.fixture
def hook(loaded, endpoint):
    """The lead's own endpoint, tried before its mailbox."""
    with loaded.transaction(HUB) as tx:
        endpoint.id = str(put_webhook(tx, LEAD, endpoint.url, endpoint.secret))
    return endpoint


def gone_for_the_lead(message):
    return permanent(Code.GONE, 410) if message.agency_slug == LEAD else delivered()


def log_of(api, who=LEAD, query=""):
    return api.get(f"/v1/deliveries{query}", who).json()["deliveries"]


def alerts(mailbox):
    return [mail for mail in mailbox.mails() if "address" in mail["subject"].casefold()]


def state_of(api, answer):
    return api.get(f"/v1/referrals/{answer['id']}", "police").json()["assignments"][0]["status"]


def at(endpoint_id, act):
    return f"/admin/agencies/{LEAD}/endpoints/{endpoint_id}/{act}"


# an address fails


def test_a_410_suspends_alerts_and_the_referral_arrives_by_mail_at_once(
    api, send, hook, mailbox, loaded_owner_url
):
    hook.status = 410
    first, second = api.refer(**STANDARD), api.refer(person_reference="2", **STANDARD)
    send()
    send()
    assert {state_of(api, each) for each in (first, second)} == {"delivered"}
    assert len(hook.requests) <= 2
    told = alerts(mailbox)
    assert {mail["to"] for mail in told} == TOLD
    assert len(told) == 2, "once for the endpoint, not for each message"
    for mail in told:
        assert mail["subject"] == "An address was suspended"
        words = mail.get_body(("plain",)).get_content()
        assert "says that it is there no more (410)" in words
        assert "Its messages go to the agency's next address meanwhile." in " ".join(words.split())
        assert hook.url not in words
        for trace in (*PERSON, first["reference"], second["reference"]):
            assert trace not in mail.as_string()
    with psycopg.connect(loaded_owner_url) as connection:
        events = connection.execute(
            "SELECT detail ->> 'endpoint', role FROM audit_event WHERE event = 'directory:endpoint:suspended'"
        ).fetchall()
    assert events == [(hook.id, "hub")]


def test_with_no_other_address_what_waits_is_in_sight_and_goes_on_resume(
    api, portal, deliver, clock, loaded_owner_url
):
    deliver.answer = gone_for_the_lead
    answer = api.refer(**STANDARD)
    deliver()
    assert state_of(api, answer) == "queued"
    (waiting,) = log_of(api)
    assert (waiting["state"], waiting["attempts"][0]["code"]) == ("queued", "gone")
    (there,) = [
        each for each in api.get("/v1/endpoints", LEAD).json()["endpoints"] if each["purpose"] == "duty"
    ]
    assert (there["in_use"], there["suspended_for"]) == (False, "gone")
    page = text_of(portal.get(f"/admin/agencies/{LEAD}", "administrator"))
    assert "It said that it is there no more" in page
    assert "hub_suspended_waiting 1.0" in api.get("/metrics").text
    assert "hub_deliveries_due 0.0" in api.get("/metrics").text
    assert re.search(
        r"1\s+waiting for a paused address", text_of(portal.get("/admin/health", "administrator"))
    )
    deliver.answer = lambda _: delivered()
    clock.forward(minutes=20)
    assert [each for each in deliver() if each.kind == "referral"] == []
    resumed = portal.post(at(there["id"], "resume"), "administrator")
    assert resumed.headers["location"] == f"/admin/agencies/{LEAD}#endpoints"
    sent = deliver()
    assert [each.kind for each in sent if each.agency_slug == LEAD] == ["referral"]
    assert str(sent[0].delivery_id) == waiting["id"], "the same message, under its id"
    assert state_of(api, answer) == "delivered"
    with psycopg.connect(loaded_owner_url) as connection:
        event = "SELECT role FROM audit_event WHERE event = 'directory:endpoint:resumed'"
        assert connection.execute(event).fetchall() == [("administrator",)]


def test_at_high_risk_a_held_message_ends_with_a_person(api, deliver, clock, loaded):
    deliver.answer = gone_for_the_lead
    answer = api.refer(**HIGH)
    deliver()
    clock.forward(minutes=31)
    chase_due(loaded)
    reasons = {row["reason"] for row in api.get("/v1/triage", "coordinator").json()["triage"]}
    assert "not_answered" in reasons
    assert answer["status"] == "placed"


def test_a_refused_signature_is_told_at_once_and_tried_on(api, send, hook, mailbox, clock):
    hook.status = 401
    answer = api.refer(**STANDARD)
    send()
    (mail, _) = alerts(mailbox) or send() or alerts(mailbox)
    assert mail["subject"] == "An address is to be mended"
    assert "credentials or signature (401)" in " ".join(mail.get_body(("plain",)).get_content().split())
    assert state_of(api, answer) == "queued"
    hook.status = 200
    clock.forward(minutes=1)
    send()
    assert state_of(api, answer) == "delivered"
    assert len({request.headers["webhook-id"] for request in hook.requests}) == 1


@pytest.mark.parametrize(("risk", "minutes"), [(STANDARD, 30), (HIGH, 5)])
def test_an_address_that_does_not_take_it_is_left_before_the_hand_over_is_due(
    api, send, hook, mailbox, clock, risk, minutes
):
    hook.status = 503
    answer = api.refer(**risk)
    began, waited = clock.now, 0
    while state_of(api, answer) == "queued":
        send()
        waited = (clock.now - began).total_seconds() / 60
        clock.forward(seconds=5)
        assert waited <= minutes + 0.1
    assert waited >= minutes * 0.8 - 0.1
    assert any(mail["to"] == f"duty.{LEAD}@example.org" for mail in mailbox.mails())
    (row, old) = log_of(api, query="?kind=referral")
    assert (row["channel"], row["state"], old["channel"], old["state"]) == (
        "email",
        "delivered",
        "webhook",
        "undeliverable",
    )
    assert row["assignment"] == old["assignment"], "for the provider it is one referral"


def test_a_stop_notice_waits_at_a_suspended_address_and_is_on_the_page(api, portal, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    given = answer["assignments"][0]
    api.act(given, "accept", LEAD, assignee="Sam")
    (duty,) = [
        each for each in api.get("/v1/endpoints", LEAD).json()["endpoints"] if each["purpose"] == "duty"
    ]
    portal.post(at(duty["id"], "pause"), "administrator")
    assert api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH).status_code == 200
    assert [each for each in deliver() if each.agency_slug == LEAD] == []
    assert "1 notice to acknowledge" in text_of(portal.get("/provider", LEAD))
    portal.post(at(duty["id"], "resume"), "administrator")
    assert [each.kind for each in deliver() if each.agency_slug == LEAD] == ["stop_notice"]


# tests


def test_a_manager_tests_an_address_and_reads_what_came_of_it(api, portal, send, mailbox):
    (duty,) = [
        each for each in api.get("/v1/endpoints", LEAD).json()["endpoints"] if each["purpose"] == "duty"
    ]
    answer = portal.post(f"/provider/endpoints/{duty['id']}/test", LEAD)
    path = answer.headers["location"]
    assert "It has not been tried yet." in text_of(portal.get(path, LEAD))
    send()
    assert "Sent Taken 250" in text_of(portal.get(path, LEAD))
    (mail,) = mailbox.mails()
    assert (mail["subject"], mail["to"]) == ("Test of this address: nothing to do", duty["address"])
    assert "Test message" in text_of(portal.get("/provider/deliveries", LEAD))


def test_by_api_a_test_is_one_message_of_its_kind_and_never_of_another_agency(api, send, hook):
    made = api.post(f"/v1/endpoints/{hook.id}/test", LEAD).json()
    assert api.post(f"/v1/endpoints/{hook.id}/test", LEAD).status_code == 409
    assert api.post(f"/v1/endpoints/{hook.id}/test", "rasa").status_code == 404
    hook.status = 500
    send()
    (row,) = log_of(api)
    assert (row["id"], row["kind"], row["reference"]) == (made["id"], "test", None)
    (tried,) = row["attempts"]
    assert (tried["outcome"], tried["code"], tried["status"]) == ("retryable", "server_error", 500)
    assert row["state"] == "undeliverable", "it is tried once, and nobody is asked"
    assert api.get("/v1/triage", "coordinator").json()["triage"] == []


def test_an_administrator_tests_a_suspended_address_before_resuming_it(portal, send, hook):
    portal.post(at(hook.id, "pause"), "administrator")
    path = portal.post(at(hook.id, "test"), "administrator").headers["location"]
    send()
    assert len(hook.requests) == 1
    assert "Sent Taken 200" in text_of(portal.get(path, "administrator"))


def test_only_a_manager_tests_or_sends_again(portal, api, deliver, loaded_owner_url):
    api.refer(**STANDARD)
    deliver()
    (row,) = log_of(api)
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE account SET is_manager = false WHERE email LIKE %s", (f"{LEAD}@%",))
    for path in (f"/provider/endpoints/{row['endpoint']}/test", f"/provider/deliveries/{row['id']}/replay"):
        assert portal.post(path, LEAD).status_code == 403
    page = portal.get(f"/provider/deliveries/{row['id']}", LEAD)
    assert (page.status_code, "Send it again" in page.text) == (200, False)


# sent again


def test_a_replay_is_the_same_message_and_no_clock_starts_anew(api, send, hook, clock, loaded_owner_url):
    answer = api.refer(**STANDARD)
    send()
    (row,) = log_of(api, query="?kind=referral")
    before = tables(loaded_owner_url)
    clock.forward(minutes=10)
    assert api.post(f"/v1/deliveries/{row['id']}/replay", LEAD).status_code == 200
    assert api.post(f"/v1/deliveries/{row['id']}/replay", LEAD).status_code == 409
    send()
    first, second = hook.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == row["id"]
    assert first.body == second.body
    after = tables(loaded_owner_url)
    for name in ("clock", "chase", "assignment", "assignment_event", "referral", "referral_event"):
        assert after[name] == before[name], name
    (row,) = log_of(api, query="?kind=referral")
    assert [each["number"] for each in row["attempts"]] == [1, 2]
    assert (row["state"], row["delivered_at"], row["replayed_at"]) == (
        "delivered",
        "2026-03-04T10:00:00Z",
        "2026-03-04T10:10:00Z",
    )
    with psycopg.connect(loaded_owner_url) as connection:
        events = connection.execute(
            "SELECT detail ->> 'delivery' FROM audit_event WHERE event = 'delivery:replayed'"
        ).fetchall()
    assert events == [(row["id"],)]
    assert state_of(api, answer) == "delivered"


def test_a_mail_sent_again_has_its_message_id_and_a_link_that_opens(api, send, mailbox, clock):
    api.refer(**STANDARD)
    send()
    clock.forward(days=29)
    (row,) = log_of(api, query="?kind=referral")
    assert api.post(f"/v1/deliveries/{row['id']}/replay", "coordinator").status_code == 200
    send()
    first, second = (mail for mail in mailbox.mails() if "waiting for you" in mail["subject"])
    assert first["message-id"] == second["message-id"]
    assert first.as_bytes() == second.as_bytes()
    clock.forward(days=20)
    link = re.search(r"http://hub\.example\.org(/link/\S+)", second.get_body(("plain",)).get_content())[1]
    assert api.get(link).status_code == 200


def test_what_does_not_hold_any_more_is_refused_with_its_reason(api, portal, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    (row,) = log_of(api, query="?kind=referral")
    assert api.post(f"/v1/deliveries/{row['id']}/replay", "rasa").status_code == 404
    assert api.post(f"/v1/deliveries/{row['id']}/replay", "commissioner").status_code == 403
    api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", WISH)
    for who in (LEAD, "coordinator"):
        refused = api.post(f"/v1/deliveries/{row['id']}/replay", who)
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "urn:victim-referral-hub:no_longer_holds",
        )
    page = portal.post(f"/admin/mails/{row['id']}/replay", "administrator")
    assert (page.status_code, "does not hold any more" in page.text) == (409, True)


def test_what_reached_nobody_is_the_coordinators_to_send_anew(api, deliver):
    deliver.answer = lambda _: permanent(Code.RECIPIENT_REFUSED, 550)
    answer = api.refer(**STANDARD)
    deliver()
    assert state_of(api, answer) == "undeliverable"
    (row,) = log_of(api, query="?kind=referral")
    refused = api.post(f"/v1/deliveries/{row['id']}/replay", LEAD)
    assert refused.json()["type"] == "urn:victim-referral-hub:ask_the_coordinator"


def test_a_replay_that_fails_for_good_moves_nothing(api, deliver, loaded_owner_url):
    api.refer(**STANDARD)
    deliver()
    (row,) = log_of(api, query="?kind=referral")
    before = tables(loaded_owner_url)
    api.post(f"/v1/deliveries/{row['id']}/replay", LEAD)
    deliver.answer = lambda message: (
        permanent(Code.RECIPIENT_REFUSED, 550) if message.kind == "referral" else delivered()
    )
    deliver()
    after = tables(loaded_owner_url)
    for name in ("clock", "assignment", "referral", "triage_item"):
        assert after[name] == before[name], name
    (row,) = log_of(api, query="?kind=referral")
    assert (row["state"], len(row["attempts"])) == ("delivered", 2)


# the log


def test_the_log_says_how_each_try_ended_and_never_what_was_said(api, portal, send, hook, clock):
    hook.status = 500
    answer = api.refer(**STANDARD)
    send()
    hook.status = 200
    clock.forward(minutes=1)
    send()
    (row,) = log_of(api)
    assert [(each["code"], each["status"]) for each in row["attempts"]] == [
        ("server_error", 500),
        ("taken", 200),
    ]
    page = text_of(portal.get(f"/provider/deliveries/{row['id']}", LEAD))
    assert "It had a fault of its own" in page
    assert answer["reference"] in page
    told = text_of(portal.get(f"/coordinator/referrals/{answer['id']}", "coordinator"))
    assert "Messages New referral" in told or "New referral to Anthony Walker" in told
    for who, path in (
        ("coordinator", f"/coordinator/deliveries/{row['id']}"),
        ("administrator", f"/admin/mails/{row['id']}"),
    ):
        shown = portal.get(path, who)
        assert "It had a fault of its own" in text_of(shown)
        assert not any(trace in shown.text for trace in PERSON)
    assert "sent" in portal.get("/admin/mails?state=sent", "administrator").text


def test_the_log_goes_on_page_by_page(api, deliver, clock):
    for number in range(5):
        api.refer(source_reference=f"SYN/18/{number}", person_reference="1", **STANDARD)
        clock.forward(minutes=1)
    deliver()
    whole = [row["id"] for row in log_of(api)]
    found, query = [], "?limit=2"
    while query:
        answer = api.get(f"/v1/deliveries{query}", LEAD).json()
        found += [row["id"] for row in answer["deliveries"]]
        after = answer["after"]
        query = after and f"?limit=2&after_created={after['after_created']}&after_id={after['after_id']}"
    assert found == whole
    assert len(whole) == 5
    assert log_of(api, "rasa") == []
    assert {row["agency"] for row in log_of(api, "coordinator")} >= {LEAD}


def test_a_held_possible_duplicate_is_in_no_providers_log_and_cannot_be_sent_by_it(api, deliver):
    api.refer(**STANDARD)
    deliver()
    second = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    held = api.refer("stop-hate-uk", None, **second, **STANDARD)
    assert held["status"] == "awaiting_triage"
    assert len(log_of(api)) == 1
    (there,) = [row for row in log_of(api, "coordinator") if row["state"] == "held"]
    assert api.post(f"/v1/deliveries/{there['id']}/replay", LEAD).status_code == 404
    refused = api.post(f"/v1/deliveries/{there['id']}/replay", "coordinator")
    assert refused.json()["type"] == "urn:victim-referral-hub:not_sent_yet"


def test_a_slow_answer_of_the_far_side_is_a_failed_try_like_any_other(api, deliver, clock):
    deliver.answer = lambda _: retryable(Code.TIMED_OUT)
    api.refer(**STANDARD)
    deliver()
    (row,) = log_of(api)
    assert (row["state"], row["attempts"][0]["code"]) == ("queued", "timed_out")
    assert clock.now.isoformat().startswith(row["due_at"][:16])
