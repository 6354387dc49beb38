"""One contract for every way out: it answers with a value, in time, whatever the other side does."""

import base64
import json
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from standardwebhooks import Webhook

from hub.channels import Code, Message, console, permanent, resolve, within
from hub.channels.smtp import Letterhead, SmtpChannel
from hub.channels.smtp.connection import MailServer
from hub.channels.webhook import WebhookChannel
from hub.channels.webhook.network import is_public
from hub.domain.codes import AttemptOutcome, DeliveryKind

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four.").decode()
LETTERHEAD = Letterhead(
    sender="Hub <hub@example.org>",
    public_url="https://hub.example.org",
    duty_mailbox="duty@example.org",
    duty_phone="0151 496 0000",
)
DELIVERED, RETRYABLE, PERMANENT = (
    AttemptOutcome.DELIVERED,
    AttemptOutcome.RETRYABLE,
    AttemptOutcome.PERMANENT,
)


def message(**changes):
    given = {
        "delivery_id": UUID("0190c5a0-0000-7000-8000-000000000001"),
        "attempt": 1,
        "kind": DeliveryKind.REFERRAL,
        "topic": "assignment.created",
        "agency_id": UUID(int=3),
        "agency_slug": "rasa",
        "address": "duty@provider.example.org",
        "secret": SECRET,
        "reference": "VR-BCDF-2345",
        "referral_id": UUID(int=4),
        "assignment_id": UUID(int=5),
        "link_url": "https://hub.example.org/link/1/2",
        "api_url": "https://hub.example.org/v1/assignments/5",
        "due_text": "1 working day",
        "created_at": datetime(2018, 3, 29, 15, 0, tzinfo=UTC),
    }
    return Message(**{**given, **changes})


@contextmanager
def endpoint(status, headers=(), body=b""):
    """An endpoint that answers every post alike; yields its URL and what it got."""
    got = []

    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            got.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def dripping(first, drop):
    """A server that says `first` and then a byte every tenth of a second for ever; yields its port."""
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.sendall(first)
                while not ended.wait(0.1):
                    connection.sendall(drop)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        listening.close()
        thread.join()


class Mailbox:
    """An aiosmtpd handler that keeps what it takes, and answers the recipient or the mail as told."""

    def __init__(self, rcpt="250 OK", data="250 OK", mail="250 OK"):
        self.rcpt, self.data, self.mail, self.taken = rcpt, data, mail, []

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append((session.peer, envelope.rcpt_tos, envelope.content))
        return self.data


@contextmanager
def mail_server(mailbox):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def mails_to(port, **server):
    return SmtpChannel(MailServer(**{"host": "127.0.0.1", "port": port, "tls": "none", **server}), LETTERHEAD)


def timed(channel, about, deadline=0.5):
    began = time.monotonic()
    with closing(channel):
        return channel.send(about, deadline=deadline), time.monotonic() - began


# every body


@pytest.fixture(params=["console", "webhook", "smtp"])
def channel_and_message(request):
    if request.param == "console":
        yield console.ConsoleChannel(), message()
    elif request.param == "webhook":
        with endpoint(200) as (url, _), closing(WebhookChannel(allow_private=True)) as channel:
            yield channel, message(address=url)
    else:
        with mail_server(Mailbox()) as port, closing(mails_to(port)) as channel:
            yield channel, message()


