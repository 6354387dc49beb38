"""Tells a provider's program by Standard Webhooks 1.0: ids, a kind and a URL, signed; never a person.

An endpoint's address is somebody else's word. So it is looked up once, checked, and the connection goes to
the very address that was checked; redirects are not followed; and the total deadline holds whatever it does,
with what it takes to sign in there first.
"""

import json

import httpx2

from hub.channels import Code, Message, Sent, TokenAccess, permanent, within
from hub.channels.webhook.answers import TROUBLE, broken, judged, read_some
from hub.channels.webhook.clients import Clients
from hub.channels.webhook.network import PrivateAddressError
from hub.channels.webhook.signing import keys_of, signed
from hub.channels.webhook.tokens import NoTokenError, Tokens
from hub.db import wall_clock

_NOT_SIGNED_IN = 401


class WebhookChannel:
    """Posts to endpoints over kept connections; `allow_private` is for the demo and for tests."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._clients = Clients(allow_private=allow_private)
        self._tokens = Tokens()

    def send(self, message: Message, *, deadline: float) -> Sent:
        """Post once; the answer's body is read so that the connection can be kept, and then forgotten."""
        access = message.token_access
        try:
            url = self._url(message.address)
            token_url = self._url(access.url) if access else None
            keys = keys_of(message.secret, message.second_secret)
            client = self._clients.of(message.client_certificate)
        except httpx2.InvalidURL:
            return permanent(Code.BAD_ADDRESS)
        except ValueError:
            return permanent(Code.BAD_SECRET)
        body = body_of(message)
        headers = signed(str(message.delivery_id), int(wall_clock().timestamp()), body, *keys)
        request = client.build_request("POST", url, content=body, headers=headers)
        try:
            with within(deadline):
                if access is None or token_url is None:
                    return _posted(client, request)
                return self._as_signed_in(client, request, access, token_url)
        except NoTokenError as error:
            return error.sent
        except (PrivateAddressError, *TROUBLE) as error:
            return broken(error)

    def close(self) -> None:
        """Close the kept connections."""
        self._clients.close()

    def _as_signed_in(
        self, client: httpx2.Client, request: httpx2.Request, access: TokenAccess, token_url: httpx2.URL
    ) -> Sent:
        """Post with a token; one that was kept and is refused is fetched anew, once."""
        token, is_new = self._tokens.take(client, access, token_url)
        request.headers["authorization"] = f"Bearer {token}"
        sent = _posted(client, request)
        if sent.status != _NOT_SIGNED_IN:
            return sent
        self._tokens.drop(access, token)
        if is_new:
            return sent
        token, _ = self._tokens.take(client, access, token_url)
        request.headers["authorization"] = f"Bearer {token}"
        return _posted(client, request)

    def _url(self, address: str) -> httpx2.URL:
        """Read an address that may be posted to; raises InvalidURL for any other."""
        url = httpx2.URL(address)
        schemes = {"https", "http"} if self._allow_private else {"https"}
        if not url.host or url.userinfo or url.scheme not in schemes:
            raise httpx2.InvalidURL("not an address that the hub may post to")
        return url


def body_of(message: Message) -> bytes:
    """Write the body; a repeat of the same message is the same bytes."""
    content = {
        "type": message.topic,
        "id": str(message.delivery_id),
        "assignment": str(message.assignment_id) if message.assignment_id else None,
        "url": message.api_url,
        "at": message.created_at.isoformat(),
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _posted(client: httpx2.Client, request: httpx2.Request) -> Sent:
    response = client.send(request, stream=True)
    try:
        read_some(response)
        return judged(response)
    finally:
        response.close()
