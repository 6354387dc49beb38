"""Encrypted ways out: the other side's certificate is checked, and the deadline holds inside TLS as well."""

import socket
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller

from hub.channels import ClientCertificate, Code
from hub.channels.smtp import SmtpChannel
from hub.channels.smtp.connection import MailServer
from hub.channels.webhook import WebhookChannel
from hub.domain.codes import AttemptOutcome
from tests.contracts.test_channels import LETTERHEAD, Mailbox, mails_to, message, timed
from tests.factories.certificates import Authority, encrypted, handler_of

DELIVERED, RETRYABLE, PERMANENT = (
    AttemptOutcome.DELIVERED,
    AttemptOutcome.RETRYABLE,
    AttemptOutcome.PERMANENT,
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.certificate()


@pytest.fixture
def trusted(authority, monkeypatch):
    """Make the hub trust the authority, as an operator's own would be."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


@contextmanager
def mail_server(mailbox, context=None, **options):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port, tls_context=context, **options)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def taker(got):
    def answer(request, body):
        got.append((dict(request.headers), body))
        return 204, {}, b""

    return handler_of(answer)


@contextmanager
def endpoint(context):
    got = []
    with encrypted(taker(got), context) as port:
        yield f"https://localhost:{port}/", got


def posted(url, deadline=5, **asked):
    return timed(WebhookChannel(allow_private=True), message(address=url, **asked), deadline)[0]


# mail


@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_out_encrypted(authority, certificate):
    mailbox = Mailbox()
    with mail_server(mailbox, authority.serving(certificate), require_starttls=True) as port:
        sent, _ = timed(mails_to(port, tls="starttls"), message(), deadline=5)
    assert sent.outcome is DELIVERED
    assert len(mailbox.taken) == 1


def test_a_mail_server_that_nobody_vouches_for_gets_nothing(authority, certificate):
    mailbox = Mailbox()
    with mail_server(mailbox, authority.serving(certificate)) as port:
        sent, _ = timed(mails_to(port, tls="starttls"), message(), deadline=5)
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TLS_FAILED)
    assert mailbox.taken == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("made", [{"host": "elsewhere.example.org"}, {"ends": timedelta(hours=-1)}])
def test_a_mail_server_with_another_name_or_an_expired_certificate_gets_nothing(authority, made):
    mailbox = Mailbox()
    with mail_server(mailbox, authority.serving(authority.certificate(**made))) as port:
        sent, _ = timed(mails_to(port, tls="starttls"), message(), deadline=5)
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TLS_FAILED)
    assert mailbox.taken == []


class Stripped(Mailbox):
    """A mail server that has encryption, behind somebody on the way who takes the offer out of its answer."""

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        session.host_name = hostname
        return [each for each in responses if "STARTTLS" not in each]


@pytest.mark.usefixtures("trusted")
def test_a_route_whose_offer_of_encryption_is_stripped_gets_nothing(authority, certificate):
    usual, relay = Mailbox(), Stripped()
    with mail_server(usual) as port, mail_server(relay, authority.serving(certificate)) as secure:
        servers = [
            MailServer(host="127.0.0.1", port=where, tls=tls)
            for where, tls in ((port, "none"), (secure, "starttls"))
        ]
        with closing(SmtpChannel(servers[0], LETTERHEAD, {"secure": servers[1]})) as channel:
            sent = channel.send(message(route="secure"), deadline=5)
            assert (sent.outcome, sent.code) == (RETRYABLE, Code.TLS_FAILED)
            assert channel.send(message(), deadline=5).outcome is DELIVERED
    assert (len(usual.taken), len(relay.taken)) == (1, 0)


# webhook


@pytest.mark.usefixtures("trusted")
def test_a_webhook_goes_out_encrypted_and_checked_against_its_name(authority, certificate):
    with endpoint(authority.serving(certificate)) as (url, got):
        assert posted(url).outcome is DELIVERED
    assert len(got) == 1


def test_an_endpoint_that_nobody_vouches_for_gets_nothing(authority, certificate):
    with endpoint(authority.serving(certificate)) as (url, got):
        sent = posted(url)
    assert (sent.outcome, sent.code, got) == (RETRYABLE, Code.TLS_FAILED, [])


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("made", [{"host": "elsewhere.example.org"}, {"ends": timedelta(hours=-1)}])
def test_an_endpoint_with_another_name_or_an_expired_certificate_gets_nothing(authority, made):
    with endpoint(authority.serving(authority.certificate(**made))) as (url, got):
        sent = posted(url)
    assert (sent.outcome, sent.code, got) == (RETRYABLE, Code.TLS_FAILED, [])


@pytest.mark.usefixtures("trusted")
def test_a_name_that_leads_to_this_machine_is_refused_before_any_connection(authority, certificate):
    with endpoint(authority.serving(certificate)) as (url, got):
        sent, _ = timed(WebhookChannel(), message(address=url), deadline=5)
    assert (sent.outcome, sent.code, got) == (PERMANENT, Code.BAD_ADDRESS, [])


@pytest.mark.usefixtures("trusted")
def test_a_name_is_asked_for_once_and_kept_in_the_handshake_and_the_request(
    authority, certificate, monkeypatch
):
    asked, real = [], socket.getaddrinfo

    def counting(host, *rest, **options):
        asked.append(host)
        return real(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", counting)
    with endpoint(authority.serving(certificate)) as (url, got):
        assert posted(url).outcome is DELIVERED
    assert [host for host in asked if host == "localhost"] == ["localhost"]
    assert got[0][0]["Host"].startswith("localhost:")


@pytest.mark.parametrize("private", ["127.0.0.1", "10.0.0.1", "::1"])
def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch, private):
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.215.14", private)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    sent, _ = timed(WebhookChannel(), message(address="https://hub.example.org/"), deadline=5)
    assert (sent.outcome, sent.code) == (PERMANENT, Code.BAD_ADDRESS)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("shown", "outcome"), [("ours", DELIVERED), ("expired", RETRYABLE), (None, RETRYABLE)]
)
def test_an_endpoint_that_asks_who_calls_is_shown_the_hubs_certificate(
    authority, certificate, shown, outcome
):
    made = {
        "ours": authority.certificate("hub.example.org"),
        "expired": authority.certificate("hub.example.org", ends=timedelta(hours=-1)),
        None: None,
    }[shown]
    ours = made and ClientCertificate(chain=made.chain, key=made.key)
    with endpoint(authority.serving(certificate, asks_for_one=True)) as (url, got):
        sent = posted(url, client_certificate=ours)
    assert sent.outcome is outcome
    assert len(got) == (1 if outcome is DELIVERED else 0)


@pytest.mark.usefixtures("trusted")
def test_what_one_certificate_opened_is_not_used_by_a_message_without_it(authority, certificate):
    made = authority.certificate("hub.example.org")
    ours = ClientCertificate(chain=made.chain, key=made.key)
    with (
        endpoint(authority.serving(certificate, asks_for_one=True)) as (url, got),
        closing(WebhookChannel(allow_private=True)) as channel,
    ):
        assert channel.send(message(address=url, client_certificate=ours), deadline=5).outcome is DELIVERED
        assert channel.send(message(address=url), deadline=5).outcome is RETRYABLE
    assert len(got) == 1


def test_a_certificate_that_cannot_be_read_is_said_to_be_so(certificate, authority):
    other = authority.certificate()
    for unsound in (
        ClientCertificate(chain="none", key="none"),
        ClientCertificate(chain=certificate.chain, key="none"),
        ClientCertificate(chain=certificate.chain, key=other.key),
    ):
        sent = posted("https://localhost:9/", client_certificate=unsound)
        assert (sent.outcome, sent.code) == (PERMANENT, Code.BAD_SECRET)


# either


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_the_deadline_holds_where_nobody_answers_the_handshake(tls):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        sent, took = timed(mails_to(silent.getsockname()[1], tls=tls), message())
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TIMED_OUT)
    assert took < 1.5


@pytest.mark.usefixtures("trusted")
def test_the_deadline_holds_where_an_endpoint_never_shows_its_certificate():
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        sent = posted(f"https://localhost:{silent.getsockname()[1]}/", deadline=0.5)
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TIMED_OUT)
