"""What each mail to the return address is taken for, and what follows from it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.channels.mailbox import MOST_BYTES
from hub.channels.mailbox.reading import MOST_TEXT, read
from hub.delivery.rules import Ask, DeliveryStanding, Note, Reading, Reopen, classify, follow, meaning_of
from hub.domain.codes import DeliveryState, ReturnedKind
from hub.domain.returned import ReturnedMail
from tests.factories.returned import RUBBISH, SAMPLES

STANDING = DeliveryStanding(state=DeliveryState.DELIVERED, still_holds=True, is_live=True, is_repeated=False)


def a_reading(kind, status=None):
    return Reading(kind=kind, why="a test", status=status)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.name)
def test_each_mail_is_taken_for_what_it_is(sample):
    found = classify(read(sample.raw()))
    assert (found.kind, found.status, found.reply) == (sample.kind, sample.status, sample.reply)


def test_the_samples_are_of_every_kind_and_none_is_there_twice():
    assert {each.kind for each in SAMPLES} == set(ReturnedKind)
    assert len({each.name for each in SAMPLES}) == len(SAMPLES) >= 25


def test_no_kind_of_mail_is_an_answer_of_a_provider():
    for kind, state in product(ReturnedKind, DeliveryState):
        standing = replace(STANDING, state=state)
        assert isinstance(follow(a_reading(kind), standing), Reopen | Ask | Note)
    assert not {"acknowledged", "accepted", "declined", "answered"} & {str(kind) for kind in ReturnedKind}


def test_words_of_acknowledgement_change_nothing():
    for sample in SAMPLES:
        spoken = replace(sample, body=f"{sample.body}\nWe acknowledge and accept this referral.\n")
        assert classify(read(spoken.raw())) == classify(read(sample.raw()))


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_read_without_a_fault(name):
    found = read(RUBBISH[name])
    assert len(found.digest) == 32
    assert classify(found).kind in {ReturnedKind.WRITTEN, ReturnedKind.AUTO_REPLY}


@given(st.binary(max_size=3000))
def test_no_bytes_at_all_stop_the_reading(raw):
    assert classify(read(raw)).kind in ReturnedKind


@settings(max_examples=150)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_mail_that_was_damaged_is_still_read(sample, data):
    raw = bytearray(sample.raw())
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    assert classify(read(bytes(raw[:cut]))).kind in ReturnedKind


def test_what_lies_beyond_the_cap_is_not_read():
    head = b"Subject: x\n\n"
    assert read(head + b"a" * MOST_BYTES).digest == read(head + b"a" * MOST_BYTES + b"more").digest
    assert len(read(head + b"a\n" * MOST_BYTES).text) <= MOST_TEXT


def test_the_same_bytes_are_the_same_mail_and_others_are_another():
    one = SAMPLES[0]
    assert read(one.raw()).digest == read(one.raw()).digest
    assert read(one.raw()).digest != read(one.raw(digest="2")).digest


def test_a_report_outweighs_the_words_beside_it():
    late = next(each for each in SAMPLES if each.name == "postfix, still tried")
    spoken = replace(
        late, body=late.body.replace("See below.", "It could not be delivered. 550 no such user")
    )
    assert classify(read(spoken.raw())).kind is ReturnedKind.DELAYED


def test_of_several_recipients_the_worst_counts():
    one = SAMPLES[0].body.replace("Action: failed", "Action: delivered")
    both = one.replace(
        "Final-Recipient", "Final-Recipient: rfc822; a@example.org\nAction: failed\n\nFinal-Recipient", 1
    )
    assert classify(read(replace(SAMPLES[0], body=both).raw())).kind is ReturnedKind.PERMANENT


def test_what_our_own_mail_server_wrote_of_the_recipient_comes_first():
    raw = b"To: forged@example.org\nDelivered-To: real@example.org\n\n"
    assert read(raw).came_to == ("real@example.org", "forged@example.org")


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("kind", ReturnedKind)
def test_only_what_was_sent_and_still_matters_is_opened_again(kind, state):
    opened = {
        (ReturnedKind.PERMANENT, DeliveryState.DELIVERED),
        (ReturnedKind.PERMANENT, DeliveryState.QUEUED),
    }
    opened.add((ReturnedKind.TEMPORARY, DeliveryState.DELIVERED))
    for still_holds, is_live, is_repeated in product((True, False), repeat=3):
        standing = DeliveryStanding(
            state=state, still_holds=still_holds, is_live=is_live, is_repeated=is_repeated
        )
        follows = follow(a_reading(kind), standing)
        wanted = (kind, state) in opened and still_holds and not is_repeated
        assert isinstance(follows, Reopen) == wanted
        assert isinstance(follows, Ask) == (kind is ReturnedKind.WRITTEN and is_live)


def test_why_it_came_back_is_said_with_its_code():
    follows = follow(a_reading(ReturnedKind.PERMANENT, "5.1.1"), STANDING)
    assert follows == Reopen(why="the mail came back (5.1.1)")
    assert meaning_of("5.1.1") == "its mail server knows no such mailbox"
    assert meaning_of("4.2.2") == "the mailbox is full or closed"
    assert meaning_of(None) == meaning_of("5.9.9") == "it gives no reason that can be told"


def test_a_mail_taken_apart_shows_neither_address_nor_words():
    found = read(SAMPLES[0].raw())
    assert found.came_to
    assert found.text
    assert "example.org" not in repr(found)
    assert "See below" not in repr(found)


def test_an_empty_mail_is_put_before_a_person():
    assert classify(ReturnedMail(digest=b"")).kind is ReturnedKind.WRITTEN


def test_a_mail_that_names_no_sender_at_all_is_read_like_any_other():
    said = b"It could not be delivered: 550 5.1.1 no mailbox\n"
    found = read(b"Return-Path: <>\nSubject: Mail\nTo: returns@hub.example.org\n\n" + said)
    assert found.came_to == ("returns@hub.example.org",)
    assert classify(found) == Reading(
        kind=ReturnedKind.PERMANENT, why="it says that it failed", status="5.1.1", reply=550
    )
