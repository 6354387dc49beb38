"""What is wrong with addresses: suspended by their own answer, and what people were told of them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import SuspensionCause
from hub.models import Endpoint, EndpointFault

TOLD_AGAIN = timedelta(days=1)
"""After how long people are told of the same fault again, while it lasts (I)."""


def lock_endpoint(tx: Transaction, endpoint_id: UUID) -> None:
    """Lock an address before its messages, in the order of the claims and of whoever resumes it."""
    wanted = select(Endpoint.id).where(Endpoint.id == endpoint_id)
    tx.connection.execute(wanted.with_for_update(key_share=True))


def suspend(tx: Transaction, endpoint_id: UUID, cause: SuspensionCause) -> bool:
    """Take an address out of use; False where it was out of use already."""
    done = tx.connection.execute(
        update(Endpoint)
        .where(Endpoint.id == endpoint_id, ~Endpoint.paused)
        .values(paused=True, suspended_at=tx.now, suspended_for=cause, suspended_by=None)
        .returning(Endpoint.id)
    )
    return done.first() is not None


def tell(tx: Transaction, endpoint_id: UUID, cause: str, status: int | None) -> bool:
    """Note that people are told of a fault; False where they were, less than a day ago."""
    row = insert(EndpointFault).values(endpoint_id=endpoint_id, cause=cause, status=status, told_at=tx.now)
    noted = tx.connection.execute(
        row.on_conflict_do_update(
            index_elements=[EndpointFault.endpoint_id, EndpointFault.cause],
            set_={"told_at": row.excluded.told_at, "status": row.excluded.status},
            where=EndpointFault.told_at <= tx.now - TOLD_AGAIN,
        ).returning(EndpointFault.endpoint_id)
    )
    return noted.first() is not None


def forget(tx: Transaction, endpoint_id: UUID) -> None:
    """Let people be told anew: somebody has looked at the address."""
    tx.connection.execute(delete(EndpointFault).where(EndpointFault.endpoint_id == endpoint_id))
