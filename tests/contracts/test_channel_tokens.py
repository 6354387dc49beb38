"""Signing in at a provider's program before a post: one token for many messages, within the deadline."""

import base64
import json
import threading
import time
from contextlib import closing, contextmanager

import pytest

from hub.channels import Code, TokenAccess
from hub.channels.webhook import WebhookChannel
from hub.domain.codes import AttemptOutcome
from tests.contracts.test_channels import dripping, message
from tests.factories.certificates import encrypted, handler_of

DELIVERED, RETRYABLE, PERMANENT = (
    AttemptOutcome.DELIVERED,
    AttemptOutcome.RETRYABLE,
    AttemptOutcome.PERMANENT,
)


class Program:
    """A provider's program that gives tokens at /token and takes messages with the newest at /hook."""

    def __init__(self, *, lasts=3600, given=None, status=200, headers=None):
        self.lasts, self.given, self.status, self.headers = lasts, given, status, headers or {}
        self.asked, self.posted, self.good = [], [], set()
        self.pause = 0.0

    def answer(self, request, body):
        if request.path == "/token":
            time.sleep(self.pause)
            self.asked.append((request.headers["Authorization"], body.decode()))
            return self.status, self.headers, self._token()
        self.posted.append(request.headers["Authorization"])
        return (204 if self.posted[-1] in self.good else 401), {}, b""

    def _token(self):
        if self.given is not None:
            return self.given
        token = f"token-{len(self.asked)}"
        self.good = {f"Bearer {token}"}
        return json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": self.lasts}).encode()


@contextmanager
def signing_in(program, **access):
    with (
        encrypted(handler_of(program.answer), None) as port,
        closing(WebhookChannel(allow_private=True)) as channel,
    ):
        known_as = {"client": "the hub", "secret": "made:up", "scope": "referrals", **access}
        about = message(
            address=f"http://127.0.0.1:{port}/hook",
            token_access=TokenAccess(**{"url": f"http://127.0.0.1:{port}/token", **known_as}),
        )
        yield channel, about


def test_the_hub_signs_in_as_it_is_known_and_posts_with_the_token():
    program = Program()
    with signing_in(program) as (channel, about):
        assert channel.send(about, deadline=5).outcome is DELIVERED
    ((known_as, form),) = program.asked
    assert base64.b64decode(known_as.removeprefix("Basic ")) == b"the+hub:made%3Aup"
    assert form == "grant_type=client_credentials&scope=referrals"
    assert program.posted == ["Bearer token-1"]


def test_one_token_serves_many_messages_and_many_threads():
    program = Program()
    program.pause = 0.05
    with signing_in(program) as (channel, about):
        sent = []
        threads = [
            threading.Thread(target=lambda: sent.append(channel.send(about, deadline=5))) for _ in range(6)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        sent.append(channel.send(about, deadline=5))
    assert [each.outcome for each in sent] == [DELIVERED] * 7
    assert len(program.asked) == 1


@pytest.mark.parametrize("lasts", [0, 30, None, "soon", -5, True])
def test_a_token_that_ends_soon_or_does_not_say_is_not_kept(lasts):
    program = Program(lasts=lasts)
    with signing_in(program) as (channel, about):
        for _ in range(2):
            assert channel.send(about, deadline=5).outcome is DELIVERED
    assert len(program.asked) == 2


def test_a_kept_token_that_is_refused_is_fetched_anew_once():
    program = Program()
    with signing_in(program) as (channel, about):
        assert channel.send(about, deadline=5).outcome is DELIVERED
        program.good.clear()
        assert channel.send(about, deadline=5).outcome is DELIVERED
        assert program.posted == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_a_new_token_that_is_refused_is_not_fetched_again_for_the_same_try():
    program = Program(given=b'{"access_token": "never.good", "token_type": "bearer", "expires_in": 3600}')
    with signing_in(program) as (channel, about):
        sent = channel.send(about, deadline=5)
        assert (sent.outcome, sent.code, sent.status) == (RETRYABLE, Code.REFUSED, 401)
        assert (len(program.asked), len(program.posted)) == (1, 1)
        channel.send(about, deadline=5)
    assert (len(program.asked), len(program.posted)) == (2, 2)


@pytest.mark.parametrize(
    ("given", "code", "status"),
    [
        ({"status": 401}, Code.TOKEN_REFUSED, 401),
        ({"status": 400}, Code.TOKEN_REFUSED, 400),
        ({"status": 302, "headers": {"Location": "/elsewhere"}}, Code.TOKEN_REFUSED, 302),
        ({"status": 503, "headers": {"Retry-After": "60"}}, Code.SERVER_ERROR, 503),
        ({"status": 429}, Code.BUSY, 429),
        ({"given": b"no JSON"}, Code.TOKEN_REFUSED, 200),
        ({"given": b"[]"}, Code.TOKEN_REFUSED, 200),
        ({"given": b"[" * 50_000}, Code.TOKEN_REFUSED, 200),
        ({"given": b'{"access_token": 5}'}, Code.TOKEN_REFUSED, 200),
        ({"given": b'{"access_token": "a\\r\\nx: y"}'}, Code.TOKEN_REFUSED, 200),
        ({"given": b'{"access_token": "mac", "token_type": "mac"}'}, Code.TOKEN_REFUSED, 200),
        ({"given": b'{"access_token": "good", "more": "' + b"a" * 500_000 + b'"}'}, Code.TOKEN_REFUSED, 200),
    ],
)
def test_without_a_token_nothing_is_posted_and_the_try_says_why(given, code, status):
    program = Program(**given)
    with signing_in(program) as (channel, about):
        sent = channel.send(about, deadline=5)
    assert (sent.outcome, sent.code, sent.status) == (RETRYABLE, code, status)
    assert (sent.retry_after is not None) is ("Retry-After" in given.get("headers", {}))
    assert program.posted == []


def test_a_token_counts_within_the_messages_own_deadline():
    program = Program()
    with (
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b" ") as port,
        signing_in(program, url=f"http://127.0.0.1:{port}/token") as (channel, about),
    ):
        began = time.monotonic()
        sent = channel.send(about, deadline=0.5)
    assert (sent.outcome, sent.code) == (RETRYABLE, Code.TIMED_OUT)
    assert time.monotonic() - began < 1.5
    assert program.posted == []


@pytest.mark.parametrize("url", ["http://token.example.org/", "https://127.0.0.1/", "no address"])
def test_a_token_is_not_fetched_from_where_no_message_would_be_posted_to(url):
    about = message(
        address="https://127.0.0.1/hook", token_access=TokenAccess(url=url, client="hub", secret="made up")
    )
    with closing(WebhookChannel()) as channel:
        sent = channel.send(about, deadline=5)
    assert (sent.outcome, sent.code) == (PERMANENT, Code.BAD_ADDRESS)


def test_no_secret_is_in_what_a_message_says_of_itself():
    about = message(token_access=TokenAccess(url="https://a.example.org", client="hub", secret="made up"))
    assert "made up" not in repr(about)
