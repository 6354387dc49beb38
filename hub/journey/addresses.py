"""An address is taken out of use, taken into use again, or tried with a test."""

from uuid import UUID

from hub import audit
from hub.access.scopes import require
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.actions import let_go, queue_test
from hub.directory.actions import pause_endpoint
from hub.directory.queries.endpoints import KnownEndpoint, endpoint
from hub.domain.codes import Role
from hub.domain.errors import NotFoundError
from hub.jobs import Job, ring


def suspend(tx: Transaction, endpoint_id: UUID) -> None:
    """Stop using an address; what waits goes to the agency's next one, or waits in sight.

    Raises NotFoundError for one that is not there.
    """
    require(tx.scope, Role.ADMINISTRATOR, Role.HUB)
    pause_endpoint(tx, endpoint_id, paused=True)
    ring(tx, Job.DELIVER)


def resume(tx: Transaction, endpoint_id: UUID) -> int:
    """Use an address again and let what has waited go, spread over time; returns how many messages that is.

    Raises NotFoundError for one that is not there.
    """
    require(tx.scope, Role.ADMINISTRATOR, Role.HUB)
    pause_endpoint(tx, endpoint_id, paused=False)
    waiting = let_go(tx, endpoint_id)
    ring(tx, Job.DELIVER)
    return waiting


def send_test(tx: Transaction, endpoint_id: UUID) -> UUID:
    """Send a message about nobody to one address, in use or not; returns the message's id.

    Raises NotFoundError for another agency's, ConflictError while an earlier test is on its way.
    """
    require(tx.scope, Role.ADMINISTRATOR, Role.PROVIDER, Role.HUB)
    found = _own(tx, endpoint_id)
    delivery_id = queue_test(tx, found.agency_id, endpoint_id)
    detail = {"endpoint": str(endpoint_id), "delivery": str(delivery_id)}
    audit.record(tx, Entry(event=Event.ENDPOINT_TESTED, recipient_id=found.agency_id, detail=detail))
    ring(tx, Job.DELIVER)
    return delivery_id


def _own(tx: Transaction, endpoint_id: UUID) -> KnownEndpoint:
    found = endpoint(tx, endpoint_id)
    is_others = tx.scope.role is Role.PROVIDER and found and found.agency_id != tx.scope.agency_id
    if found is None or is_others:
        raise NotFoundError("There is no such address.")
    return found
