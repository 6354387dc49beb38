"""The loop that claims, sends and records, over channels that answer as told."""

import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from hub.channels import Code, delivered, permanent, retryable
from hub.channels.console import ConsoleChannel
from hub.delivery import actions
from hub.delivery.actions import Confirmed, GaveUp, Waiting
from hub.delivery.drain import Drained, DrainOptions, drain
from hub.delivery.rules import MOST_ATTEMPTS
from hub.domain.assignment import AssignmentState
from hub.domain.codes import AttemptOutcome, ChannelKind, DeliveryKind, DeliveryState
from hub.models import Assignment, Delivery, Endpoint, Link
from hub.sealing import Place, sealer
from tests.factories.deliveries import (
    NOW,
    assignment,
    attempts,
    end_leases,
    message,
    provider,
    row,
    set_assignment,
)

OPTIONS = DrainOptions(public_url="https://hub.example.org/", deadline=5, jitter=lambda: 0.0)


class Journey:
    """Stands where the journey will: moves the assignment in the recording's transaction, and remembers."""

    def __init__(self):
        self.recorded = []

    def __call__(self, tx, recorded):
        self.recorded.append(recorded)
        if isinstance(recorded, Confirmed) and recorded.kind is DeliveryKind.REFERRAL:
            set_assignment(tx, recorded.assignment_id, AssignmentState.DELIVERED)


@pytest.fixture
def journey():
    return Journey()


@pytest.fixture
def at_noon(database, hub_scope):
    database.now = lambda: NOW
    return lambda: database.transaction(hub_scope)


def run(at_noon, journey, decide=lambda _: delivered(), **options):
    channels = dict.fromkeys(ChannelKind, ConsoleChannel(decide))
    return drain(at_noon, channels, on_recorded=journey, options=replace(OPTIONS, **options))


@pytest.mark.parametrize("threads", [1, 4])
def test_everything_due_is_sent_and_the_journey_moves_with_it(at_noon, journey, threads):
    with at_noon() as tx:
        for _ in range(3):
            made = provider(tx)
            for _ in range(10):
                message(tx, made)
    drained = run(at_noon, journey, threads=threads, batch=7, in_flight=2)
    assert drained == Drained(confirmed=30)
    with at_noon() as tx:
        states = tx.connection.execute(select(Delivery.state, Delivery.lease_token).distinct()).all()
        assert [tuple(each) for each in states] == [(DeliveryState.DELIVERED, None)]
        assert set(tx.connection.execute(select(Assignment.state)).scalars()) == {AssignmentState.DELIVERED}


def test_no_transaction_is_open_while_a_message_is_sent(at_noon, journey, database):
    with at_noon() as tx:
        message(tx, provider(tx))
    open_while_sending = []

    def decide(_):
        open_while_sending.append(database.engine.pool.checkedout())
        return delivered()

    run(at_noon, journey, decide)
    assert open_while_sending == [0]


def test_a_result_that_the_journey_refuses_is_not_recorded_either(at_noon):
    with at_noon() as tx:
        due = message(tx, provider(tx))

    def refuse(_tx, _recorded):
        raise RuntimeError("the journey stumbles")

    with pytest.raises(RuntimeError, match="stumbles"):
        run(at_noon, refuse)
    with at_noon() as tx:
        assert row(tx, due).state is DeliveryState.QUEUED
        assert [each.outcome for each in attempts(tx, due)] == [AttemptOutcome.UNKNOWN]


def test_failures_wait_and_refusals_are_given_up(at_noon, journey):
    with at_noon() as tx:
        made = provider(tx)
        waits, refused = message(tx, made), message(tx, made)
    answers = {waits: retryable(Code.BUSY), refused: permanent(Code.RECIPIENT_REFUSED)}
    drained = run(at_noon, journey, lambda about: answers[about.delivery_id])
    assert drained == Drained(waiting=1, gave_up=1)
    assert {type(each) for each in journey.recorded} == {Waiting, GaveUp}


def test_a_channel_that_breaks_holds_up_nobody_else(at_noon, journey):
    with at_noon() as tx:
        made = provider(tx)
        broken = message(tx, made)
        message(tx, made)

    def decide(about):
        if about.delivery_id == broken:
            raise ZeroDivisionError
        return delivered()

    assert run(at_noon, journey, decide) == Drained(confirmed=1, waiting=1)
    with at_noon() as tx:
        assert attempts(tx, broken)[0].code == Code.FAILED


