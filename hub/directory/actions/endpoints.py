"""Addresses that providers bring themselves."""

from uuid import UUID

from sqlalchemy import select, update

from hub.db import Transaction
from hub.directory.actions.rows import endpoint_row, put
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.models import (
    Agency,
    Endpoint,
)
from hub.sealing import Place, sealer


def put_webhook(tx: Transaction, agency_slug: str, address: str, secret: str) -> UUID:
    """Give an agency an API endpoint that is tried before its mailbox; the signing secret is kept sealed."""
    agency_id = tx.connection.execute(select(Agency.id).where(Agency.slug == agency_slug)).scalar_one()
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
