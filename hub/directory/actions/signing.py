"""How a webhook shows that the hub sent it: secrets that take over from one another, and a sign-in."""

import base64
import secrets
from uuid import UUID

from sqlalchemy import select, update

from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.directory.actions.certificates import read_certificate
from hub.directory.actions.endpoints import check_address
from hub.domain.codes import ChannelKind
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.models import Endpoint
from hub.sealing import Place, sealer


def new_secret() -> str:
    """Make a signing secret of 192 bits, as Standard Webhooks 1.0 writes them."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


def add_secret(tx: Transaction, endpoint_id: UUID) -> str:
    """Put a second secret beside the first, so that both sign from now on; returns it, for this once.

    Raises NotFoundError for an unknown address, ConflictError for one that is no webhook or has two already.
    """
    if _locked(tx, endpoint_id) is not None:
        raise ConflictError("Two secrets sign already. Drop the old one first.")
    secret = new_secret()
    _write(tx, endpoint_id, second_secret=_sealed(endpoint_id, "second_secret", secret))
    _note(tx, endpoint_id, Event.ENDPOINT_SECRET_ADDED)
    return secret


def drop_secret(tx: Transaction, endpoint_id: UUID) -> None:
    """Drop the older of two secrets; the newer one signs alone.

    Raises NotFoundError for an unknown address, ConflictError for one that is no webhook or has only one.
    """
    sealed = _locked(tx, endpoint_id)
    if sealed is None:
        raise ConflictError("Only one secret signs. Add a second one first.")
    newer = sealer().open(sealed, Place(table="endpoint", column="second_secret", row=endpoint_id))
    _write(tx, endpoint_id, secret=_sealed(endpoint_id, "secret", newer), second_secret=None)
    _note(tx, endpoint_id, Event.ENDPOINT_SECRET_DROPPED)


def put_token(tx: Transaction, endpoint_id: UUID, *, url: str, client: str, secret: str, scope: str) -> None:
    """Have the hub fetch a token there first, as this client; the client's secret is kept sealed."""
    check_address(url)
    missing = [name for name, given in (("client", client), ("secret", secret)) if not given.strip()]
    if missing:
        faults = tuple(Fault(pointer=f"/{name}", code="missing", message="Give this.") for name in missing)
        raise InvalidError("The sign-in was not taken.", faults=faults)
    _locked(tx, endpoint_id)
    sealed = _sealed(endpoint_id, "token_secret", secret)
    given = {"token_url": url, "token_client": client, "token_scope": scope or None, "token_secret": sealed}
    _write(tx, endpoint_id, **given)
    _note(tx, endpoint_id, Event.ENDPOINT_SIGN_IN_CHANGED, token=True)


def drop_token(tx: Transaction, endpoint_id: UUID) -> None:
    """Post without a token from now on."""
    _locked(tx, endpoint_id)
    _write(tx, endpoint_id, token_url=None, token_client=None, token_scope=None, token_secret=None)
    _note(tx, endpoint_id, Event.ENDPOINT_SIGN_IN_CHANGED, token=False)


def put_certificate(tx: Transaction, endpoint_id: UUID, pem: str) -> None:
    """Have the hub show a certificate, given with its key as PEM text; both are kept sealed."""
    found = read_certificate(pem, tx.now)
    _locked(tx, endpoint_id)
    sealed = _sealed(endpoint_id, "client_certificate", {"chain": found.chain, "key": found.key})
    _write(tx, endpoint_id, client_certificate=sealed, client_certificate_ends_at=found.ends_at)
    _note(tx, endpoint_id, Event.ENDPOINT_SIGN_IN_CHANGED, certificate=True)


def drop_certificate(tx: Transaction, endpoint_id: UUID) -> None:
    """Show no certificate from now on."""
    _locked(tx, endpoint_id)
    _write(tx, endpoint_id, client_certificate=None, client_certificate_ends_at=None)
    _note(tx, endpoint_id, Event.ENDPOINT_SIGN_IN_CHANGED, certificate=False)


def _locked(tx: Transaction, endpoint_id: UUID) -> bytes | None:
    """Lock a webhook's row, so that of two people who rotate at once one is told; gives its second secret."""
    wanted = select(Endpoint.channel, Endpoint.second_secret).where(Endpoint.id == endpoint_id)
    row = tx.connection.execute(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("There is no such address.")
    if row.channel is not ChannelKind.WEBHOOK:
        raise ConflictError("Only a webhook is signed. This address is none.")
    second: bytes | None = row.second_secret
    return second


def _sealed(endpoint_id: UUID, column: str, value: object) -> bytes:
    return sealer().seal(value, Place(table="endpoint", column=column, row=endpoint_id))


def _write(tx: Transaction, endpoint_id: UUID, **values: object) -> None:
    tx.connection.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(**values))


def _note(tx: Transaction, endpoint_id: UUID, event: Event, **detail: bool) -> None:
    whose = select(Endpoint.agency_id).where(Endpoint.id == endpoint_id)
    agency_id = tx.connection.execute(whose).scalar_one()
    record(tx, Entry(event=event, recipient_id=agency_id, detail={"endpoint": str(endpoint_id), **detail}))
