"""What goes out: the same drain as the workers', over console channels that take a message or bounce it."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.channels import Code, Message, Sent, delivered, permanent, retryable
from hub.channels.console import ConsoleChannel
from hub.db import Transaction
from hub.delivery.actions import Confirmed, Recorded
from hub.delivery.drain import DrainOptions, drain
from hub.demo.simulate.behaviour import behaviour_of
from hub.domain.codes import ChannelKind, DeliveryKind
from hub.journey.delivering import after_try
from hub.models import Agency, Assignment, Referral, Service

PUBLIC_URL = "http://127.0.0.1:8000"
_CHASES = frozenset({DeliveryKind.CHASE, DeliveryKind.ESCALATION})
_PASSES = 0.5
"""How many bounces are only a full mailbox that is tried again."""


class Post:
    """Sends nothing: decides what would have come of it, and notes what providers have now read."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._bounced: set[UUID | None] = set()
        self._read: list[Confirmed] = []
        channel = ConsoleChannel(self._decide)
        self._channels = dict.fromkeys(ChannelKind, channel)
        self._options = DrainOptions(public_url=PUBLIC_URL, batch=100, in_flight=10_000, jitter=rng.random)

    def send_due(self, tx: Transaction) -> list[Confirmed]:
        """Send what is due in one transaction; gives what reached a provider, in order."""
        self._read = []
        drain(_again(tx), self._channels, on_recorded=self._note, options=self._options)
        return self._read

    def _note(self, tx: Transaction, recorded: Recorded) -> None:
        after_try(tx, recorded)
        if isinstance(recorded, Confirmed) and recorded.kind in _CHASES | {DeliveryKind.REFERRAL}:
            self._read.append(recorded)

    def _decide(self, message: Message) -> Sent:
        """Bounce now and then, each assignment's mail once; after that the address has been mended."""
        bounces = behaviour_of(message.agency_slug).bounces if message.kind is DeliveryKind.REFERRAL else 0.0
        if message.assignment_id in self._bounced or self._rng.random() >= bounces:
            return delivered(Code.PRINTED)
        self._bounced.add(message.assignment_id)
        return retryable(Code.BUSY) if self._rng.random() < _PASSES else permanent(Code.RECIPIENT_REFUSED)


def _again(tx: Transaction) -> Callable[[], AbstractContextManager[Transaction]]:
    """Lend one open transaction for every step of the drain: nobody else works on a simulated database."""

    @contextmanager
    def lend() -> Iterator[Transaction]:
        yield tx

    return lend


def read_turns(tx: Transaction, assignment_ids: list[UUID]) -> dict[UUID, Any]:
    """Read of assignments what their provider needs to know, by id."""
    rows = tx.connection.execute(
        select(
            Assignment.id,
            Assignment.agency_id,
            Agency.slug,
            Service.slug.label("service"),
            Service.opening,
            Referral.risk_band,
            Referral.source_reference,
        )
        .join(Agency, Agency.id == Assignment.agency_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Referral, Referral.id == Assignment.referral_id)
        .where(Assignment.id.in_(assignment_ids))
    )
    return {row.id: row for row in rows}
