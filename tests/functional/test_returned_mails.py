"""A mail that came back opens its message again; what proves nothing, and what answers, changes nothing."""

import mailbox as stdlib_mailbox
from dataclasses import replace
from functools import partial

import psycopg
import pytest
from sqlalchemy import select, update

from hub.access.scopes import HUB
from hub.channels.mailbox import maildir
from hub.check import breaches
from hub.delivery.drain import channels_for, options_for
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.domain.ids import new_id
from hub.journey import chase_due, deliver_due, returning
from hub.journey.returning import read_returned
from hub.models import Agency, Attempt, Delivery, Endpoint, ReturnedMailRow
from hub.sealing import return_token
from hub.settings import settings
from tests.factories.returned import SAMPLES
from tests.factories.whole_database import tables
from tests.functional.test_handing_over import assignment_of, link_in, press

RETURNS = "returns@hub.example.org"
AWF = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
BY_NAME = {each.name: each for each in SAMPLES}
BOUNCE, LATE, PERSON = (
    BY_NAME[name] for name in ("postfix, no such user", "postfix, still tried", "a person who accepts")
)


@pytest.fixture
def returned(tmp_path, loaded):
    """The mailbox of returned mail: `returned(sample, to)` puts a mail in and has it read."""
    folder = tmp_path / "returns"
    box = stdlib_mailbox.Maildir(folder)

    def put(sample, to, **options):
        box.add(sample.raw(to, **options))
        return put.read()

    put.box, put.folder = box, folder
    put.read = lambda: read_returned(
        loaded, partial(maildir.opened, folder), return_address=RETURNS, deadline=5
    )
    return put


@pytest.fixture
def plain_send(loaded, mailbox, monkeypatch):
    """Send whatever is due by real mail, as the settings say."""
    monkeypatch.setenv("HUB_SMTP_PORT", str(mailbox.port))
    settings.cache_clear()
    channels = channels_for(settings())
    yield lambda: deliver_due(loaded, channels, options_for(settings()))
    for channel in channels.values():
        channel.close()
    settings.cache_clear()


@pytest.fixture
def send(monkeypatch, request):
    """The same with a return path."""
    monkeypatch.setenv("HUB_RETURN_ADDRESS", RETURNS)
    return request.getfixturevalue("plain_send")


def another_address(loaded, slug=AWF, *, position=99):
    """Give an agency a second duty address."""
    with loaded.transaction(HUB) as tx:
        agency = tx.connection.execute(select(Agency.id).where(Agency.slug == slug)).scalar_one()
        row = {"id": new_id(), "agency_id": agency, "unit_id": None, "purpose": EndpointPurpose.DUTY}
        row |= {"channel": ChannelKind.EMAIL, "position": position, "paused": False, "secret": None}
        tx.connection.execute(Endpoint.__table__.insert(), {**row, "address": "second@support.example.org"})


def deliveries(loaded, kind="referral"):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(
            select(Delivery.__table__).where(Delivery.kind == kind).order_by(Delivery.created_at, Delivery.id)
        ).all()


def attempts(loaded, delivery_id):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(
            select(Attempt.__table__).where(Attempt.delivery_id == delivery_id).order_by(Attempt.number)
        ).all()


def notes(loaded):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(select(ReturnedMailRow.__table__).order_by(ReturnedMailRow.id)).all()


def set_delivery(loaded, delivery_id, **values):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))


def sound(loaded):
    with loaded.transaction(HUB) as tx:
        return breaches(tx) == ()


def status_of(api, answer):
    shown = api.get(f"/v1/referrals/{answer['id']}", "police").json()
    return shown["status"], shown["assignments"][0]["status"]


