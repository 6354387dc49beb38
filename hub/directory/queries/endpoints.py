"""One address of an agency: what it is for and whether it is used."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.models import Agency, Endpoint


@dataclass(frozen=True, kw_only=True)
class KnownEndpoint:
    """One address by what it is for, with its agency; without the address itself."""

    id: UUID
    agency_id: UUID
    agency_slug: str
    agency_name: str
    purpose: EndpointPurpose
    channel: ChannelKind
    paused: bool


def endpoint(tx: Transaction, endpoint_id: UUID) -> KnownEndpoint | None:
    """Read one address; None if there is none such."""
    row = (
        tx.connection.execute(
            select(
                Endpoint.id,
                Endpoint.agency_id,
                Agency.slug.label("agency_slug"),
                Agency.name.label("agency_name"),
                Endpoint.purpose,
                Endpoint.channel,
                Endpoint.paused,
            )
            .join(Agency, Agency.id == Endpoint.agency_id)
            .where(Endpoint.id == endpoint_id)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else KnownEndpoint(**row)
