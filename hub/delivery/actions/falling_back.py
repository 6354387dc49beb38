"""From one address of an agency to its next."""

from uuid import UUID

from hub.db import Transaction
from hub.delivery.actions.queueing import NewDelivery, queue
from hub.delivery.queries import elsewhere, outcome
from hub.delivery.queries.claim import Claimed
from hub.delivery.queries.elsewhere import Stranded


def queue_elsewhere(tx: Transaction, message: Claimed | Stranded, endpoint_id: UUID) -> UUID:
    """Queue the same as a new message to another address, due now; returns its id."""
    return queue(tx, [_to(tx, message, endpoint_id)])[0]


def leave_suspended(tx: Transaction, batch: int) -> int:
    """Move messages from addresses that are not in use to the agency's next ones; returns how many.

    What its provider may have got already, because a worker was lost with it, moves too: the new message
    names the same assignment.
    """
    found = elsewhere.stranded(tx, batch)
    for assignment_id in sorted({each.assignment_id for each in found if each.assignment_id}):
        outcome.lock_assignment(tx, assignment_id)
    closed = elsewhere.close(tx, [each.id for each in found]) if found else frozenset()
    queue(tx, [_to(tx, each, each.next_endpoint_id) for each in found if each.id in closed])
    return len(closed)


def _to(tx: Transaction, message: Claimed | Stranded, endpoint_id: UUID) -> NewDelivery:
    return NewDelivery(
        kind=message.kind,
        agency_id=message.agency_id,
        endpoint_id=endpoint_id,
        referral_id=message.referral_id,
        assignment_id=message.assignment_id,
        due_at=tx.now,
        detail=message.detail,
    )
