"""The loop that empties what is due: claim, send, record, until nothing is.

Workers, the sweep, `hub simulate` and the tests all call it. No transaction is open while a message is sent,
and each result is written at once in a transaction of its own, in which the journey moves on as well.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from hub.channels import Channel, Code, Sent, permanent, retryable
from hub.channels.console import ConsoleChannel
from hub.channels.portal import PortalChannel
from hub.channels.smtp import Letterhead, SmtpChannel
from hub.channels.smtp.connection import MailServer
from hub.channels.webhook import WebhookChannel
from hub.db import Transaction
from hub.delivery import actions, rules
from hub.delivery.actions import Claimed, Confirmed, GaveUp, Lost, NotAgain, Recorded, Waiting
from hub.domain.codes import ChannelKind
from hub.settings import MailRoute, Settings

T = TypeVar("T")
Open = Callable[[], AbstractContextManager[Transaction]]
Channels = Mapping[ChannelKind, Channel]
Take = Callable[[Transaction, float], tuple[Claimed, ...] | None]
Each = Callable[[Callable[[Claimed], str], Iterable[Claimed]], Iterable[str]]

_log = structlog.get_logger(__name__)
_FRESH_SECONDS = 1.0
"""A message sent within this time of its claim is not asked again whether it still holds."""
_REPEATABLE = frozenset({"40P01", "40001"})
_TRIES = 4


def never() -> bool:
    """Go on to the end."""
    return False


@dataclass(frozen=True, kw_only=True)
class DrainOptions:
    """How much at a time, how many side by side, and for how long each."""

    public_url: str
    return_address: str | None = None
    batch: int = 50
    in_flight: int = 4
    threads: int = 1
    deadline: float = 15.0
    jitter: Callable[[], float] = random.random
    patience: rules.Patience = field(default_factory=rules.Patience)
    stop: Callable[[], bool] = never
    """Asked between batches and messages: true ends the drain; what is in hand is given back."""


@dataclass(frozen=True, kw_only=True)
class Drained:
    """How many tries ended how."""

    confirmed: int = 0
    waiting: int = 0
    gave_up: int = 0
    lost: int = 0
    put_back: int = 0

    @property
    def tried(self) -> int:
        """Everything that was sent, or was to be."""
        return self.confirmed + self.waiting + self.gave_up + self.lost


def options_for(settings: Settings) -> DrainOptions:
    """Read a worker's options."""
    return DrainOptions(
        public_url=settings.public_url,
        return_address=settings.return_address,
        batch=settings.delivery_batch,
        in_flight=settings.delivery_in_flight,
        threads=settings.delivery_threads,
        deadline=settings.send_deadline_seconds,
        patience=rules.Patience(
            standard=timedelta(minutes=settings.fall_back_minutes),
            high_risk=timedelta(minutes=settings.fall_back_minutes_high_risk),
        ),
    )


def channels_for(settings: Settings) -> Channels:
    """Make the ways out; close each when done."""
    if settings.delivery_channel == "console":
        return dict.fromkeys(ChannelKind, ConsoleChannel())
    letterhead = Letterhead(
        sender=settings.mail_from,
        public_url=settings.public_url,
        duty_mailbox=settings.duty_mailbox,
        duty_phone=settings.duty_phone,
    )
    routes = {name: _mail_server(each, letterhead.host) for name, each in settings.mail_routes.items()}
    usual = _mail_server(settings.usual_route, letterhead.host)
    return {
        ChannelKind.EMAIL: SmtpChannel(usual, letterhead, routes),
        ChannelKind.WEBHOOK: WebhookChannel(allow_private=settings.allow_private_webhooks),
        ChannelKind.PORTAL: PortalChannel(),
    }


def _mail_server(route: MailRoute, local_hostname: str) -> MailServer:
    return MailServer(
        host=route.host,
        port=route.port,
        tls=route.tls,
        user=route.user,
        password=route.password.get_secret_value() if route.password else None,
        sender=route.sender,
        local_hostname=local_hostname,
    )


def drain(
    transaction: Open,
    channels: Channels,
    *,
    on_recorded: Callable[[Transaction, Recorded], None],
    options: DrainOptions,
) -> Drained:
    """Send everything that is due; returns how it went.

    `transaction` opens one in the hub's scope. A fault of the database ends the drain with that error, after
    the messages in hand have been tried; their leases then run out and they are sent again. A result that
    cannot be recorded for another reason ends it too, but only once everything else has been sent.
    """
    with ExitStack() as held:
        pool = _pool(held, options.threads)
        return _Drain(transaction, channels, on_recorded, options, pool).run()


