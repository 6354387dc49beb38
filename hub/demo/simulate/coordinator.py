"""The referral coordinator, who works the triage list a few times a day; at weekends what is urgent."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from hub.acknowledgement.queries import services_tried
from hub.db import Transaction
from hub.demo.simulate.stage import Agenda
from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, instant_at, london_date
from hub.domain.codes import (
    OPEN_STATUSES,
    Borough,
    ConsentScope,
    CrimeType,
    ReturnReason,
    RiskBand,
    TriageReason,
)
from hub.domain.scope import Scope
from hub.intake import queries as intake
from hub.journey import resolving
from hub.triage import queries as triage
from hub.triage.queries import Item

R = TriageReason
WORKING_DAY = (9.25, 11.0, 13.5, 15.0, 16.75)
OTHER_DAY = (10.0, 17.0)
NIGHT = 21.5
"""At weekends and in the evening the coordinator on call sees to what is urgent alone."""

_LEFT = 0.15
"""How many rows are left for the next look."""
_A_ROW = timedelta(minutes=4)
_AT_ONCE = 200
_PATIENCE = timedelta(hours=30)
_SENT_AGAIN, _JOINED, _RUNG = "the mailbox has been mended", 0.6, 0.7


class Coordinator:
    """Works the list; rings providers by `ring`, which is told the assignment."""

    def __init__(
        self,
        agenda: Agenda,
        scope: Scope,
        rng: random.Random,
        ring: Callable[[UUID, datetime], None],
    ) -> None:
        self._agenda = agenda
        self._scope = scope
        self._rng = rng
        self._ring = ring
        self._taken: set[UUID] = set()
        self._rung: set[UUID] = set()

    def start(self, at: datetime, until: datetime) -> None:
        """Plan every look at the list."""
        day = london_date(at)
        while day <= london_date(until):
            for hour in _hours(day):
                look = instant_at(day, int(hour * 3600))
                if at <= look:
                    self._agenda.plan(look, self._look)
            day += ONE_DAY

    def _look(self, tx: Transaction, at: datetime) -> None:
        urgent_only = not _is_office_time(at)
        items = triage.open_items(tx, _AT_ONCE)
        self._taken &= {item.id for item in items}
        wanted = (item for item in items if item.id not in self._taken and not self._waits(item, at))
        when = at
        for item in wanted:
            if (urgent_only and item.risk is not RiskBand.HIGH) or self._rng.random() < _LEFT:
                continue
            when += _A_ROW * self._rng.uniform(0.3, 1.7)
            self._taken.add(item.id)
            self._agenda.plan(when, partial(self._resolve, item), alone=True)

    def _waits(self, item: Item, at: datetime) -> bool:
        """Leave a row to its provider for a while: one who was rung, or who is trying to reach the person."""
        tries = item.detail.get("clock") in {"first_attempt", "contact_made"}
        patient = tries or item.assignment_id in self._rung
        return item.reason is R.NOT_ANSWERED and patient and at - item.opened_at < _PATIENCE

    def _resolve(self, item: Item, tx: Transaction, at: datetime) -> None:
        self._taken.discard(item.id)  # what cannot be resolved so comes up again at the next look
        acting = tx.acting(self._scope)
        match item.reason:
            case R.POSSIBLE_DUPLICATE:
                self._judge_duplicate(item, acting)
            case R.UNDELIVERABLE if item.delivery_id:
                resolving.redrive(acting, item.id, _SENT_AGAIN)
            case R.NOT_ANSWERED:
                self._chase_up(item, acting, at)
            case R.LATE_ANSWER | R.UNSAFE_CONTACT | R.CHECK_WITHDRAWAL:
                resolving.close(acting, item.id, "rung and settled")
            case _:
                self._place(item, acting)

    def _judge_duplicate(self, item: Item, tx: Transaction) -> None:
        first = UUID(item.detail["possible_duplicates"][0])
        carrier = intake.read(tx, first)
        is_open = carrier is not None and carrier["status"] in OPEN_STATUSES
        if is_open and self._rng.random() < _JOINED:
            resolving.join(tx, item.id, first)
        else:
            resolving.release(tx, item.id, "two different persons")

    def _chase_up(self, item: Item, tx: Transaction, at: datetime) -> None:
        """Ring the provider once; after that, give the referral to another while nobody has accepted it."""
        unanswered = item.detail.get("clock") in {"acknowledged", "decided"}
        if item.assignment_id and item.assignment_id not in self._rung and self._rng.random() < _RUNG:
            self._rung.add(item.assignment_id)
            self._ring(item.assignment_id, at)
        elif unanswered and self._other(item, tx):
            self._place(item, tx)
        else:
            resolving.close(tx, item.id, "rang the service; it goes on")

    def _place(self, item: Item, tx: Transaction) -> None:
        service = self._other(item, tx)
        if service:
            resolving.assign(tx, item.id, service, "the coordinator's choice")
        else:
            resolving.return_it(tx, item.id, _reason(item))

    def _other(self, item: Item, tx: Transaction) -> str | None:
        """Find a service that has not had its turn and that the consent reaches."""
        row = intake.read(tx, item.referral_id)
        if row is None:
            return None
        barred = services_tried(tx, item.referral_id) | set(row["exclude_services"])
        return next((slug for slug in _fitting(row) if slug not in barred), None)


def _hours(day: date) -> tuple[float, ...]:
    return (*(WORKING_DAY if ENGLAND_AND_WALES.is_working_day(day) else OTHER_DAY), NIGHT)


def _is_office_time(at: datetime) -> bool:
    day = london_date(at)
    return ENGLAND_AND_WALES.is_working_day(day) and at < instant_at(day, int(NIGHT * 3600))


def _fitting(row: Mapping[str, Any]) -> Iterator[str]:
    """Name services for a referral, the best first; none that needs a new consent."""
    found = []
    if row["crime_type"] is CrimeType.SEXUAL_OFFENCE and row["borough"] is not Borough.NOT_KNOWN:
        charity = "rasasc" if row["borough"] in {Borough.KNOWSLEY, Borough.ST_HELENS} else "rasa"
        found.append(f"sexual-violence-{charity}")
    found.append("vulnerable-victims")
    named_only = row["consent_scope"] is ConsentScope.NAMED_SERVICES
    return (slug for slug in found if not named_only or slug in row["consent_services"])


def _reason(item: Item) -> ReturnReason:
    consent = item.reason in {R.OUTSIDE_CONSENT, R.SUSPECTED_PARENT}
    return ReturnReason.CONSENT_NEEDED if consent else ReturnReason.RETURNED_BY_COORDINATOR
