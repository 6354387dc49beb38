"""Certificates of a made-up authority, good, expired or of another name, and servers that show them."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Made:
    """One certificate with its key, each in PEM."""

    chain: str
    key: str

    def file(self, folder: Path, name: str) -> Path:
        """Write both into one file."""
        path = folder / name
        path.write_text(self.key + self.chain)
        return path


class Authority:
    """Signs certificates; whoever trusts its file trusts them all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example authority")])
        own = self._built(self._name, self._key, datetime.now(UTC) + A_DAY)
        certified = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(certified.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Make one whose files are in a folder."""
        return cls(folder)

    def certificate(self, host: str = "localhost", *, ends: timedelta = A_DAY) -> Made:
        """Sign a certificate of a host, good until `ends` from now, which may have been."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names: list[x509.GeneralName] = [x509.DNSName(host)]
        if host == "localhost":
            names.append(x509.IPAddress(ip_address("127.0.0.1")))
        signed = (
            self._built(name, key, datetime.now(UTC) + ends)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return Made(chain=signed.public_bytes(Encoding.PEM).decode(), key=plain.decode())

    def serving(self, made: Made, *, asks_for_one: bool = False) -> ssl.SSLContext:
        """Make a server's context; one that asks its callers for a certificate takes only ours."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(made.file(self._folder, f"{id(made)}.pem"))
        if asks_for_one:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.file)
        return context

    def _built(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(ends - 3 * A_DAY)
            .not_valid_after(ends)
        )


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that refuses our certificate is what the test wants."""


@contextmanager
def encrypted(handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None) -> Iterator[int]:
    """Serve over TLS, or in plain text without a context; yields the port."""
    server = _Quiet(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


Answer = Callable[[BaseHTTPRequestHandler, bytes], tuple[int, dict[str, str], bytes]]


def handler_of(answer: Answer) -> type[BaseHTTPRequestHandler]:
    """Make a handler that answers every POST as a function says: status, headers, body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            status, headers, body = answer(self, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            for name, value in (*headers.items(), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
