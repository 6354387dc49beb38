"""Encrypted ways out: the other side's certificate is checked, and the deadline holds inside TLS as well."""

import socket
import ssl
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.channels import Code
from hub.channels.webhook import WebhookChannel
from hub.domain.codes import AttemptOutcome
from tests.contracts.test_channels import mails_to, message, timed


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of localhost that nobody has signed; gives the server's context and its file."""
    folder = tmp_path_factory.mktemp("tls")
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context, file


@pytest.fixture
def trusted(certificate, monkeypatch):
    """Make the hub trust the certificate, as an operator's own authority would be."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))


@pytest.fixture
def mail_port(certificate):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = Controller(Sink(), hostname="127.0.0.1", port=port, tls_context=certificate[0])
    server.start()
    yield port
    server.stop()


class Taker(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class QuietServer(HTTPServer):
    def handle_error(self, *_):
        """A client that refuses our certificate is what the test wants."""


@contextmanager
def encrypted_endpoint(context):
    server = QuietServer(("127.0.0.1", 0), Taker)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.socket.settimeout(5)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_out_encrypted(mail_port):
    sent, _ = timed(mails_to(mail_port, tls="starttls"), message(), deadline=5)
    assert sent.outcome is AttemptOutcome.DELIVERED


def test_a_mail_server_that_nobody_vouches_for_gets_nothing(mail_port):
    sent, _ = timed(mails_to(mail_port, tls="starttls"), message(), deadline=5)
    assert (sent.outcome, sent.code) == (AttemptOutcome.RETRYABLE, Code.TLS_FAILED)


@pytest.mark.usefixtures("trusted")
def test_a_webhook_goes_out_encrypted_and_checked_against_its_name(certificate):
    with encrypted_endpoint(certificate[0]) as url:
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert sent.outcome is AttemptOutcome.DELIVERED


def test_an_endpoint_that_nobody_vouches_for_gets_nothing(certificate):
    with encrypted_endpoint(certificate[0]) as url:
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert (sent.outcome, sent.code) == (AttemptOutcome.RETRYABLE, Code.TLS_FAILED)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_the_deadline_holds_where_nobody_answers_the_handshake(tls):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        sent, took = timed(mails_to(silent.getsockname()[1], tls=tls), message())
    assert (sent.outcome, sent.code) == (AttemptOutcome.RETRYABLE, Code.TIMED_OUT)
    assert took < 1.5
