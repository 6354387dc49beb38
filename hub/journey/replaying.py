"""A person has one message sent again: the same id, no clock starts anew, nothing that no longer holds."""

from uuid import UUID

from hub import audit
from hub.access.scopes import require, widen
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.actions import send_again
from hub.delivery.queries import again
from hub.delivery.queries.log import is_in_sight
from hub.domain.assignment import AssignmentState
from hub.domain.codes import DeliveryKind, Role
from hub.domain.errors import ConflictError, NotFoundError
from hub.jobs import Job, ring


def replay(tx: Transaction, delivery_id: UUID) -> None:
    """Send one message again, to the address that it went to.

    Raises NotFoundError for what is not in the caller's sight, ConflictError (its code says why) for what is
    still to be sent, does not hold any more, or is the coordinator's to send anew.
    """
    require(tx.scope, Role.PROVIDER, Role.COORDINATOR, Role.ADMINISTRATOR)
    if not is_in_sight(tx, delivery_id):
        raise NotFoundError("There is no such message.")
    widen(tx)  # an administrator's own scope reaches no assignment
    _check_turn(tx, delivery_id)
    found = again.find(tx, delivery_id)
    if found is None:
        raise NotFoundError("There is no such message.")
    send_again(tx, found)
    entry = Entry(
        event=Event.DELIVERY_REPLAYED,
        referral_id=found.referral_id,
        assignment_id=found.assignment_id,
        recipient_id=found.agency_id,
        detail={"delivery": str(delivery_id), "kind": found.kind},
    )
    audit.record(tx, entry)
    ring(tx, Job.DELIVER)


def _check_turn(tx: Transaction, delivery_id: UUID) -> None:
    """Lock what it is about before it; what reached nobody is sent anew, with its clocks, from triage."""
    kind, assignment_id = again.about(tx, delivery_id)
    turns = acknowledgement.lock_known(tx, [assignment_id]) if assignment_id else ()
    if kind is DeliveryKind.REFERRAL and any(turn.state is AssignmentState.UNDELIVERABLE for turn in turns):
        message = "It reached nobody; the referral coordinator sends it anew from the triage list."
        raise ConflictError(message, code="ask_the_coordinator")
