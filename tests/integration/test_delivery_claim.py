"""Claims: who gets which message, how many at once, and for how long."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from hub.channels import Code, delivered, permanent, retryable
from hub.db import Database
from hub.delivery import actions
from hub.delivery.actions import Confirmed, GaveUp, Lost, Waiting
from hub.domain.assignment import AssignmentState
from hub.domain.codes import AttemptOutcome, DeliveryKind, DeliveryState, EndpointPurpose, RiskBand
from tests.factories.deliveries import (
    NOW,
    assignment,
    attempts,
    chase,
    end_leases,
    endpoint,
    message,
    provider,
    row,
    set_assignment,
)


@pytest.fixture
def at_noon(database, hub_scope):
    """Opens transactions whose business happens at NOW."""
    database.now = lambda: NOW
    return lambda: database.transaction(hub_scope)


def claim(tx, **changes):
    return actions.claim(tx, **{"batch": 50, "in_flight": 4, "lease_seconds": 60, **changes})


def reclaim(tx):
    return actions.reclaim(tx, in_flight=4, lease_seconds=60)


def test_a_claim_takes_what_is_due_and_writes_the_try_as_unknown(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        due = message(tx, made)
        message(tx, made, due_at=NOW + timedelta(seconds=1))
        message(tx, made, held=True)
    with at_noon() as tx:
        (claimed,) = claim(tx)
    with at_noon() as tx:
        assert claimed.id == due
        assert claimed.attempt == 1
        assert [(each.number, each.outcome) for each in attempts(tx, due)] == [(1, AttemptOutcome.UNKNOWN)]
        assert row(tx, due).lease_token == claimed.lease_token
        assert claim(tx) is None


def test_two_workers_at_once_never_take_the_same_message(at_noon):
    with at_noon() as tx:
        for _ in range(6):
            made = provider(tx)
            for _ in range(20):
                message(tx, made)
    taken, start = Counter(), threading.Barrier(4)

    def work():
        start.wait()
        for _ in range(60):
            with at_noon() as tx:
                claimed = claim(tx, batch=7, in_flight=3) or ()
            taken.update(each.id for each in claimed)
            for each in claimed:
                with at_noon() as tx:
                    assert isinstance(actions.record(tx, each, delivered(), jitter=0), Confirmed)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == 120
    assert set(taken.values()) == {1}


def test_an_address_never_has_more_under_way_than_it_may_over_all_workers(at_noon):
    with at_noon() as tx:
        slow, quick = provider(tx), provider(tx)
        for _ in range(20):
            message(tx, slow)
        message(tx, quick)
    held, start = [], threading.Barrier(4)

    def work():
        start.wait()
        with at_noon() as tx:
            held.extend(claim(tx, in_flight=3) or ())

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with at_noon() as tx:
        held.extend(claim(tx, in_flight=3) or ())
    assert Counter(each.agency_id for each in held) == {slow.agency: 3, quick.agency: 1}
    with at_noon() as tx:
        slow_one = next(each for each in held if each.agency_id == slow.agency)
        actions.record(tx, slow_one, delivered(), jitter=0)
    with at_noon() as tx:
        assert len(claim(tx, in_flight=3)) == 1


def test_a_claim_waits_for_no_lock(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        message(tx, made)
    with at_noon() as frozen:
        assert len(claim(frozen)) == 1
        with at_noon() as tx:
            assert claim(tx) is None


def test_a_lost_lease_discards_what_was_sent(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        due = message(tx, made)
    with at_noon() as tx:
        (first,) = claim(tx)
    with at_noon() as tx:
        end_leases(tx)
    with at_noon() as tx:
        (second,) = reclaim(tx)
    with at_noon() as tx:
        assert isinstance(actions.record(tx, first, delivered(), jitter=0), Lost)
        assert row(tx, due).state is DeliveryState.QUEUED
        assert {each.outcome for each in attempts(tx, due)} == {AttemptOutcome.UNKNOWN}
    with at_noon() as tx:
        assert isinstance(actions.record(tx, second, delivered(), jitter=0), Confirmed)
        assert [each.outcome for each in attempts(tx, due)] == [
            AttemptOutcome.UNKNOWN,
            AttemptOutcome.DELIVERED,
        ]


def test_messages_of_a_lost_worker_are_claimed_one_at_a_time(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        for _ in range(3):
            message(tx, made)
    with at_noon() as tx:
        assert len(claim(tx)) == 3
    with at_noon() as tx:
        end_leases(tx)
    for _ in range(3):
        with at_noon() as tx:
            assert claim(tx) is None
            (again,) = reclaim(tx)
            assert again.attempt == 2
    with at_noon() as tx:
        assert reclaim(tx) is None


def test_what_is_given_back_has_not_been_tried(at_noon):
    with at_noon() as tx:
        due = message(tx, provider(tx))
    with at_noon() as tx:
        (claimed,) = claim(tx)
    with at_noon() as tx:
        actions.put_back(tx, claimed)
        assert (row(tx, due).attempts, attempts(tx, due)) == (0, [])
    with at_noon() as tx:
        (claimed,) = claim(tx)
        assert claimed.attempt == 1
        (only,) = attempts(tx, due)
        assert (only.ended_at, only.code) == (None, None)


def test_what_is_given_back_and_then_cancelled_leaves_no_try_behind(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made)
        due = message(tx, made, about=about)
        (claimed,) = claim(tx)
        set_assignment(tx, about[1], AssignmentState.RECALLED)
        actions.put_back(tx, claimed)
        assert claim(tx) == ()
        assert (row(tx, due).state, attempts(tx, due)) == (DeliveryState.CANCELLED, [])


def test_giving_back_after_the_lease_has_ended_touches_nothing(at_noon):
    with at_noon() as tx:
        due = message(tx, provider(tx))
        (late,) = claim(tx)
        end_leases(tx)
        (now,) = reclaim(tx)
        actions.put_back(tx, late)
        assert row(tx, due).lease_token == now.lease_token
        assert [each.number for each in attempts(tx, due)] == [1, 2]


@pytest.mark.parametrize(
    ("kind", "state", "held_on_to"),
    [
        (DeliveryKind.REFERRAL, AssignmentState.QUEUED, True),
        (DeliveryKind.REFERRAL, AssignmentState.DELIVERED, True),
        (DeliveryKind.REFERRAL, AssignmentState.ACKNOWLEDGED, False),
        (DeliveryKind.REFERRAL, AssignmentState.RECALLED, False),
        (DeliveryKind.CHASE, AssignmentState.DELIVERED, True),
        (DeliveryKind.CHASE, AssignmentState.ACCEPTED, True),
        (DeliveryKind.CHASE, AssignmentState.DECLINED, False),
        (DeliveryKind.ESCALATION, AssignmentState.WITHDRAWN, False),
        (DeliveryKind.STOP_NOTICE, AssignmentState.RECALLED, True),
        (DeliveryKind.RETURNED, AssignmentState.DECLINED, True),
    ],
)
def test_what_no_longer_holds_is_cancelled_instead_of_sent(at_noon, kind, state, held_on_to):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made, state=state)
        due = message(tx, made, kind=kind, about=about)
    with at_noon() as tx:
        claimed = claim(tx)
    with at_noon() as tx:
        assert bool(claimed) is held_on_to
        assert claimed is not None
        assert row(tx, due).state is (DeliveryState.QUEUED if held_on_to else DeliveryState.CANCELLED)
        assert len(attempts(tx, due)) == held_on_to


def test_a_chase_whose_clock_has_stopped_is_not_sent(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        running, stopped = (assignment(tx, made, state=AssignmentState.DELIVERED) for _ in range(2))
        wanted = message(tx, made, kind=DeliveryKind.CHASE, about=running, chase_id=chase(tx, running[1]))
        message(
            tx, made, kind=DeliveryKind.CHASE, about=stopped, chase_id=chase(tx, stopped[1], stopped_at=NOW)
        )
    with at_noon() as tx:
        (claimed,) = claim(tx)
    assert claimed.id == wanted
    assert claimed.awaited == "acknowledged"
    said = actions.message_of(claimed, "https://hub.example.org")
    assert said.due_text == "17:00 on Thursday 29 March 2018"


def test_an_answer_that_comes_between_claim_and_send_is_noticed(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made)
        message(tx, made, about=about)
    with at_noon() as tx:
        (claimed,) = claim(tx)
        assert actions.still_holds(tx, claimed)
        set_assignment(tx, about[1], AssignmentState.RECALLED)
        assert not actions.still_holds(tx, claimed)


def test_without_a_live_agreement_nothing_may_be_handed_over(at_noon):
    with at_noon() as tx:
        made = provider(tx, agreement_ends=NOW.date() - timedelta(days=1))
        message(tx, made)
        message(tx, made, kind=DeliveryKind.STOP_NOTICE)
    with at_noon() as tx:
        covered = {each.kind: each.covered for each in claim(tx)}
    assert covered == {DeliveryKind.REFERRAL: False, DeliveryKind.STOP_NOTICE: True}


def test_a_failed_try_waits_and_goes_to_the_next_address_when_it_never_will(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        second = endpoint(tx, made, position=1)
        due = message(tx, made)
    with at_noon() as tx:
        (claimed,) = claim(tx)
        recorded = actions.record(tx, claimed, retryable(Code.BUSY, 429), jitter=0)
        assert recorded == Waiting(delivery_id=due, until=NOW + timedelta(seconds=30))
        assert claim(tx) is None
        (claimed,) = claim(tx_at(tx, recorded.until))
        moved = actions.record(tx, claimed, permanent(Code.RECIPIENT_REFUSED, 550), jitter=0)
        assert isinstance(moved, Waiting)
        assert row(tx, due).state is DeliveryState.UNDELIVERABLE
        assert row(tx, moved.delivery_id).endpoint_id == second
        (claimed,) = claim(tx)
        gave_up = actions.record(tx, claimed, permanent(Code.RECIPIENT_REFUSED, 550), jitter=0)
        assert isinstance(gave_up, GaveUp)
        assert gave_up.why == "the address refuses it for good (recipient_refused)"


def tx_at(tx, now):
    return tx.at(now)


def test_nine_failures_are_enough(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made, risk=RiskBand.HIGH)
        due = message(tx, made, about=about)
        recorded = Waiting(delivery_id=due, until=NOW)
        tries = 0
        while isinstance(recorded, Waiting):
            later = tx.at(recorded.until)
            (claimed,) = claim(later)
            recorded = actions.record(later, claimed, retryable(Code.TIMED_OUT), jitter=0)
            tries += 1
        assert tries == 9
        assert isinstance(recorded, GaveUp)
        assert recorded.high_risk
        assert later.now - NOW < timedelta(minutes=30)


def test_a_redrive_is_a_new_message_to_the_first_address(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        due = message(tx, made)
        (claimed,) = claim(tx)
        actions.record(tx, claimed, permanent(Code.RECIPIENT_REFUSED), jitter=0)
        again = actions.redrive(tx, due)
        assert again != due
        (claimed,) = claim(tx)
        assert claimed.id == again
        assert claimed.attempt == 1


def test_a_message_cancelled_on_its_way_says_how_it_ended_and_moves_nothing(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made)
        due = message(tx, made, about=about)
        (claimed,) = claim(tx)
        assert actions.cancel_for_assignment(tx, [about[1]], [DeliveryKind.REFERRAL]) == (due,)
        assert isinstance(actions.record(tx, claimed, delivered(status=250), jitter=0), Lost)
        assert row(tx, due).state is DeliveryState.CANCELLED
        assert [each.outcome for each in attempts(tx, due)] == [AttemptOutcome.DELIVERED]


def test_a_release_makes_held_and_postponed_messages_due(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made)
        held = message(tx, made, about=about, held=True)
        postponed = message(tx, made, about=about, due_at=NOW + timedelta(hours=1))
        assert claim(tx) is None
        assert set(actions.release_held(tx, about[0])) == {held, postponed}
        assert {each.id for each in claim(tx)} == {held, postponed}


def test_addresses_come_in_order_and_paused_ones_not_at_all(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        later = endpoint(tx, made, position=2)
        endpoint(tx, made, position=1, paused=True)
        manager = endpoint(tx, made, purpose=EndpointPurpose.MANAGER)
        duty = actions.endpoints_of(tx, [made.agency], EndpointPurpose.DUTY)
        assert [each.id for each in duty[made.agency]] == [made.endpoints[0], later]
        found = actions.endpoints_of(tx, [made.agency], EndpointPurpose.MANAGER)
        assert [each.id for each in found[made.agency]] == [manager]


def test_the_heartbeat_of_a_worker_is_one_row(at_noon):
    with at_noon() as tx:
        actions.seen(tx, "a worker")
        actions.seen(tx, "a worker")
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM worker_heartbeat").scalar_one() == 1


def test_a_database_is_what_the_fixture_gives(database):
    assert isinstance(database, Database)