def test_what_is_taken_is_delivered_again_and_again_from_any_thread(channel_and_message):
    channel, about = channel_and_message
    sent = []
    threads = [
        threading.Thread(target=lambda: sent.append(channel.send(about, deadline=5))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent.append(channel.send(about, deadline=5))
    assert [each.outcome for each in sent] == [DELIVERED] * 5


def test_the_console_answers_as_it_is_told_to():
    bouncing = console.ConsoleChannel(lambda _: permanent(Code.RECIPIENT_REFUSED))
    assert bouncing.send(message(), deadline=1).outcome is PERMANENT


# webhook


def test_a_webhook_is_signed_for_the_standardwebhooks_package_and_holds_ids_only():
    with endpoint(204) as (url, got):
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert (sent.outcome, sent.status) == (DELIVERED, 204)
    ((path, headers, body),) = got
    assert path == "/hook"
    assert headers["webhook-id"] == "0190c5a0-0000-7000-8000-000000000001"
    assert Webhook(SECRET).verify(body, headers) == {
        "type": "assignment.created",
        "id": "0190c5a0-0000-7000-8000-000000000001",
        "assignment": str(UUID(int=5)),
        "url": "https://hub.example.org/v1/assignments/5",
        "at": "2018-03-29T15:00:00+00:00",
    }


def test_one_connection_serves_many_posts():
    with endpoint(200, body=b"thanks") as (url, got), closing(WebhookChannel(allow_private=True)) as channel:
        for _ in range(3):
            assert channel.send(message(address=url), deadline=5).outcome is DELIVERED
    assert len(got) == 3


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (200, DELIVERED, Code.TAKEN),
        (301, PERMANENT, Code.REDIRECTED),
        (307, PERMANENT, Code.REDIRECTED),
        (400, PERMANENT, Code.REFUSED),
        (404, PERMANENT, Code.REFUSED),
        (408, RETRYABLE, Code.BUSY),
        (410, PERMANENT, Code.GONE),
        (425, RETRYABLE, Code.BUSY),
        (429, RETRYABLE, Code.BUSY),
        (500, RETRYABLE, Code.SERVER_ERROR),
        (503, RETRYABLE, Code.SERVER_ERROR),
    ],
)
def test_an_endpoints_status_says_whether_to_come_back(status, outcome, code):
    with endpoint(status) as (url, got):
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert (sent.outcome, sent.code, sent.status) == (outcome, code, status)
    assert len(got) == 1


def test_a_redirect_is_not_followed():
    with endpoint(200) as (elsewhere, followed), endpoint(302, [("Location", elsewhere)]) as (url, _):
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert (sent.outcome, sent.code) == (PERMANENT, Code.REDIRECTED)
    assert followed == []


@pytest.mark.parametrize(
    ("written", "hint"), [("120", timedelta(minutes=2)), ("soon", None), ("-1", None), ("9" * 9, None)]
)
def test_a_wish_to_be_left_alone_is_passed_on(written, hint):
    with endpoint(429, [("Retry-After", written)]) as (url, _):
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert sent.retry_after == hint


def test_an_endless_answer_is_read_in_part_only():
    with endpoint(200, body=b"x" * 1_000_000) as (url, _):
        sent, took = timed(WebhookChannel(allow_private=True), message(address=url), deadline=5)
    assert sent.outcome is DELIVERED
    assert took < 2


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_dripping_endpoint_is_cut_at_the_deadline(first):
    with dripping(first, b"H") as port:
        address = f"http://127.0.0.1:{port}/"
        sent, took = timed(WebhookChannel(allow_private=True), message(address=address))
    assert sent.outcome is RETRYABLE
    assert sent.code in {Code.TIMED_OUT, Code.SERVER_ERROR}
    assert took < 1.5


def test_a_body_that_drips_behind_a_2xx_changes_nothing_about_the_2xx():
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b".") as port:
        address = f"http://127.0.0.1:{port}/"
        sent, took = timed(WebhookChannel(allow_private=True), message(address=address))
    assert sent.outcome is DELIVERED
    assert took < 1.5