def open_rows(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def answered_by(loaded_owner_url):
    """Name the events of all assignments by which a provider answers."""
    with psycopg.connect(loaded_owner_url) as connection:
        found = connection.execute("SELECT event FROM assignment_event").fetchall()
    return {event for (event,) in found} & {"acknowledge", "accept", "decline", "engage", "complete"}


def test_each_mail_has_a_return_path_of_its_own_that_survives_small_letters(api, send, mailbox, loaded):
    api.refer()
    send()
    (first, second) = mailbox.senders
    assert first != second
    assert {each.id for each in deliveries(loaded)} == {
        each.id
        for each in deliveries(loaded)
        if f"returns+{return_token(each.id)}@hub.example.org" in (first, second)
    }
    assert first == first.lower()
    assert max(len(each.partition("@")[0]) for each in mailbox.senders) <= 64
    assert all(mail["From"].addresses[0].addr_spec == "hub@example.org" for mail in mailbox.mails())


def test_without_a_return_address_the_sender_is_the_hub(api, plain_send, mailbox):
    api.refer(**STANDARD)
    plain_send()
    assert mailbox.senders == ["hub@example.org"]


def test_a_mail_that_comes_back_goes_before_a_person_and_can_be_sent_again(
    api, send, mailbox, returned, loaded, clock
):
    answer = api.refer(**STANDARD)
    send()
    assert status_of(api, answer) == ("placed", "delivered")
    clock.forward(minutes=7)
    assert returned(BOUNCE, mailbox.senders[0]) == 1
    assert status_of(api, answer) == ("awaiting_triage", "undeliverable")
    (row,) = open_rows(api)
    assert (row["reason"], "the mail came back (5.1.1)" in row["why"]) == ("undeliverable", True)
    (sent,) = deliveries(loaded)
    assert (sent.state, sent.attempts, sent.delivered_at) == ("undeliverable", 2, None)
    taken, back = attempts(loaded, sent.id)
    assert [taken.number, back.number] == [1, 2]
    assert (taken.outcome, taken.code) == ("delivered", "taken")
    assert (back.outcome, back.code, back.status, back.ended_at) == (
        "permanent",
        "returned_mail",
        550,
        clock.now,
    )
    (note,) = notes(loaded)
    assert (note.kind, note.trust, note.effect, note.status) == ("permanent", "proven", "given_up", "5.1.1")
    redriven = api.post(f"/v1/triage/{row['id']}/redrive", "coordinator", {"reason": "address mended"})
    assert redriven.status_code == 200
    send()
    assert status_of(api, answer) == ("placed", "delivered")
    assert sound(loaded)


def test_it_goes_to_the_agencys_next_address_first(api, send, mailbox, returned, loaded):
    another_address(loaded)
    answer = api.refer(**STANDARD)
    send()
    returned(BOUNCE, mailbox.senders[0])
    assert status_of(api, answer) == ("placed", "queued")
    assert open_rows(api) == []
    send()
    assert mailbox.envelopes[-1] == ["second@support.example.org"]
    assert status_of(api, answer) == ("placed", "delivered")
    returned(BOUNCE, mailbox.senders[1], digest="2")
    assert status_of(api, answer) == ("awaiting_triage", "undeliverable")
    assert [note.effect for note in notes(loaded)] == ["sent_elsewhere", "given_up"]
    assert sound(loaded)


def test_an_alert_follows_at_high_risk(api, send, mailbox, returned, loaded):
    api.refer(risk={"tool": "merit", "score": 75, "band": "high"})
    send()
    lead = next(i for i, mail in enumerate(mailbox.mails()) if "anthony" in mail["to"])
    returned(BOUNCE, mailbox.senders[lead])
    assert len(deliveries(loaded, "alert")) == 1
    assert sound(loaded)


def test_the_same_mail_twice_changes_nothing_the_second_time(
    api, send, mailbox, returned, loaded, loaded_owner_url
):
    api.refer(**STANDARD)
    send()
    returned(BOUNCE, mailbox.senders[0])
    before = tables(loaded_owner_url)
    assert returned(BOUNCE, mailbox.senders[0]) == 1
    assert tables(loaded_owner_url) == before
    returned(BOUNCE, mailbox.senders[0], digest="a second report of the same")
    assert [note.effect for note in notes(loaded)] == ["given_up", "noted"]
    assert len(attempts(loaded, deliveries(loaded)[0].id)) == 2


def test_a_mail_is_moved_only_once_it_is_recorded(api, send, mailbox, returned, loaded, monkeypatch):
    api.refer(**STANDARD)
    send()
    with monkeypatch.context() as broken:
        broken.setattr("hub.journey.returning.take_in", lambda *_: 1 / 0)
        assert returned(BOUNCE, mailbox.senders[0]) == 0
    assert len(returned.box) == 1
    assert returned.read() == 1
    assert (len(returned.box), len(stdlib_mailbox.Maildir(returned.folder / ".Read"))) == (0, 1)
    assert len(notes(loaded)) == 1


def test_one_mail_that_cannot_be_recorded_holds_up_no_other(
    api, send, mailbox, returned, loaded, monkeypatch
):
    api.refer(**STANDARD)
    send()
    returned.box.add(LATE.raw(mailbox.senders[0]))
    real = returning.take_in
    failing = returning.read(LATE.raw(mailbox.senders[0])).digest

    def take_in(tx, mail, address):
        return 1 / 0 if mail.digest == failing else real(tx, mail, address)

    monkeypatch.setattr(returning, "take_in", take_in)
    assert returned(BOUNCE, mailbox.senders[0]) == 1
    assert (len(returned.box), notes(loaded)[0].effect) == (1, "given_up")


def test_a_mail_about_a_message_that_a_worker_has_in_hand_waits(api, send, mailbox, returned, loaded):
    answer = api.refer(**STANDARD)
    send()
    (sent,) = deliveries(loaded)
    set_delivery(loaded, sent.id, state="queued", lease_token=new_id(), lease_until="2999-01-01T00:00:00Z")
    assert returned(BOUNCE, mailbox.senders[0]) == 0
    assert (notes(loaded), len(returned.box)) == ([], 1)
    set_delivery(loaded, sent.id, state="delivered", lease_token=None, lease_until=None)
    assert returned.read() == 1
    assert status_of(api, answer) == ("awaiting_triage", "undeliverable")


def test_a_mail_whose_worker_was_lost_is_opened_by_its_return_and_not_sent_again(api, send, returned, loaded):
    answer = api.refer(**STANDARD)
    with loaded.transaction(HUB) as tx:
        (sent,) = tx.connection.execute(select(Delivery.__table__).where(Delivery.kind == "referral")).all()
        row = {"id": new_id(), "delivery_id": sent.id, "number": 1, "endpoint_id": sent.endpoint_id}
        tx.connection.execute(Attempt.__table__.insert(), {**row, "started_at": tx.now, "outcome": "unknown"})
    set_delivery(loaded, sent.id, attempts=1, lease_token=new_id(), lease_until="2020-01-01T00:00:00Z")
    returned(BOUNCE, f"returns+{return_token(sent.id)}@hub.example.org")
    assert status_of(api, answer) == ("awaiting_triage", "undeliverable")
    assert send() == 0
    assert [each.outcome for each in attempts(loaded, sent.id)] == ["unknown", "permanent"]
    assert sound(loaded)


def test_after_a_recall_it_is_noted_only(api, send, mailbox, returned, loaded, loaded_owner_url):
    answer = api.refer(**STANDARD)
    send()
    api.act(assignment_of(api, answer), "recall", "police", reason="sent in error")
    before = tables(loaded_owner_url)
    returned(BOUNCE, mailbox.senders[0])
    after = tables(loaded_owner_url)
    assert {name for name in after if after[name] != before[name]} == {"returned_mail"}
    assert notes(loaded)[0].effect == "noted"


@pytest.mark.parametrize("event", ["acknowledge", "accept"])
def test_after_the_provider_has_answered_it_is_noted_only(api, send, mailbox, returned, loaded, event):
    answer = api.refer(**STANDARD)
    send()
    body = {"assignee": "Sam"} if event == "accept" else {}
    shown = api.act(assignment_of(api, answer), event, AWF, **body)
    returned(BOUNCE, mailbox.senders[0])
    assert assignment_of(api, answer)["state"] == shown["state"]
    assert (deliveries(loaded)[0].state, notes(loaded)[0].effect) == ("delivered", "noted")
    assert open_rows(api) == []


def test_after_it_went_out_again_the_first_ones_return_is_noted_only(api, send, mailbox, returned, loaded):
    another_address(loaded)
    api.refer(**STANDARD)
    send()
    returned(BOUNCE, mailbox.senders[0])
    send()
    set_delivery(loaded, deliveries(loaded)[0].id, state="delivered")
    returned(BOUNCE, mailbox.senders[0], digest="2")
    assert [note.effect for note in notes(loaded)] == ["sent_elsewhere", "noted"]


def test_a_stop_notice_that_comes_back_goes_before_a_person_unless_it_was_read(
    api, send, mailbox, returned, loaded
):
    answer = api.refer(**STANDARD)
    send()
    given = assignment_of(api, answer)
    api.act(given, "accept", AWF, assignee="Sam")
    api.post(f"/v1/assignments/{given['id']}/reassign", "coordinator", {"reason": "a test"})
    send()
    stop = next(i for i, mail in enumerate(mailbox.mails()) if "Stop contact" in mail["subject"])
    returned(BOUNCE, mailbox.senders[stop])
    assert "undeliverable" in {row["reason"] for row in open_rows(api)}
    assert deliveries(loaded, "stop_notice")[0].state == "undeliverable"
    assert sound(loaded)


def test_a_stop_notice_that_was_read_is_not_opened_again(api, send, mailbox, returned, loaded):
    answer = api.refer(**STANDARD)
    send()
    given = assignment_of(api, answer)
    api.act(given, "accept", AWF, assignee="Sam")
    api.post(f"/v1/assignments/{given['id']}/reassign", "coordinator", {"reason": "a test"})
    send()
    api.post(f"/v1/assignments/{given['id']}/acknowledge-notices", AWF)
    stop = next(i for i, mail in enumerate(mailbox.mails()) if "Stop contact" in mail["subject"])
    returned(BOUNCE, mailbox.senders[stop])
    assert deliveries(loaded, "stop_notice")[0].state == "delivered"
    assert notes(loaded)[0].effect == "noted"


def test_a_chase_that_comes_back_goes_before_a_person_while_its_clock_runs(
    api, send, returned, loaded, clock
):
    api.refer(**STANDARD)
    send()
    clock.forward(days=1)
    chase_due(loaded)
    send()
    (chased,) = deliveries(loaded, "chase")
    returned(BOUNCE, f"returns+{return_token(chased.id)}@hub.example.org")
    assert deliveries(loaded, "chase")[0].state == "undeliverable"
    assert [row["reason"] for row in open_rows(api)] == ["undeliverable"]


@pytest.mark.parametrize(
    "sample", [LATE, BY_NAME["out of office"], BY_NAME["a read receipt"]], ids=lambda s: s.name
)
def test_what_is_late_automatic_or_a_receipt_is_noted_and_nothing_moves(
    api, send, mailbox, returned, loaded, loaded_owner_url, sample
):
    api.refer(**STANDARD)
    send()
    before = tables(loaded_owner_url)
    returned(sample, mailbox.senders[0])
    after = tables(loaded_owner_url)
    assert {name for name in after if after[name] != before[name]} == {"returned_mail"}
    assert notes(loaded)[0].delivery_id == deliveries(loaded)[0].id


def test_what_a_person_wrote_goes_before_the_coordinator_once_and_is_no_answer(
    api, send, mailbox, returned, loaded, loaded_owner_url
):
    answer = api.refer(**STANDARD)
    send()
    returned(PERSON, mailbox.senders[0])
    returned(PERSON, mailbox.senders[0], digest="2")
    (row,) = open_rows(api)
    assert row["reason"] == "answered_by_mail"
    assert assignment_of(api, answer)["state"] == "delivered"
    assert len(stdlib_mailbox.Maildir(returned.folder / ".Written by a person")) == 2
    assert answered_by(loaded_owner_url) == set()
    press(api, link_in(mailbox.mails()[0]))
    closed = api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "rang them"})
    assert closed.status_code == 200
    assert sound(loaded)


