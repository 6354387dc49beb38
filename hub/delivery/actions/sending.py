"""Messages in a worker's hands: taken up, written out, given back."""

from datetime import timedelta
from typing import Any

from hub.channels import ClientCertificate, Message, TokenAccess
from hub.db import Transaction
from hub.delivery import rules
from hub.delivery.queries import claim as claims
from hub.delivery.queries import outcome, rows
from hub.delivery.queries.claim import Claimed
from hub.domain.calendar import london_date
from hub.domain.codes import ChannelKind, DeliveryKind
from hub.sealing import Place, link_token, return_token, sealer


def claim(tx: Transaction, *, batch: int, in_flight: int, lease_seconds: float) -> tuple[Claimed, ...] | None:
    """Take messages that are due, at most `in_flight` per address over all workers.

    None if none is due; () if those that were due hold no longer and are cancelled now.
    """
    return claims.take_due(tx, batch=batch, in_flight=in_flight, lease=timedelta(seconds=lease_seconds))


def reclaim(tx: Transaction, *, in_flight: int, lease_seconds: float) -> tuple[Claimed, ...] | None:
    """Take one message whose worker was lost; otherwise like `claim`."""
    return claims.take_expired(tx, in_flight=in_flight, lease=timedelta(seconds=lease_seconds))


def claim_tests(
    tx: Transaction, *, batch: int, in_flight: int, lease_seconds: float
) -> tuple[Claimed, ...] | None:
    """Take tests that are due, also of addresses that are not in use; otherwise like `claim`."""
    return claims.take_tests(tx, batch=batch, in_flight=in_flight, lease=timedelta(seconds=lease_seconds))


def put_back(tx: Transaction, claimed: Claimed) -> None:
    """Give a message back that was not sent: too little of its lease is left, or it no longer holds."""
    outcome.give_back(tx, claimed)


def still_holds(tx: Transaction, claimed: Claimed) -> bool:
    """Say whether a message that has waited in our hands may still be sent."""
    return outcome.still_holds(tx, claimed)


def seen(tx: Transaction, name: str) -> None:
    """Write that a worker of this name is alive and has looked."""
    rows.beat(tx, name)


def message_of(claimed: Claimed, public_url: str, return_address: str | None = None) -> Message:
    """Write out a claimed message, the same at every repeat but for the number of the try.

    Opens a webhook's secrets: raises cryptography's InvalidTag if one was moved or changed.
    """
    is_webhook = claimed.channel is ChannelKind.WEBHOOK
    return Message(
        delivery_id=claimed.id,
        attempt=claimed.attempt,
        kind=claimed.kind,
        topic=rules.topic(claimed.kind, claimed.assignment_state),
        agency_id=claimed.agency_id,
        agency_slug=claimed.agency_slug,
        address=claimed.address,
        secret=_opened(claimed, "secret") if is_webhook else None,
        reference=claimed.reference,
        referral_id=claimed.referral_id,
        assignment_id=claimed.assignment_id,
        link_url=_link(claimed, public_url),
        api_url=_api(claimed, public_url),
        high_risk=claimed.high_risk,
        awaited=claimed.awaited,
        due_text=_due_text(claimed),
        detail=claimed.detail,
        return_path=_return_path(claimed, return_address),
        route=claimed.route,
        mail_domains=claimed.mail_domains,
        second_secret=_opened(claimed, "second_secret") if is_webhook else None,
        token_access=_token_access(claimed) if is_webhook else None,
        client_certificate=_client_certificate(claimed) if is_webhook else None,
        is_read=claimed.is_read,
        created_at=claimed.created_at,
    )


def _opened(claimed: Claimed, column: str) -> Any:
    sealed = getattr(claimed, column)
    place = Place(table="endpoint", column=column, row=claimed.endpoint_id)
    return None if sealed is None else sealer().open(sealed, place)


def _token_access(claimed: Claimed) -> TokenAccess | None:
    secret = _opened(claimed, "token_secret")
    if claimed.token_url is None or claimed.token_client is None or secret is None:
        return None
    return TokenAccess(
        url=claimed.token_url, client=claimed.token_client, secret=secret, scope=claimed.token_scope
    )


def _client_certificate(claimed: Claimed) -> ClientCertificate | None:
    found = _opened(claimed, "client_certificate")
    return None if found is None else ClientCertificate(chain=found["chain"], key=found["key"])


def _link(claimed: Claimed, public_url: str) -> str | None:
    if claimed.channel is not ChannelKind.EMAIL or claimed.assignment_id is None:
        return None
    token = link_token(claimed.id, claimed.link_version)
    return public_url.rstrip("/") + rules.link_path(claimed.id, token)


def _return_path(claimed: Claimed, return_address: str | None) -> str | None:
    if claimed.channel is not ChannelKind.EMAIL or return_address is None:
        return None
    return rules.return_path(return_address, return_token(claimed.id))


def _api(claimed: Claimed, public_url: str) -> str:
    if claimed.assignment_id:
        return f"{public_url.rstrip('/')}/v1/assignments/{claimed.assignment_id}"
    if claimed.referral_id:
        return f"{public_url.rstrip('/')}/v1/referrals/{claimed.referral_id}"
    return f"{public_url.rstrip('/')}/v1/assignments"


def _due_text(claimed: Claimed) -> str | None:
    if claimed.kind is DeliveryKind.REFERRAL:
        day = london_date(claimed.created_at)
        return rules.acknowledge_within(claimed.targets, day, high_risk=claimed.high_risk)
    return rules.instant_in_words(claimed.awaited_by) if claimed.awaited_by else None
