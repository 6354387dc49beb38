"""A referral leaves the hub by mail or webhook, and the mail's link acknowledges it."""

import json
import re
from html import unescape

import psycopg
import pytest
import standardwebhooks

from hub.access.scopes import HUB
from hub.directory.actions import put_webhook
from tests.factories.whole_database import tables

CANARY = {
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.address": "77 Canarystreet",
    "contact.phone.value": "07700 900456",
    "contact.email.value": "canarymail@example.org",
    "contact.ask_for": "Canaryask",
    "summary": "Canarysummary of the assault and the racist words.",
    "source_reference": "SYN/18/CANARY",
}
TELLING = (
    "canary",
    "900456",
    "hate",
    "crime",
    "assault",
    "racis",
    "race",
    "victim of",
    "knowsley",
    "l34",
    "advocacy",
    "anti-social",
)
OURS = ("victim referral hub", "victim-referral-hub")
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}


def words_of(mail):
    """Everything that a mail says: its headers, and its parts decoded."""
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return f"{headers}\n{unescape(' '.join(parts))}".casefold()


def told_by(text):
    """Name what a text gives away, the hub's own name aside."""
    for ours in OURS:
        text = text.casefold().replace(ours, "")
    return [word for word in TELLING if word in text]


def link_in(mail):
    (link,) = set(
        re.findall(r"http://hub\.example\.org/link/\S+?(?=[\s\"<])", mail.get_body(("plain",)).get_content())
    )
    return link.removeprefix("http://hub.example.org")


def press(api, link, name="Sam Duty"):
    return api.client.post(link, data={"name": name})


def assignment_of(api, answer, who="anthony-walker-foundation"):
    (row,) = (
        row
        for row in api.get("/v1/assignments", who).json()["assignments"]
        if row["reference"] == answer["reference"]
    )
    return api.get(f"/v1/assignments/{row['id']}", who).json()


def running(shown):
    return {clock["clock"] for clock in shown["clocks"] if clock["stopped_at"] is None}


def test_the_mail_holds_a_reference_and_a_link_and_nothing_of_the_person(api, send, mailbox):
    answer = api.refer(**CANARY)
    assert send() == 2
    assert len(mailbox.raw) == 2
    for raw, mail in zip(mailbox.raw, mailbox.mails(), strict=True):
        for text in (raw.decode().casefold(), words_of(mail)):
            assert told_by(text) == []
        assert answer["reference"] in mail["subject"]
        assert answer["reference"] in mail.get_body(("html",)).get_content()
        assert link_in(mail) in mail.get_body(("html",)).get_content()
    assert [len(recipients) for recipients in mailbox.envelopes] == [1, 1]
    assert {mail["to"] for mail in mailbox.mails()} == {
        "duty.anthony-walker-foundation@example.org",
        "duty.light-for-life@example.org",
    }


def test_the_mail_servers_word_is_the_hand_over(api, send, clock):
    answer = api.refer(**STANDARD)
    assert answer["assignments"][0]["status"] == "queued"
    clock.forward(minutes=5)
    send()
    shown = api.get(f"/v1/referrals/{answer['id']}", "police").json()
    assert shown["assignments"][0]["status"] == "delivered"
    (handed_over,) = shown["clocks"]
    assert (handed_over["stopped_at"], handed_over["breached"]) == ("2026-03-04T10:05:00Z", False)
    mine = assignment_of(api, answer)
    assert (mine["state"], running(mine)) == ("delivered", {"acknowledged"})


def test_opening_the_link_changes_nothing(api, send, mailbox, loaded_owner_url):
    api.refer()
    send()
    before = tables(loaded_owner_url)
    for mail in mailbox.mails():
        for _ in range(3):
            page = api.get(link_in(mail))
            assert (page.status_code, "<form" in page.text) == (200, True)
            assert api.client.head(link_in(mail)).status_code == 200
    assert tables(loaded_owner_url) == before


def test_the_page_shows_the_reference_and_nothing_of_the_person(api, send, mailbox):
    answer = api.refer(**CANARY)
    send()
    page = api.get(link_in(mailbox.mails()[0]))
    assert answer["reference"] in page.text
    assert told_by(page.text) == []
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert all(' src="/static/' in each for each in re.findall("<script[^>]*>", page.text))