FORGED = {
    "without a token": lambda _token: RETURNS,
    "with a token of another host": lambda token: f"returns+{token}@other.example.org",
    "with one letter changed": lambda token: (
        f"returns+{'b' if token[0] == 'a' else 'a'}{token[1:]}@hub.example.org"
    ),
    "with a seal that is cut": lambda token: f"returns+{token[:-1]}@hub.example.org",
    "with a made-up seal": lambda token: f"returns+{token[:26]}{'a' * 16}@hub.example.org",
    "of no delivery": lambda _token: f"returns+{return_token(new_id())}@hub.example.org",
    "with letters beyond ASCII": lambda token: f"returns+{token[:-1]}ä@hub.example.org",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_mail_changes_nothing(api, send, mailbox, returned, loaded, loaded_owner_url, how):
    api.refer(**STANDARD)
    send()
    token = mailbox.senders[0].partition("+")[2].partition("@")[0]
    before = tables(loaded_owner_url)
    for sample in (BOUNCE, PERSON):
        returned(sample, FORGED[how](token))
    after = tables(loaded_owner_url)
    assert {name for name in after if after[name] != before[name]} == {"returned_mail"}
    assert {(note.delivery_id, note.effect) for note in notes(loaded)} == {(None, "ignored")}


def test_a_good_token_of_a_message_that_was_never_tried_is_forged(api, returned, loaded):
    api.refer(**STANDARD)
    (waiting,) = deliveries(loaded)
    returned(BOUNCE, f"returns+{return_token(waiting.id)}@hub.example.org")
    (note,) = notes(loaded)
    assert (note.trust, note.effect, note.delivery_id) == ("never_tried", "ignored", None)
    assert deliveries(loaded)[0].state == "queued"


def test_a_token_in_capital_letters_is_the_same(api, send, mailbox, returned):
    answer = api.refer(**STANDARD)
    send()
    returned(BOUNCE, mailbox.senders[0].upper())
    assert status_of(api, answer) == ("awaiting_triage", "undeliverable")


def test_no_mail_of_any_kind_answers_for_a_provider_and_no_word_of_it_is_kept(
    api, send, mailbox, returned, loaded, loaded_owner_url, capsys
):
    for _ in range(2):
        api.refer(**STANDARD, source_reference=f"SYN/18/{new_id().hex[-6:]}")
    send()
    for number, sample in enumerate(SAMPLES):
        spoken = replace(
            sample, body=f"{sample.body}\nWe acknowledge and accept. Canaryword canary@bounced.example.org\n"
        )
        returned(spoken, mailbox.senders[number % len(mailbox.senders)])
    assert len(notes(loaded)) == len(SAMPLES)
    assert answered_by(loaded_owner_url) == set()
    kept = str(tables(loaded_owner_url)).casefold() + "".join(capsys.readouterr()).casefold()
    assert "canaryword" not in kept
    assert "bounced.example.org" not in kept
    assert sound(loaded)


def test_what_proves_nothing_is_forgotten_after_a_while_and_what_is_proven_is_kept(
    api, send, mailbox, returned, loaded, clock
):
    api.refer(**STANDARD)
    send()
    returned(BOUNCE, RETURNS)
    returned(LATE, mailbox.senders[0])
    clock.forward(days=91)
    returned(LATE, RETURNS)
    assert [note.trust for note in notes(loaded)] == ["proven", "no_token"]
