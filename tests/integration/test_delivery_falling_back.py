"""Addresses that are suspended, left, tested and resumed, as rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hub.channels import Code, delivered, permanent, retryable
from hub.channels.console import ConsoleChannel
from hub.delivery import actions
from hub.delivery.actions import Confirmed, Fault, GaveUp, Lost, NotAgain, Waiting
from hub.delivery.drain import Drained, DrainOptions, drain
from hub.delivery.queries import again, faults, resuming
from hub.domain.assignment import AssignmentState
from hub.domain.codes import (
    AttemptOutcome,
    ChannelKind,
    DeliveryKind,
    DeliveryState,
    RiskBand,
    SuspensionCause,
)
from hub.domain.errors import ConflictError
from hub.models import Delivery, Endpoint
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

GONE = permanent(Code.GONE, 410)
BUSY = retryable(Code.BUSY, 429)


@pytest.fixture
def at_noon(database, hub_scope):
    """Opens transactions whose business happens at NOW."""
    database.now = lambda: NOW
    return lambda: database.transaction(hub_scope)


def claim(tx, take=actions.claim):
    return take(tx, batch=50, in_flight=50, lease_seconds=60)


def try_one(tx, sent):
    (claimed,) = claim(tx)
    return actions.record(tx, claimed, sent, jitter=0)


def address(tx, endpoint_id):
    return tx.connection.execute(select(Endpoint.__table__).where(Endpoint.id == endpoint_id)).one()


def set_paused(tx, endpoint_id, *, paused):
    tx.connection.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(paused=paused))


def to_each(tx, made):
    """Where the messages of a provider are that are still to go out, oldest first."""
    found = tx.connection.execute(
        select(Delivery.endpoint_id)
        .where(Delivery.agency_id == made.agency, Delivery.state == DeliveryState.QUEUED)
        .order_by(Delivery.created_at, Delivery.id)
    )
    return list(found.scalars())


def send_again(tx, delivery_id):
    actions.send_again(tx, again.find(tx, delivery_id))


# suspended by its own answer


def test_a_410_suspends_the_address_and_holds_its_message(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        due = message(tx, made)
        recorded = try_one(tx, GONE)
        there = address(tx, made.endpoints[0])
    assert isinstance(recorded, Waiting)
    assert recorded.fault == Fault(
        endpoint_id=made.endpoints[0],
        agency_id=made.agency,
        cause="gone",
        suspended=True,
        has_others=False,
    )
    assert (there.paused, there.suspended_for, there.suspended_at) == (True, SuspensionCause.GONE, NOW)
    with at_noon() as tx:
        assert row(tx, due).state is DeliveryState.QUEUED
        assert claim(tx) is None
        assert resuming.waiting_of(tx, made.agency) == {made.endpoints[0]: 1}


def test_the_rest_of_a_suspended_address_moves_to_the_next_one_and_keeps_its_own_kind(at_noon):
    with at_noon() as tx:
        made = provider(tx, ChannelKind.WEBHOOK, ChannelKind.EMAIL)
        hook, mailbox = made.endpoints
        kinds = (DeliveryKind.REFERRAL, DeliveryKind.STOP_NOTICE, DeliveryKind.CHASE)
        ids = [message(tx, made, kind=kind, detail={"count": 3}) for kind in kinds]
        set_paused(tx, hook, paused=True)
        assert actions.leave_suspended(tx, 100) == 2
        assert [row(tx, each).state for each in ids] == [
            DeliveryState.UNDELIVERABLE,
            DeliveryState.UNDELIVERABLE,
            DeliveryState.QUEUED,
        ]
        assert to_each(tx, made) == [hook, mailbox, mailbox]
        moved = tx.connection.execute(
            select(Delivery.kind, Delivery.detail, Delivery.assignment_id).where(
                Delivery.endpoint_id == mailbox
            )
        ).all()
        assert {each.kind for each in moved} == {DeliveryKind.REFERRAL, DeliveryKind.STOP_NOTICE}
        assert all(each.detail == {"count": 3} for each in moved)
        assert {each.assignment_id for each in moved} == {row(tx, each).assignment_id for each in ids[:2]}
        assert actions.leave_suspended(tx, 100) == 0


def test_what_a_worker_has_in_hand_is_left_to_it_until_its_lease_ends(at_noon):
    with at_noon() as tx:
        made = provider(tx, ChannelKind.WEBHOOK, ChannelKind.EMAIL)
        due = message(tx, made)
        (claimed,) = claim(tx)
        set_paused(tx, made.endpoints[0], paused=True)
        assert actions.leave_suspended(tx, 100) == 0
        end_leases(tx)
        assert actions.leave_suspended(tx, 100) == 1
        assert isinstance(actions.record(tx, claimed, delivered(), jitter=0), Lost)
        assert [each.outcome for each in attempts(tx, due)] == [AttemptOutcome.UNKNOWN]


def test_nothing_moves_to_an_address_of_another_use_or_before_it(at_noon):
    with at_noon() as tx:
        made = provider(tx, ChannelKind.WEBHOOK, ChannelKind.EMAIL)
        message(tx, made, endpoint_at=1)
        set_paused(tx, made.endpoints[1], paused=True)
        assert actions.leave_suspended(tx, 100) == 0
        assert to_each(tx, made) == [made.endpoints[1]]


def test_a_lost_lease_neither_suspends_nor_tells(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        message(tx, made)
        (first,) = claim(tx)
        end_leases(tx)
        claim_again = actions.reclaim(tx, in_flight=4, lease_seconds=60)
        assert len(claim_again) == 1
        assert isinstance(actions.record(tx, first, GONE, jitter=0), Lost)
        assert not address(tx, made.endpoints[0]).paused
        assert faults.tell(tx, made.endpoints[0], "gone", 410), "nobody had been told"


def test_people_are_told_once_a_day_of_each_cause_of_each_address(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        for _ in range(3):
            message(tx, made)
        claimed = claim(tx)
        unauthorised, nothing_there = permanent(Code.REFUSED, 401), permanent(Code.REFUSED, 404)
        told = [
            actions.record(tx, each, sent, jitter=0).fault
            for each, sent in zip(claimed, (unauthorised, unauthorised, nothing_there), strict=True)
        ]
        assert [each and each.cause for each in told] == ["401", None, "404"]
        (first, *_) = claim(tx.at(NOW + timedelta(minutes=1)))
        again_a_day_later = tx.at(NOW + timedelta(days=1))
        assert actions.record(again_a_day_later, first, unauthorised, jitter=0).fault.cause == "401"


def test_a_transaction_that_fails_leaves_nobody_told_and_nothing_suspended(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        message(tx, made)
        (claimed,) = claim(tx)

    def stumble():
        with at_noon() as tx:
            assert actions.record(tx, claimed, GONE, jitter=0).fault
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumble()
    with at_noon() as tx:
        assert not address(tx, made.endpoints[0]).paused
        assert actions.record(tx, claimed, GONE, jitter=0).fault


# after a time without hand-over


def test_after_half_an_hour_the_next_address_is_tried_and_the_old_one_no_more(at_noon):
    with at_noon() as tx:
        made = provider(tx, ChannelKind.WEBHOOK, ChannelKind.EMAIL)
        due = message(tx, made)
        later, instants = tx, []
        recorded = try_one(later, BUSY)
        while recorded.delivery_id == due:
            instants.append(recorded.until - NOW)
            later = tx.at(recorded.until)
            recorded = try_one(later, BUSY)
        minutes = [each / timedelta(minutes=1) for each in instants]
        assert minutes == [0.5, 3, 10, 30]
        assert (recorded.until, recorded.fault.cause) == (later.now, "busy")
        assert row(tx, due).state is DeliveryState.UNDELIVERABLE
        assert row(tx, recorded.delivery_id).endpoint_id == made.endpoints[1]
        assert row(tx, recorded.delivery_id).assignment_id == row(tx, due).assignment_id
        (there,) = claim(later)
        assert (there.waiting_since, there.made) == (later.now, 1)


# resumed


def test_what_has_waited_goes_out_a_second_apart_the_high_risks_first(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        (there,) = made.endpoints
        standard = [message(tx, made, due_at=NOW - timedelta(minutes=each)) for each in (3, 2, 1)]
        high = message(tx, made, about=assignment(tx, made, risk=RiskBand.HIGH))
        later = message(tx, made, due_at=NOW + timedelta(minutes=5))
        faults.tell(tx, there, "gone", 410)
        assert actions.let_go(tx, there) == 4
        waits = {each: row(tx, each).due_at - NOW for each in (high, *standard, later)}
        assert list(waits.values()) == [
            *(timedelta(seconds=each) for each in range(4)),
            timedelta(minutes=5),
        ]
        assert [each.id for each in claim(tx)] == [high]
        assert faults.tell(tx, there, "gone", 410), "people are told anew"


def test_ten_thousand_that_have_waited_are_out_within_the_hour(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        one = message(tx, made)
        tx.connection.exec_driver_sql(
            "INSERT INTO delivery (id, kind, agency_id, endpoint_id, state, created_at, due_at, attempts, "
            "link_version) SELECT gen_random_uuid(), 'chase', agency_id, endpoint_id, 'queued', created_at, "
            "due_at, 0, 1 FROM delivery, generate_series(1, 9999) WHERE id = %s",
            (one,),
        )
        assert actions.let_go(tx, made.endpoints[0]) == 10_000
        last = tx.connection.exec_driver_sql("SELECT max(due_at) FROM delivery").scalar_one()
        assert timedelta(minutes=59) < last - NOW <= timedelta(hours=1)


# tests


def test_a_test_goes_to_an_address_that_is_not_in_use_and_nothing_else_does(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        message(tx, made)
        set_paused(tx, made.endpoints[0], paused=True)
        test = actions.queue_test(tx, made.agency, made.endpoints[0])
        with pytest.raises(ConflictError) as refused:
            actions.queue_test(tx, made.agency, made.endpoints[0])
        assert refused.value.code == "test_under_way"
    with at_noon() as tx:
        assert claim(tx) is None
        (claimed,) = claim(tx, actions.claim_tests)
        assert (claimed.id, claimed.reference, claimed.covered) == (test, None, True)
        said = actions.message_of(claimed, "https://hub.example.org")
        assert (said.topic, said.referral_id, said.link_url) == ("endpoint.test", None, None)
        end_leases(tx)
        (claimed,) = actions.reclaim(tx, in_flight=4, lease_seconds=60)
        assert claimed.id == test
        assert actions.reclaim(tx, in_flight=4, lease_seconds=60) is None
        assert isinstance(actions.record(tx, claimed, BUSY, jitter=0), GaveUp)
        assert actions.queue_test(tx, made.agency, made.endpoints[0]) != test


# sent again by a person


def test_what_is_sent_again_keeps_its_id_counts_on_and_begins_a_new_round(at_noon):
    with at_noon() as tx:
        made = provider(tx, ChannelKind.WEBHOOK, ChannelKind.EMAIL)
        about = assignment(tx, made)
        due = message(tx, made, about=about)
        assert isinstance(try_one(tx, delivered()), Confirmed)
        set_assignment(tx, about[1], AssignmentState.ACCEPTED)
        later = tx.at(NOW + timedelta(days=3))
        send_again(later, due)
        made_tries = []
        while later and (claimed := (claim(later) or (None,))[0]):
            assert claimed.id == due
            made_tries.append((claimed.attempt, claimed.made))
            recorded = actions.record(later, claimed, BUSY, jitter=0)
            later = tx.at(recorded.until) if isinstance(recorded, Waiting) else None
        assert made_tries == [(each + 1, each) for each in range(1, 10)]
        assert isinstance(recorded, NotAgain), "it had arrived, so nothing follows"
        assert [each.number for each in attempts(tx, due)] == list(range(1, 11))
        assert (row(tx, due).state, row(tx, due).delivered_at) == (DeliveryState.DELIVERED, NOW)
        assert to_each(tx, made) == []


@pytest.mark.parametrize(
    ("kind", "state", "refused"),
    [
        (DeliveryKind.REFERRAL, AssignmentState.DELIVERED, None),
        (DeliveryKind.REFERRAL, AssignmentState.IN_PROGRESS, None),
        (DeliveryKind.REFERRAL, AssignmentState.RECALLED, "no_longer_holds"),
        (DeliveryKind.REFERRAL, AssignmentState.WITHDRAWN, "no_longer_holds"),
        (DeliveryKind.REFERRAL, AssignmentState.DECLINED, "no_longer_holds"),
        (DeliveryKind.REFERRAL, AssignmentState.VOID, "no_longer_holds"),
        (DeliveryKind.STOP_NOTICE, AssignmentState.RECALLED, None),
    ],
)
def test_only_what_still_holds_is_sent_again(at_noon, kind, state, refused):
    with at_noon() as tx:
        made = provider(tx)
        about = assignment(tx, made)
        due = message(tx, made, kind=kind, about=about)
        try_one(tx, delivered())
        set_assignment(tx, about[1], state)
        if refused is None:
            send_again(tx, due)
            assert [each.id for each in claim(tx)] == [due]
            return
        with pytest.raises(ConflictError) as error:
            send_again(tx, due)
        assert error.value.code == refused


def test_what_is_on_its_way_or_has_no_address_in_use_is_not_sent_again(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        due = message(tx, made)
        with pytest.raises(ConflictError) as error:
            send_again(tx, due)
        assert error.value.code == "not_sent_yet"
        try_one(tx, delivered())
        set_paused(tx, made.endpoints[0], paused=True)
        with pytest.raises(ConflictError) as error:
            send_again(tx, due)
        assert error.value.code == "address_suspended"


# a journey that stumbles


def test_a_result_that_cannot_be_recorded_holds_up_no_other_message(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        poison = message(tx, made)
        others = [message(tx, made) for _ in range(3)]

    def stumble(_tx, recorded):
        if recorded.delivery_id == poison:
            raise RuntimeError("over this one")

    channels = dict.fromkeys(ChannelKind, ConsoleChannel(lambda _: delivered()))
    options = DrainOptions(public_url="https://hub.example.org", deadline=5, batch=2, in_flight=50)
    with pytest.raises(RuntimeError, match="over this one"):
        drain(at_noon, channels, on_recorded=stumble, options=options)
    with at_noon() as tx:
        assert {row(tx, each).state for each in others} == {DeliveryState.DELIVERED}
        assert row(tx, poison).state is DeliveryState.QUEUED
    calm = drain(at_noon, channels, on_recorded=lambda *_: None, options=replace(options, batch=5))
    assert calm == Drained()