def test_pressing_acknowledges_by_link_and_the_clock_stops(api, send, mailbox, clock):
    answer = api.refer(**STANDARD)
    send()
    clock.forward(hours=1)
    (mail,) = mailbox.mails()
    done = press(api, link_in(mail))
    assert (done.status_code, answer["reference"] in done.text) == (200, True)
    shown = assignment_of(api, answer)
    assert (shown["state"], shown["acknowledged_by_link_only"]) == ("acknowledged", True)
    assert running(shown) == {"decided"}
    (stopped,) = (each for each in shown["clocks"] if each["clock"] == "acknowledged")
    assert stopped["stopped_at"] == "2026-03-04T11:00:00Z"
    timeline = api.get(f"/v1/assignments/{shown['id']}/timeline", "anthony-walker-foundation").json()
    last = timeline["events"][-1]
    assert (last["event"], last["by"], last["verified"]) == ("acknowledge", "link", False)


def test_pressing_again_says_the_same_and_writes_nothing(api, send, mailbox, loaded_owner_url):
    api.refer(**STANDARD)
    send()
    (mail,) = mailbox.mails()
    press(api, link_in(mail))
    before = tables(loaded_owner_url)
    assert press(api, link_in(mail)).status_code == 200
    assert tables(loaded_owner_url) == before
    page = api.get(link_in(mail))
    assert (page.status_code, "<form" in page.text) == (200, False)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b", "a\x07b"])
def test_the_form_wants_a_name(api, send, mailbox, loaded_owner_url, name):
    api.refer(**STANDARD)
    send()
    (mail,) = mailbox.mails()
    before = tables(loaded_owner_url)
    answer = press(api, link_in(mail), name)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert tables(loaded_owner_url) == before


def test_a_name_is_shown_back_as_text_and_never_as_markup(api, send, mailbox):
    api.refer(**STANDARD)
    send()
    (mail,) = mailbox.mails()
    answer = press(api, link_in(mail), "<script>alert(1)</script>" * 9)
    assert (answer.status_code, "<script>" in answer.text) == (422, False)


def test_a_link_can_acknowledge_and_nothing_else(api, send, mailbox):
    answer = api.refer(**STANDARD)
    send()
    (mail,) = mailbox.mails()
    given = assignment_of(api, answer)
    api.act(given, "accept", "anthony-walker-foundation", assignee="Sam")
    assert press(api, link_in(mail)).status_code == 409
    assert assignment_of(api, answer)["state"] == "accepted"


def test_at_high_risk_the_clock_runs_on_until_a_key_confirms(api, send, mailbox, clock):
    answer = api.refer(**HIGH)
    send()
    mail = next(each for each in mailbox.mails() if "anthony" in each["to"])
    assert press(api, link_in(mail)).status_code == 200
    shown = assignment_of(api, answer)
    assert (shown["state"], running(shown)) == ("acknowledged", {"acknowledged"})
    assert "reminders go on until you do" in api.get(link_in(mail)).text
    clock.forward(minutes=5)
    api.act(shown, "acknowledge", "anthony-walker-foundation")
    shown = assignment_of(api, answer)
    assert (shown["acknowledged_by_link_only"], running(shown)) == (False, {"decided"})
    (stopped,) = (each for each in shown["clocks"] if each["clock"] == "acknowledged")
    assert (stopped["stopped_at"], stopped["breached"]) == ("2026-03-04T10:05:00Z", False)
    api.act(shown, "accept", "anthony-walker-foundation", assignee="Jo")
    assert "Your service has accepted this referral" in api.get(link_in(mail)).text


def test_the_coordinator_who_has_rung_confirms_it_too_and_nothing_else(api, send, mailbox):
    answer = api.refer(**HIGH)
    send()
    shown = assignment_of(api, answer)
    early = api.post(f"/v1/assignments/{shown['id']}/acknowledge", "coordinator")
    assert early.status_code == 409, "there is nothing to confirm yet"
    mail = next(each for each in mailbox.mails() if "anthony" in each["to"])
    press(api, link_in(mail))
    api.act(shown, "acknowledge", "coordinator")
    shown = assignment_of(api, answer)
    assert (shown["acknowledged_by_link_only"], running(shown)) == (False, {"decided"})


