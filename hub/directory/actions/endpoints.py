"""Addresses that providers bring themselves."""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update

from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.directory.actions.rows import IN_USE, endpoint_row, put, suspended
from hub.domain.codes import ChannelKind, EndpointPurpose, SuspensionCause
from hub.domain.errors import Fault, InvalidError, NotFoundError
from hub.models import (
    Agency,
    Endpoint,
)
from hub.sealing import Place, sealer
from hub.settings import settings


def put_webhook(tx: Transaction, agency_slug: str, address: str, secret: str) -> UUID:
    """Give an agency an API endpoint that is tried before its mailbox; the signing secret is kept sealed.

    Given again it signs with this secret alone, whatever took over from what.
    """
    check_address(address)
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
            ~Endpoint.paused,
        )
        .values(suspended(tx, SuspensionCause.REPLACED))
    )
    row = endpoint_row(agency_id, None, EndpointPurpose.DUTY, ChannelKind.WEBHOOK, address, 1)
    (endpoint_id,) = put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], [row])
    sealed = sealer().seal(secret, Place(table="endpoint", column="secret", row=endpoint_id))
    tx.connection.execute(
        update(Endpoint).where(Endpoint.id == endpoint_id).values(secret=sealed, second_secret=None, **IN_USE)
    )
    return endpoint_id


def check_address(address: str) -> None:
    """Refuse what nothing could ever be posted to; raises InvalidError."""
    schemes = {"https", "http"} if settings().allow_private_webhooks else {"https"}
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in schemes and bool(parts.hostname) and not parts.username
    except ValueError:  # such as half an IPv6 address
        is_one = False
    if not is_one:
        message = "Give an https address with a host and without a user, such as https://api.example.org/hub."
        fault = Fault(pointer="/address", code="bad_address", message=message)
        raise InvalidError("The address was not taken.", faults=(fault,))


def pause_endpoint(tx: Transaction, endpoint_id: UUID, *, paused: bool) -> None:
    """Take an address out of use, or into use again; raises NotFoundError where there is none such.

    One that is so already stays as it is, with whoever made it so.
    """
    now = suspended(tx, SuspensionCause.BY_HAND) if paused else IN_USE
    wanted = select(Endpoint.agency_id, Endpoint.paused).where(Endpoint.id == endpoint_id)
    found = tx.connection.execute(wanted.with_for_update(key_share=True)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such address.")
    if found.paused is paused:
        return
    tx.connection.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(now))
    event = Event.ENDPOINT_PAUSED if paused else Event.ENDPOINT_RESUMED
    record(tx, Entry(event=event, recipient_id=found.agency_id, detail={"endpoint": str(endpoint_id)}))
