"""One contract for every way out: it answers with a value, in time, whatever the other side does."""

import socket
import threading
import time
from contextlib import closing, contextmanager
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hub.channels import ClientCertificate, Sent, TokenAccess
from hub.channels.console import ConsoleChannel
from hub.channels.portal import PortalChannel
from hub.channels.webhook import WebhookChannel
from hub.domain.codes import AttemptOutcome, ChannelKind
from tests.contracts.test_channels import SECRET, Mailbox, endpoint, mail_server, mails_to, message

ID = "0190c5a0-0000-7000-8000-000000000001"
SECRETS = {
    "secret": SECRET,
    "second_secret": SECRET,
    "token_access": TokenAccess(url="https://127.0.0.1:9/", client="hub", secret="its secret"),
    "client_certificate": ClientCertificate(chain="a chain", key="a key"),
}


@contextmanager
def console():
    with capture_logs() as lines:
        yield ConsoleChannel(), message(), lambda: [(each["delivery_id"], str(each)) for each in lines]


@contextmanager
def webhook():
    with endpoint(204) as (url, got):
        yield (
            WebhookChannel(allow_private=True),
            message(address=url),
            lambda: [(headers["webhook-id"], f"{headers} {body.decode()}") for _, headers, body in got],
        )


@contextmanager
def smtp():
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        yield (
            mails_to(port),
            message(),
            lambda: [
                (message_from_bytes(raw)["Message-ID"].strip("<>").partition("@")[0], raw.decode())
                for _, _, raw in mailbox.taken
            ],
        )


@contextmanager
def portal():
    yield PortalChannel(), message(address="inbox"), list


WAYS = {"console": console, ChannelKind.WEBHOOK: webhook, ChannelKind.EMAIL: smtp, ChannelKind.PORTAL: portal}
"""Each way out with a message that the other side takes, and what that saw: its id, and all of it as text."""


def nowhere(name, port):
    """A channel whose other side is at a port of this machine, and the address that leads there."""
    return {
        "console": (ConsoleChannel(), "duty@example.org"),
        ChannelKind.WEBHOOK: (WebhookChannel(allow_private=True), f"http://127.0.0.1:{port}/"),
        ChannelKind.EMAIL: (mails_to(port), "duty@example.org"),
        ChannelKind.PORTAL: (PortalChannel(), "inbox"),
    }[name]


@pytest.fixture(params=WAYS)
def name(request):
    return request.param


@pytest.fixture
def way(name):
    with WAYS[name]() as (channel, about, seen), closing(channel):
        yield channel, about, seen


def test_every_kind_of_address_has_a_way_out():
    assert set(ChannelKind) < set(WAYS)


def test_the_same_message_sent_twice_has_the_same_id(way):
    channel, about, seen = way
    assert channel.send(about, deadline=5).outcome is AttemptOutcome.DELIVERED
    assert channel.send(about, deadline=5).outcome is AttemptOutcome.DELIVERED
    assert {each for each, _ in seen()} in ({ID}, set())
    assert len(seen()) in (2, 0)


def test_no_secret_and_nothing_of_a_service_or_an_agency_goes_out(way):
    channel, about, seen = way
    channel.send(about, deadline=5)
    for _, text in seen():
        assert SECRET.removeprefix("whsec_") not in text
        assert about.agency_slug not in text


def test_several_threads_may_send_at_once(way):
    channel, about, _ = way
    sent = []
    threads = [
        threading.Thread(target=lambda: sent.append(channel.send(about, deadline=5))) for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.outcome for each in sent] == [AttemptOutcome.DELIVERED] * 8


def test_it_may_be_closed_twice_and_sends_no_worse_afterwards(way):
    channel, about, _ = way
    channel.send(about, deadline=5)
    channel.close()
    channel.close()
    assert channel.send(about, deadline=5).outcome is AttemptOutcome.DELIVERED


# a connection that was being made then is nobody's, and is closed when it is collected
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_closing_under_a_thread_that_sends_raises_nothing_in_it(way):
    channel, about, _ = way
    ended, sent = threading.Event(), []

    def send():
        while not ended.is_set():
            sent.append(channel.send(about, deadline=5))

    thread = threading.Thread(target=send)
    thread.start()
    for _ in range(10):
        channel.close()
        time.sleep(0.005)
    ended.set()
    thread.join()
    assert all(isinstance(each, Sent) for each in sent)
    assert sent[-1].outcome in AttemptOutcome


def test_the_deadline_holds_where_the_other_side_takes_the_connection_and_is_silent(name):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        channel, address = nowhere(name, silent.getsockname()[1])
        began = time.monotonic()
        with closing(channel):
            sent = channel.send(message(address=address), deadline=0.4)
    assert time.monotonic() - began < 1.5
    assert sent.outcome in {AttemptOutcome.RETRYABLE, AttemptOutcome.DELIVERED}


@pytest.mark.parametrize("about", [{}, *({name: value} for name, value in SECRETS.items())])
def test_nobody_there_is_a_value_whatever_the_message_brings(name, about):
    channel, address = nowhere(name, 1)
    with closing(channel):
        assert isinstance(channel.send(message(address=address, **about), deadline=2), Sent)


ODD = (
    *("", " ", "\x00", "\ud800", "\r\n", "@", "a@", "@b", "a@b\r\nRCPT TO:<c@d>", "a,b@c", "<a@b>", "é@é"),
    *("a@[127.0.0.1", "http://", "http://[", "http://[::1", "http://a:b/", "http://127.0.0.1:99999/"),
    *("http://127.0.0.1:0/", "http://127.0.0.1:1/\x00", "http://127.0.0.1:1/\r\nx: y", "x" * 5000),
)


@pytest.mark.parametrize("address", ODD)
def test_an_odd_address_is_a_value(name, address):
    channel, _ = nowhere(name, 1)
    with closing(channel):
        assert isinstance(channel.send(message(address=address), deadline=2), Sent)


def test_any_address_secret_and_route_is_a_value(name):
    channel, _ = nowhere(name, 1)

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=30), st.none() | st.text(max_size=30), st.none() | st.text(max_size=10))
    def holds(text, secret, route):
        for address in (text, f"http://127.0.0.1:1/{text}", f"{text}@example.org"):
            about = message(address=address, secret=secret, second_secret=secret, route=route)
            assert isinstance(channel.send(about, deadline=2), Sent)

    with closing(channel):
        holds()