def test_after_a_recall_the_link_says_stop(api, send, mailbox):
    answer = api.refer(**STANDARD)
    send()
    (mail,) = mailbox.mails()
    given = assignment_of(api, answer)
    api.act(given, "recall", "police", reason="sent in error")
    page = api.get(link_in(mail))
    assert (page.status_code, "<form" in page.text) == (200, False)
    assert "not yours any more" in page.text
    assert press(api, link_in(mail)).status_code == 409
    assert assignment_of(api, answer)["state"] == "recalled"
    send()
    assert any("Stop contact" in each["subject"] for each in mailbox.mails())


def test_a_wrong_or_old_link_is_404_without_telling_which(api, send, mailbox, clock, loaded_owner_url):
    api.refer()
    send()
    first, second = (link_in(mail) for mail in mailbox.mails())
    _, _, first_id, first_token = first.split("/")
    second_id = second.split("/")[2]
    before = tables(loaded_owner_url)
    wrong = [
        f"/link/{first_id}/{'A' * len(first_token)}",
        f"/link/{second_id}/{first_token}",
        f"/link/01890000-0000-7000-8000-000000000000/{first_token}",
    ]
    for link in wrong:
        assert (api.get(link).status_code, press(api, link).status_code) == (404, 404)
    assert press(api, f"/link/{first_id}/%C3%A4").status_code == 404
    clock.forward(days=31)
    assert (api.get(first).status_code, press(api, first).status_code) == (404, 404)
    assert tables(loaded_owner_url) == before


def test_a_withdrawn_referral_that_was_not_sent_yet_is_not_sent(api, send, mailbox):
    answer = api.refer(**STANDARD)
    wish = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
    withdrawn = api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish)
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    send()
    assert mailbox.raw == []


def test_the_webhook_is_signed_and_holds_ids_only(api, send, endpoint, loaded):
    with loaded.transaction(HUB) as tx:
        put_webhook(tx, "anthony-walker-foundation", endpoint.url, endpoint.secret)
    answer = api.refer(**CANARY, **STANDARD)
    send()
    (request,) = endpoint.requests
    said = standardwebhooks.Webhook(endpoint.secret).verify(request.body, request.headers)
    assert set(said) == {"type", "id", "assignment", "url", "at"}
    assert said["type"] == "assignment.created"
    shown = api.get(f"/v1/assignments/{said['assignment']}", "anthony-walker-foundation").json()
    assert (shown["reference"], shown["state"]) == (answer["reference"], "delivered")
    assert told_by(request.body.decode() + json.dumps(request.headers)) == []


def test_a_changed_webhook_does_not_verify(api, send, endpoint, loaded):
    with loaded.transaction(HUB) as tx:
        put_webhook(tx, "anthony-walker-foundation", endpoint.url, endpoint.secret)
    api.refer(**STANDARD)
    send()
    (request,) = endpoint.requests
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(endpoint.secret).verify(request.body + b" ", request.headers)


def test_an_endpoint_that_fails_is_tried_again_under_the_same_id(api, send, endpoint, loaded, clock):
    with loaded.transaction(HUB) as tx:
        put_webhook(tx, "anthony-walker-foundation", endpoint.url, endpoint.secret)
    api.refer(**STANDARD)
    endpoint.status = 503
    send()
    endpoint.status = 200
    clock.forward(hours=1)
    send()
    assert len({request.headers["webhook-id"] for request in endpoint.requests}) == 1
    assert len(endpoint.requests) == 2


def test_a_mailbox_that_is_not_there_goes_to_triage_and_can_be_redriven(api, send, mailbox, loaded_owner_url):
    mailbox.refused = {"duty.anthony-walker-foundation@example.org"}
    answer = api.refer(**STANDARD)
    for _ in range(5):
        send()
    shown = api.get(f"/v1/referrals/{answer['id']}", "police").json()
    assert (shown["status"], shown["assignments"][0]["status"]) == ("awaiting_triage", "undeliverable")
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert row["reason"] == "undeliverable"
    mailbox.refused = set()
    redriven = api.post(f"/v1/triage/{row['id']}/redrive", "coordinator", {"reason": "address mended"})
    assert (redriven.status_code, redriven.json()["referral_status"]) == (200, "placed")
    send()
    shown = api.get(f"/v1/referrals/{answer['id']}", "police").json()
    assert (shown["status"], shown["assignments"][0]["status"]) == ("placed", "delivered")
    with psycopg.connect(loaded_owner_url) as connection:
        outcomes = connection.execute("SELECT outcome FROM attempt ORDER BY started_at, id").fetchall()
    assert "unknown" not in {outcome for (outcome,) in outcomes}