def _pool(held: ExitStack, threads: int) -> Each:
    if threads == 1:
        return map
    return held.enter_context(ThreadPoolExecutor(threads, thread_name_prefix="deliver")).map


class _Drain:
    """One run of the loop."""

    def __init__(
        self,
        transaction: Open,
        channels: Channels,
        on_recorded: Callable[[Transaction, Recorded], None],
        options: DrainOptions,
        each: Each,
    ) -> None:
        self._transaction = transaction
        self._channels = channels
        self._on_recorded = on_recorded
        self._options = options
        self._each = each
        self._refused: list[Exception] = []

    def run(self) -> Drained:
        """Claim what is due and, one at a time, what lost its worker, until there is neither."""
        count: Counter[str] = Counter()
        due = expired = True
        self._batch(self._claim_tests, self._options.batch, count)
        while (due or expired) and not self._options.stop():
            due = self._batch(self._claim, self._options.batch, count)
            # leases run out by the minute: once there is no expired one, this run asks no more
            expired = expired and self._batch(self._reclaim, 1, count)
        if self._refused:
            raise self._refused[0]
        return Drained(**count)

    def _batch(self, take: Take, size: int, count: Counter[str]) -> bool:
        """Take and send one batch; false if there was nothing to take."""
        options = self._options
        lease = rules.lease_seconds(batch=size, threads=options.threads, deadline=options.deadline)
        claimed_at = time.monotonic()
        claimed = self._in_transaction(lambda tx: take(tx, lease))
        if claimed is None:
            return False
        count.update(self._each(partial(self._one, claimed_at, claimed_at + lease), claimed))
        return True

    def _claim(self, tx: Transaction, lease: float) -> tuple[Claimed, ...] | None:
        batch, in_flight = self._options.batch, self._options.in_flight
        return actions.claim(tx, batch=batch, in_flight=in_flight, lease_seconds=lease)

    def _claim_tests(self, tx: Transaction, lease: float) -> tuple[Claimed, ...] | None:
        batch, in_flight = self._options.batch, self._options.in_flight
        return actions.claim_tests(tx, batch=batch, in_flight=in_flight, lease_seconds=lease)

    def _reclaim(self, tx: Transaction, lease: float) -> tuple[Claimed, ...] | None:
        return actions.reclaim(tx, in_flight=self._options.in_flight, lease_seconds=lease)

    def _one(self, claimed_at: float, leased_until: float, claimed: Claimed) -> str:
        """Send and record one message, or give it back."""
        now = time.monotonic()
        if (
            self._options.stop()
            or leased_until - now < self._options.deadline
            or not self._holds(claimed, now - claimed_at)
        ):
            self._in_transaction(lambda tx: actions.put_back(tx, claimed))
            return "put_back"
        sent, jitter = self._send(claimed), self._options.jitter()
        try:
            return self._in_transaction(lambda tx: self._record(tx, claimed, sent, jitter))
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the journey stumbles over, the others go out first
            _log.exception("recording_failed", delivery_id=str(claimed.id), code=sent.code)
            self._refused.append(error)
            return "lost"

    def _holds(self, claimed: Claimed, age: float) -> bool:
        return age < _FRESH_SECONDS or self._in_transaction(lambda tx: actions.still_holds(tx, claimed))

    def _send(self, claimed: Claimed) -> Sent:
        if claimed.made > rules.MOST_ATTEMPTS:
            return permanent(Code.WORKER_LOST)
        if not claimed.covered:
            return permanent(Code.NOT_COVERED)
        try:
            message = actions.message_of(claimed, self._options.public_url, self._options.return_address)
            return self._channels[claimed.channel].send(message, deadline=self._options.deadline)
        except Exception:  # noqa: BLE001 - whatever it is, one message must not hold up the others
            _log.exception("send_failed", delivery_id=str(claimed.id), channel=claimed.channel)
            return retryable(Code.FAILED)

    def _record(self, tx: Transaction, claimed: Claimed, sent: Sent, jitter: float) -> str:
        recorded = actions.record(tx, claimed, sent, jitter=jitter, patience=self._options.patience)
        self._on_recorded(tx, recorded)
        return _COUNTED[type(recorded)]

    def _in_transaction(self, act: Callable[[Transaction], T]) -> T:
        """Do one step in its own transaction, again when PostgreSQL broke a deadlock with it."""
        for left in reversed(range(_TRIES)):
            try:
                with self._transaction() as tx:
                    return act(tx)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _REPEATABLE or not left:
                    raise
        raise AssertionError  # the last try either returned or raised


_COUNTED = {Confirmed: "confirmed", Waiting: "waiting", GaveUp: "gave_up", NotAgain: "gave_up", Lost: "lost"}
