"""The mailboxes of the rota, as addresses that messages can go to."""

from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.directory.actions.rows import endpoint_row, put
from hub.domain.codes import AgencyKind, ChannelKind, EndpointPurpose
from hub.models import Agency, Endpoint

_AFTER_THE_DIRECTORYS = 90


def on_call(tx: Transaction, mailbox: str) -> tuple[UUID, UUID] | None:
    """Give the coordinators' agency and the endpoint of a mailbox on the rota, made where it is new.

    None where the directory has no referral coordinator.
    """
    agency_id = tx.connection.execute(
        select(Agency.id).where(Agency.kind == AgencyKind.COORDINATOR).order_by(Agency.slug).limit(1)
    ).scalar_one_or_none()
    if agency_id is None:
        return None
    row = endpoint_row(
        agency_id, None, EndpointPurpose.ON_CALL, ChannelKind.EMAIL, mailbox, _AFTER_THE_DIRECTORYS
    )
    (endpoint_id,) = put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], [row])
    return agency_id, endpoint_id
