"""The ways out of the hub: one short interface with several bodies, one of which prints.

A message carries ids and a reference only. No channel is ever given a person, a crime or a place, so none can
leak one; the service's name is left out as well, for it often says what the crime was.
"""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from hub.domain.codes import AttemptOutcome, Clock, DeliveryKind


class Code(StrEnum):
    """Why a try ended as it did; kept with the attempt and shown to whoever redrives it."""

    TAKEN = "taken"
    """The other side took it: a 2xx, or the mail server's 250."""
    PRINTED = "printed"
    """Nothing was sent: the console channel is on."""
    TIMED_OUT = "timed_out"
    """The total deadline passed."""
    UNREACHABLE = "unreachable"
    """No such host, no connection, or it broke off."""
    TLS_FAILED = "tls_failed"
    """The other side's certificate or encryption is not acceptable."""
    BUSY = "busy"
    """It asks us to come back later: 408, 425, 429, or a 4xx of a mail server."""
    SERVER_ERROR = "server_error"
    """A 5xx of an endpoint, or an answer that is no HTTP or no SMTP."""
    REDIRECTED = "redirected"
    """The endpoint answers with a redirect, which is never followed: its address is to be corrected."""
    REFUSED = "refused"
    """The endpoint says that it will never take this: a 4xx."""
    RECIPIENT_REFUSED = "recipient_refused"
    """The mail server knows no such mailbox, or refuses the message for good."""
    SENDER_REFUSED = "sender_refused"
    """The mail server refuses us: our user, sender or relaying is to be corrected."""
    BAD_ADDRESS = "bad_address"
    """The address is none, is not https, or leads to a private network."""
    BAD_SECRET = "bad_secret"  # noqa: S105 - a code, no secret
    """The endpoint has no signing secret, or one that cannot be read."""
    FAILED = "failed"
    """A fault of the hub's own; the log holds its place."""
    NOT_COVERED = "not_covered"
    """Nothing was sent: no live contract or data agreement."""
    WORKER_LOST = "worker_lost"
    """Workers died with this message in hand, as often as it may be tried."""
    GONE = "gone"
    """The endpoint says that it is there no more: 410."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What there is to say to one address; repeats of it differ in `attempt` alone."""

    delivery_id: UUID
    attempt: int
    kind: DeliveryKind
    topic: str
    """What it is about in a program's words, such as `assignment.created`."""
    agency_id: UUID
    agency_slug: str
    address: str
    secret: str | None = field(default=None, repr=False)
    """A webhook's `whsec_` signing secret, opened."""
    reference: str | None
    referral_id: UUID | None
    assignment_id: UUID | None = None
    link_url: str | None = field(default=None, repr=False)
    """For a mail: the page where whoever holds the link reads the reference and acknowledges."""
    api_url: str
    """For a program: where to read the rest, with its key."""
    high_risk: bool = False
    awaited: Clock | None = None
    """What a chase or an escalation is about: the clock that runs."""
    due_text: str | None = None
    """For people: of a referral, within what time to acknowledge it; of a chase, by when to answer."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What it says beside the reference: counts and references, never a person."""
    return_path: str | None = None
    """For a mail: the address to which a mail server sends what it could not deliver."""
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How one try ended, and for how long the other side asks to be left alone."""

    outcome: AttemptOutcome
    code: Code
    status: int | None = None
    retry_after: timedelta | None = None


class Channel(Protocol):
    """A way out. Safe to use from several threads."""

    def send(self, message: Message, *, deadline: float) -> Sent:
        """Try once, for at most `deadline` seconds in all; whatever goes wrong is the value's to say."""

    def close(self) -> None:
        """Let go of kept connections."""


def delivered(code: Code = Code.TAKEN, status: int | None = None) -> Sent:
    """Say that the other side has it."""
    return Sent(outcome=AttemptOutcome.DELIVERED, code=code, status=status)


def retryable(code: Code, status: int | None = None, retry_after: timedelta | None = None) -> Sent:
    """Say that the same may work later."""
    return Sent(outcome=AttemptOutcome.RETRYABLE, code=code, status=status, retry_after=retry_after)


def permanent(code: Code, status: int | None = None) -> Sent:
    """Say that the same will never work at this address."""
    return Sent(outcome=AttemptOutcome.PERMANENT, code=code, status=status)


_ends_at: ContextVar[float] = ContextVar("ends_at")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give whatever this thread does inside a total deadline, which `seconds_left` counts down."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def seconds_left() -> float:
    """Give what is left of this thread's deadline, more than 0; raises TimeoutError once nothing is.

    Timeouts of sockets count from one byte to the next, so that a server which drips outlives them all. So
    every read and write of a channel asks here first.
    """
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("the total deadline has passed")
    return left


def resolve(host: str, port: int) -> list[str]:
    """Look up the addresses of a host within the deadline; raises OSError (TimeoutError is one)."""
    found: list[str] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else OSError("not a host name"))

    # getaddrinfo knows no timeout, and a daemon thread that it holds keeps no worker from ending
    asking = threading.Thread(target=look_up, name="resolve", daemon=True)
    asking.start()
    asking.join(seconds_left())
    seconds_left()
    if failed:
        raise failed[0]
    return found


def connect(addresses: list[str], port: int) -> socket.socket:
    """Connect to the first of the addresses that answers, each given its share of what time is left.

    Raises OSError (TimeoutError is one) when none does.
    """
    last = OSError("no address")
    for tried, address in enumerate(addresses):
        try:
            share = seconds_left() / (len(addresses) - tried)
            return socket.create_connection((address, port), timeout=share)
        except OSError as error:
            last = error
    raise last
