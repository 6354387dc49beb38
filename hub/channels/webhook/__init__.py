"""Tells a provider's program by Standard Webhooks 1.0: ids, a kind and a URL, signed; never a person.

An endpoint's address is somebody else's word. So it is looked up once, checked, and the connection goes to
the very address that was checked; redirects are not followed; and the total deadline holds whatever it does.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import httpcore2
import httpx2

from hub.channels import (
    Code,
    Message,
    Sent,
    delivered,
    permanent,
    retryable,
    within,
)
from hub.channels.webhook.network import CheckedNetwork, PrivateAddressError
from hub.db import wall_clock

_MOST_OF_AN_ANSWER = 64 * 1024
_BUSY = frozenset({408, 425, 429})
_SECONDS = re.compile(r"\d{1,6}", re.ASCII)
_OK, _REDIRECT, _CLIENT, _SERVER = 200, 300, 400, 500
_GONE = 410


class WebhookChannel:
    """Posts to endpoints over kept connections; `allow_private` is for the demo and for tests."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._client = httpx2.Client(
            transport=_Transport(allow_private=allow_private),
            follow_redirects=False,
            trust_env=False,
            timeout=None,
            headers={"user-agent": "victim-referral-hub", "accept": "*/*", "accept-encoding": "identity"},
        )

    def send(self, message: Message, *, deadline: float) -> Sent:
        """Post once; the answer's body is read so that the connection can be kept, and then forgotten."""
        try:
            url, key = _url(message.address, allow_http=self._allow_private), _key(message.secret)
        except httpx2.InvalidURL:
            return permanent(Code.BAD_ADDRESS)
        except ValueError:
            return permanent(Code.BAD_SECRET)
        with within(deadline):
            return self._post(url, body_of(message), key, message)

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def _post(self, url: httpx2.URL, body: bytes, key: bytes, message: Message) -> Sent:
        headers = signed(str(message.delivery_id), int(wall_clock().timestamp()), body, key)
        try:
            with self._client.stream("POST", url, content=body, headers=headers) as response:
                _read_some(response)
                return _judged(response)
        except PrivateAddressError:
            return permanent(Code.BAD_ADDRESS)
        except (httpcore2.TimeoutException, TimeoutError):
            return retryable(Code.TIMED_OUT)
        except ssl.SSLError:
            return retryable(Code.TLS_FAILED)
        except (httpcore2.NetworkError, OSError):
            return retryable(Code.UNREACHABLE)
        except httpcore2.ProtocolError:
            return retryable(Code.SERVER_ERROR)


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


def signed(message_id: str, timestamp: int, body: bytes, key: bytes) -> dict[str, str]:
    """Make the headers by which the receiver knows that the hub wrote this, now [Standard Webhooks 1.0]."""
    digest = hmac.new(key, b".".join([message_id.encode(), str(timestamp).encode(), body]), hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest.digest()).decode()}",
    }


def _url(address: str, *, allow_http: bool) -> httpx2.URL:
    url = httpx2.URL(address)
    if not url.host or url.userinfo or url.scheme not in ({"https", "http"} if allow_http else {"https"}):
        raise httpx2.InvalidURL("not an address that the hub may post to")
    return url


def _key(secret: str | None) -> bytes:
    """Read a `whsec_` secret; ValueError if there is none."""
    try:
        key = base64.b64decode((secret or "").removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("not a whsec_ secret") from error
    if not key:
        raise ValueError("no secret")
    return key


def _read_some(response: httpx2.Response) -> None:
    """Read a small answer to its end, for the connection's sake; its status has said all that counts."""
    read = 0
    with suppress(OSError, httpcore2.NetworkError, httpcore2.ProtocolError):
        for part in response.iter_raw():
            read += len(part)
            if read > _MOST_OF_AN_ANSWER:
                return


def _judged(response: httpx2.Response) -> Sent:
    status = response.status_code
    if _OK <= status < _REDIRECT:
        return delivered(status=status)
    if status in _BUSY:
        return retryable(Code.BUSY, status, _retry_after(response))
    if status >= _SERVER:
        return retryable(Code.SERVER_ERROR, status, _retry_after(response))
    if _REDIRECT <= status < _CLIENT:
        return permanent(Code.REDIRECTED, status)
    return permanent(Code.GONE if status == _GONE else Code.REFUSED, status)


def _retry_after(response: httpx2.Response) -> timedelta | None:
    """Read the hint in seconds; a date is rare, depends on two clocks, and is left aside."""
    written = _SECONDS.fullmatch(response.headers.get("retry-after", ""))
    return timedelta(seconds=int(written[0])) if written else None


class _Body(httpx2.SyncByteStream):
    """An answer's body, as the pool hands it out."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        self._answer.close()


class _Transport(httpx2.BaseTransport):
    """Carries the client's requests over a pool with our network backend."""

    def __init__(self, *, allow_private: bool) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=None,
            max_keepalive_connections=50,
            keepalive_expiry=30.0,
            network_backend=CheckedNetwork(allow_private=allow_private),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass one request on."""
        url = request.url
        origin = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=origin,
                headers=request.headers.raw,
                content=request.read(),
            )
        )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()
