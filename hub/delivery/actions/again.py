"""What a person sends by hand: a message again under its own id, and a test of an address."""

from uuid import UUID

from hub.db import Transaction
from hub.delivery import rules
from hub.delivery.actions.queueing import NewDelivery, queue
from hub.delivery.queries import again, faults, resuming
from hub.delivery.queries.again import Sendable
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.domain.errors import ConflictError

_NOT_DONE = frozenset({DeliveryState.HELD, DeliveryState.QUEUED})


def send_again(tx: Transaction, message: Sendable) -> None:
    """Queue a message that is done with once more; its id stays, so that its receiver knows it.

    Raises ConflictError for what is not done with, does not hold any more, or has no address in use.
    """
    if message.state in _NOT_DONE:
        raise ConflictError("It is still to be sent; there is nothing to send again.", code="not_sent_yet")
    if message.state is DeliveryState.CANCELLED or not message.holds:
        raise ConflictError(
            "What it says does not hold any more, so it is not sent again. Read how the referral stands now.",
            code="no_longer_holds",
        )
    if message.paused:
        raise ConflictError(
            "Its address is not in use. Have it mended and resumed first.", code="address_suspended"
        )
    again.requeue(tx, message.id)
    again.renew_link(tx, message.id, tx.now + rules.LINK_LIFE)


def queue_test(tx: Transaction, agency_id: UUID, endpoint_id: UUID) -> UUID:
    """Queue a message about nobody to an address, in use or not; returns its id.

    Raises ConflictError while an earlier test has not ended.
    """
    if again.test_waits(tx, endpoint_id):
        raise ConflictError("A test of this address is on its way already.", code="test_under_way")
    new = NewDelivery(
        kind=DeliveryKind.TEST,
        agency_id=agency_id,
        endpoint_id=endpoint_id,
        referral_id=None,
        due_at=tx.now,
    )
    return queue(tx, [new])[0]


def let_go(tx: Transaction, endpoint_id: UUID) -> int:
    """Let what has waited for an address go, one after the other; returns how many there are.

    Whatever people were told of the address is forgotten: if it fails again, they are told again.
    """
    waiting = resuming.due_now(tx, endpoint_id)
    resuming.spread(tx, endpoint_id, rules.apart(waiting))
    faults.forget(tx, endpoint_id)
    return waiting