def test_nobody_there_is_worth_another_try():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    sent, _ = timed(WebhookChannel(allow_private=True), message(address=f"http://127.0.0.1:{port}/"))
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.UNREACHABLE)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://10.1.2.3/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "http://hub.example.org/hook",
        "ftp://hub.example.org/hook",
        "https://user:word@hub.example.org/hook",
        "https:///hook",
        "no address",
        "",
    ],
)
def test_a_private_or_unencrypted_address_is_refused_for_good(address):
    sent, _ = timed(WebhookChannel(), message(address=address), deadline=5)
    assert (sent.outcome, sent.code) == (PERMANENT, Code.BAD_ADDRESS)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("64:ff9b::7f00:1", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize("secret", [None, "", "whsec_", "whsec_not base64"])
def test_an_endpoint_without_a_secret_gets_nothing(secret):
    with endpoint(200) as (url, got):
        sent, _ = timed(WebhookChannel(allow_private=True), message(address=url, secret=secret))
    assert (sent.outcome, sent.code) == (PERMANENT, Code.BAD_SECRET)
    assert got == []


# mail


def test_a_mail_goes_to_one_recipient_over_a_kept_connection():
    mailbox = Mailbox()
    with mail_server(mailbox) as port, closing(mails_to(port)) as channel:
        for _ in range(3):
            assert channel.send(message(), deadline=5).outcome is DELIVERED
    peers, recipients, contents = zip(*mailbox.taken, strict=True)
    assert len(set(peers)) == 1
    assert recipients == (["duty@provider.example.org"],) * 3
    assert len(set(contents)) == 1


@pytest.mark.parametrize(
    ("answers", "outcome", "code"),
    [
        ({"rcpt": "450 4.2.0 try later"}, RETRYABLE, Code.BUSY),
        ({"rcpt": "550 5.1.1 no such user"}, PERMANENT, Code.RECIPIENT_REFUSED),
        ({"rcpt": "553 no such mailbox"}, PERMANENT, Code.RECIPIENT_REFUSED),
        ({"rcpt": "550 5.7.1 relaying denied"}, RETRYABLE, Code.SENDER_REFUSED),
        ({"rcpt": "530 5.5.1 sign in first"}, RETRYABLE, Code.SENDER_REFUSED),
        ({"mail": "550 5.1.8 sender refused"}, RETRYABLE, Code.SENDER_REFUSED),
        ({"mail": "451 4.3.0 later"}, RETRYABLE, Code.BUSY),
        ({"data": "452 4.3.1 full"}, RETRYABLE, Code.BUSY),
        ({"data": "554 5.6.0 content refused"}, PERMANENT, Code.RECIPIENT_REFUSED),
    ],
)
def test_a_mail_servers_answer_says_whether_to_come_back(answers, outcome, code):
    with mail_server(Mailbox(**answers)) as port:
        sent, _ = timed(mails_to(port), message(), deadline=5)
    assert (sent.outcome, sent.code) == (outcome, code)


def test_a_refusal_of_one_mail_does_not_stick_to_the_next():
    mailbox = Mailbox(rcpt="550 5.1.1 no such user")
    with mail_server(mailbox) as port, closing(mails_to(port)) as channel:
        assert channel.send(message(), deadline=5).outcome is PERMANENT
        mailbox.rcpt = "250 OK"
        assert channel.send(message(), deadline=5).outcome is DELIVERED


def test_a_kept_connection_that_the_server_dropped_is_replaced():
    mailbox = Mailbox()
    with mail_server(mailbox) as port, closing(mails_to(port)) as channel:
        assert channel.send(message(), deadline=5).outcome is DELIVERED
        kept = channel._connections._idle[0][1]
        kept.sock.shutdown(socket.SHUT_RDWR)
        assert channel.send(message(), deadline=5).outcome is DELIVERED


@pytest.mark.parametrize(("first", "drop"), [(b"", b"2"), (b"220 hello\r\n", b"2"), (b"220-", b"x\r\n220-")])
def test_a_dripping_mail_server_is_cut_at_the_deadline(first, drop):
    with dripping(first, drop) as port:
        sent, took = timed(mails_to(port), message())
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TIMED_OUT)
    assert took < 1.5


def test_a_mail_server_without_the_encryption_that_we_ask_for_gets_nothing():
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        sent, _ = timed(mails_to(port, tls="starttls"), message(), deadline=5)
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TLS_FAILED)
    assert mailbox.taken == []


def test_a_mail_server_that_is_not_there_is_worth_another_try():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    sent, _ = timed(mails_to(port), message())
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.UNREACHABLE)


def test_what_is_no_mail_address_is_refused_for_good():
    sent, _ = timed(mails_to(1), message(address="no address"))
    assert (sent.outcome, sent.code) == (PERMANENT, Code.BAD_ADDRESS)


def test_no_message_can_carry_a_person():
    allowed = {
        "delivery_id", "attempt", "kind", "topic", "agency_id", "agency_slug", "address", "secret",
        "reference", "referral_id", "assignment_id", "link_url", "api_url", "high_risk", "awaited",
        "due_text", "created_at",
    }  # fmt: skip
    assert set(Message.__dataclass_fields__) == allowed
    assert SECRET not in repr(message())
    assert json.dumps(repr(message())).count("link/1/2") == 0


def test_a_name_that_nobody_knows_is_an_os_error():
    with within(5), pytest.raises(OSError):  # noqa: PT011 - the resolver's errors differ by system
        resolve("nowhere.invalid", 443)
