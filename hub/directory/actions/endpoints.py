"""Addresses that providers bring themselves."""

from uuid import UUID

from sqlalchemy import select, update

from hub.db import Transaction
from hub.directory.actions.rows import endpoint_row, put
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.domain.errors import NotFoundError
from hub.models import (
    Agency,
    Endpoint,
)
from hub.sealing import Place, sealer


def put_webhook(tx: Transaction, agency_slug: str, address: str, secret: str) -> UUID:
    """Give an agency an API endpoint that is tried before its mailbox; the signing secret is kept sealed."""
    agency_id = tx.connection.execute(
        select(Agency.id).where(Agency.slug == agency_slug)
    ).scalar_one_or_none()
    if agency_id is None:
        raise NotFoundError(f"The directory has no agency {agency_slug}; load a directory first.")
    tx.connection.execute(
        update(Endpoint)
        .where(
            Endpoint.agency_id == agency_id,
            Endpoint.channel == ChannelKind.WEBHOOK,
            Endpoint.address != address,
        )
        .values(paused=True)
    )
    row = endpoint_row(agency_id, None, EndpointPurpose.DUTY, ChannelKind.WEBHOOK, address, 1)
    (endpoint_id,) = put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], [row])
    sealed = sealer().seal(secret, Place(table="endpoint", column="secret", row=endpoint_id))
    tx.connection.execute(
        update(Endpoint).where(Endpoint.id == endpoint_id).values(secret=sealed, paused=False)
    )
    return endpoint_id


def pause_endpoint(tx: Transaction, endpoint_id: UUID, *, paused: bool) -> None:
    """Take an address out of use, or into use again; raises NotFoundError where there is none such."""
    found = tx.connection.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(paused=paused))
    if not found.rowcount:
        raise NotFoundError("There is no such address.")