def test_a_message_that_kills_its_workers_is_given_up_without_another_try(at_noon, journey):
    with at_noon() as tx:
        made = provider(tx)
        poison = message(tx, made)
        message(tx, made)
        actions.claim(tx, batch=50, in_flight=4, lease_seconds=60)
        tx.connection.execute(update(Delivery).where(Delivery.id == poison).values(attempts=MOST_ATTEMPTS))
        end_leases(tx)
    sent = []
    drained = run(at_noon, journey, lambda about: sent.append(about.delivery_id) or delivered())
    assert drained == Drained(confirmed=1, gave_up=1)
    assert poison not in sent
    (gave_up,) = (each for each in journey.recorded if isinstance(each, GaveUp))
    assert (gave_up.delivery_id, "worker_lost" in gave_up.why) == (poison, True)


def test_nothing_goes_to_an_agency_whose_agreement_has_ended(at_noon, journey):
    with at_noon() as tx:
        message(tx, provider(tx, agreement_ends=NOW.date().replace(day=1)))
    sent = []
    drained = run(at_noon, journey, lambda about: sent.append(about) or delivered())
    assert (drained, sent) == (Drained(gave_up=1), [])
    assert "data agreement" in journey.recorded[0].why


def test_a_stopping_worker_gives_back_what_it_has_not_sent(at_noon, journey):
    with at_noon() as tx:
        made = provider(tx)
        ids = [message(tx, made) for _ in range(4)]
    stopping = threading.Event()

    def decide(_):
        stopping.set()
        return delivered()

    drained = run(at_noon, journey, decide, stop=stopping.is_set)
    assert drained == Drained(confirmed=1, put_back=3)
    with at_noon() as tx:
        assert sorted(row(tx, each).attempts for each in ids) == [0, 0, 0, 1]
    assert run(at_noon, journey) == Drained(confirmed=3)


def test_a_recall_while_others_are_sent_is_noticed_before_the_send(at_noon, journey):
    with at_noon() as tx:
        made = provider(tx)
        message(tx, made)
        about = assignment(tx, made)
        recalled = message(tx, made, about=about)

    def decide(_):
        with at_noon() as tx:
            set_assignment(tx, about[1], AssignmentState.RECALLED)
        time.sleep(1.1)
        return delivered()

    drained = run(at_noon, journey, decide)
    assert drained == Drained(confirmed=1, put_back=1)
    with at_noon() as tx:
        assert row(tx, recalled).state is DeliveryState.CANCELLED


def test_what_a_message_says_is_the_same_at_every_repeat_and_of_ids_only(at_noon, journey):
    with at_noon() as tx:
        made = provider(
            tx,
            ChannelKind.WEBHOOK,
            ChannelKind.EMAIL,
            targets={"acknowledged": {"high": "2 elapsed hours", "other": "6 working hours"}},
        )
        secret = sealer().seal(
            "whsec_c2VjcmV0", Place(table="endpoint", column="secret", row=made.endpoints[0])
        )
        tx.connection.execute(update(Endpoint).where(Endpoint.id == made.endpoints[0]).values(secret=secret))
        hook, mail = message(tx, made), message(tx, made, endpoint_at=1)
        assert tx.connection.execute(select(Link.delivery_id)).scalars().all() == [mail]
    said = []

    def decide(about):
        said.append(about)
        return retryable(Code.BUSY)

    run(at_noon, journey, decide)
    with at_noon() as tx:
        tx.connection.execute(update(Delivery).values(due_at=NOW))
    run(at_noon, journey, decide)
    assert len(said) == 4
    for delivery_id in (hook, mail):
        first, again = (each for each in said if each.delivery_id == delivery_id)
        assert first == replace(again, attempt=1)
        assert first.due_text == "6 working hours"
        assert first.api_url == f"https://hub.example.org/v1/assignments/{first.assignment_id}"
        assert (first.secret == "whsec_c2VjcmV0") is (delivery_id == hook)
        assert (first.link_url is not None) is (delivery_id == mail)
        assert "hate" not in repr(first)
        assert "knowsley" not in repr(first)
