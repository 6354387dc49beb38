"""Clients that post over checked connections: one for everybody, one for each certificate of the hub's."""

import secrets
import ssl
import threading
from collections.abc import Iterator
from tempfile import NamedTemporaryFile

import httpcore2
import httpx2
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from hub.channels import ClientCertificate
from hub.channels.webhook.network import CheckedNetwork


class Clients:
    """Made when first asked for and kept; whoever shows a certificate shares no connection with others."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._lock = threading.Lock()
        self._made: dict[ClientCertificate | None, httpx2.Client] = {}

    def of(self, certificate: ClientCertificate | None) -> httpx2.Client:
        """Give the client that shows a certificate, or none; ValueError where that cannot be read."""
        with self._lock:
            if certificate not in self._made:
                self._made[certificate] = _client(certificate, allow_private=self._allow_private)
            return self._made[certificate]

    def close(self) -> None:
        """Close every kept connection."""
        with self._lock:
            made, self._made = self._made, {}
        for client in made.values():
            client.close()


def _client(certificate: ClientCertificate | None, *, allow_private: bool) -> httpx2.Client:
    return httpx2.Client(
        transport=_Transport(context_for(certificate), allow_private=allow_private),
        follow_redirects=False,
        trust_env=False,
        timeout=None,
        headers={"user-agent": "victim-referral-hub", "accept": "*/*", "accept-encoding": "identity"},
    )


def context_for(certificate: ClientCertificate | None) -> ssl.SSLContext:
    """Make the context that checks the endpoint and shows our certificate; ValueError if it is not sound."""
    context = ssl.create_default_context()
    if certificate is None:
        return context
    # Python's ssl reads keys from files alone: what lies there for a moment is encrypted
    word = secrets.token_urlsafe(32)
    try:
        key = load_pem_private_key(certificate.key.encode(), password=None)
        encrypted = key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(word.encode())
        )
        with NamedTemporaryFile() as file:
            file.write(certificate.chain.encode() + b"\n" + encrypted)
            file.flush()
            context.load_cert_chain(file.name, password=word)
    except (TypeError, ValueError, UnsupportedAlgorithm, ssl.SSLError) as error:
        raise ValueError("not a certificate with its key") from error
    return context


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

    def __init__(self, context: ssl.SSLContext, *, allow_private: bool) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
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
