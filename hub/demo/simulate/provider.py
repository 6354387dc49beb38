"""What a provider does with its turn: sees it, decides, rings the person, engages, completes; or nothing."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from hub import journey
from hub.access.scopes import by_link
from hub.db import Transaction
from hub.delivery.queries import links
from hub.demo.simulate.behaviour import (
    AFTER_ESCALATION,
    AFTER_REMINDER,
    DECLINES,
    OUTCOMES,
    TRIES,
    Behaviour,
    answers_at,
    elapsed,
    working,
)
from hub.demo.simulate.mix import pick
from hub.demo.simulate.stage import Agenda
from hub.domain.codes import ContactChannel, ContactResult, DeclineReason, DeliveryKind, HoldReason, Outcome
from hub.domain.errors import ConflictError
from hub.domain.opening import Opening
from hub.domain.scope import Scope
from hub.journey.noticing import acknowledge_notices

WORKER = "A. Sample"
_MOST_TRIES = 4
_ENOUGH = 8
"""After so many tries a provider ends, though fewer of them count than could_not_contact needs."""
_DAYS_OF_SUPPORT = 35
_READS_A_NOTICE = timedelta(minutes=15)
_HOURS_TO_ASSESS = 20.0
"""Working hours from contact until needs are assessed."""
_MARKS = {"cope": 0.8, "recover": 0.7}


@dataclass(kw_only=True)
class Turn:
    """One assignment as its provider lives it."""

    id: UUID
    scope: Scope
    agency_id: UUID
    behaviour: Behaviour
    opening: Opening
    high_risk: bool
    delivery_id: UUID
    rng: random.Random = field(repr=False)
    answered: bool = False
    tries: int = 0
    counting: int = 0


class Providers:
    """All of them, playing on one agenda."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def receive(self, turn: Turn, at: datetime) -> None:
        """Take a referral in that has just been handed over."""
        draw, rng = turn.behaviour, turn.rng
        if rng.random() < draw.silent:
            return
        late = rng.random() < draw.late
        hours = rng.uniform(9, 28) if late else 1.6
        seen = working(rng, turn.opening, at, hours) if late else self._soon(turn, at, hours)
        if rng.random() < draw.straight:
            self._plan_decision(turn, seen)
        else:
            self._agenda.plan(seen, partial(self._acknowledge, turn))

    def remind(self, turn: Turn, kind: DeliveryKind, at: datetime) -> None:
        """Read a reminder; some who were silent answer now, more once the manager has heard."""
        share = AFTER_REMINDER if kind is DeliveryKind.CHASE else AFTER_ESCALATION
        if not turn.answered and turn.rng.random() < share:
            self._plan_decision(turn, working(turn.rng, turn.opening, at, 2.0))

    def read_notice(self, turn: Turn, at: datetime) -> None:
        """Acknowledge a notice within the hour; nobody in a simulation has to be rung about one."""
        self._agenda.plan(at + _READS_A_NOTICE, partial(self._acknowledge_notices, turn))

    def _acknowledge_notices(self, turn: Turn, tx: Transaction, _at: datetime) -> None:
        acknowledge_notices(tx.acting(turn.scope), turn.id)

    def answer_soon(self, turn: Turn, at: datetime) -> None:
        """Answer because the coordinator has rung."""
        if not turn.answered:
            self._plan_decision(turn, working(turn.rng, turn.opening, at, 1.0))

    def _soon(self, turn: Turn, at: datetime, hours: float) -> datetime:
        return answers_at(turn.rng, turn.opening, at, hours, high_risk=turn.high_risk)

    def _acknowledge(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        if turn.answered:
            return
        if turn.rng.random() < turn.behaviour.by_link:
            acting = tx.acting(by_link(turn.agency_id))
            journey.acknowledge(acting, turn.id, at, by_name=WORKER)
            links.use(tx, turn.delivery_id)
        else:
            journey.acknowledge(tx.acting(turn.scope), turn.id, at)
        self._plan_decision(turn, self._soon(turn, at, 2.5))

    def _plan_decision(self, turn: Turn, at: datetime) -> None:
        if turn.rng.random() < turn.behaviour.declines:
            self._agenda.plan(at, partial(self._decline, turn), alone=True)
        else:
            self._agenda.plan(at, partial(self._accept, turn))

    def _decline(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        reason: DeclineReason = pick(turn.rng, DECLINES)
        journey.decline(tx.acting(turn.scope), turn.id, at, reason)
        turn.answered = True

    def _accept(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        if turn.answered:
            return
        done = journey.accept(tx.acting(turn.scope), turn.id, at, WORKER)
        turn.answered = True
        if not isinstance(done, journey.TooLate):
            self._agenda.plan(self._soon(turn, at, 3.5), partial(self._try, turn))

    def _try(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        result: ContactResult = pick(turn.rng, TRIES)
        tried = journey.Try(at=at, channel=ContactChannel.PHONE, result=result, worker=WORKER)
        turn.tries += 1
        try:
            _, finding = journey.attempt_contact(tx.acting(turn.scope), turn.id, tried)
        except ConflictError:
            if turn.tries < _MOST_TRIES:  # an unsafe try before this one still waits for the coordinator
                self._agenda.plan(self._next_day(turn, at), partial(self._try, turn))
            raise
        turn.counting += finding.counts
        if result is ContactResult.SPOKE:
            self._agenda.plan(
                at + timedelta(minutes=turn.rng.randint(5, 40)), partial(self._after_speaking, turn)
            )
        elif turn.counting >= _MOST_TRIES or turn.tries >= _ENOUGH:
            outcome = None if turn.counting >= _MOST_TRIES else Outcome.OTHER
            self._agenda.plan(
                working(turn.rng, turn.opening, at, 3.0), partial(self._complete, turn, outcome)
            )
        else:
            self._agenda.plan(self._next_day(turn, at), partial(self._try, turn))

    def _next_day(self, turn: Turn, at: datetime) -> datetime:
        since = at + timedelta(hours=turn.rng.uniform(20, 30))
        return working(turn.rng, turn.opening, since, 1.0)

    def _after_speaking(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        drawn = turn.rng.random()
        if drawn < 0.05:  # noqa: PLR2004  a share
            self._complete(turn, Outcome.DECLINED_BY_VICTIM, tx, at)
        elif drawn < 0.08:  # noqa: PLR2004  a share
            reason = turn.rng.choice((HoldReason.VICTIM_ASKED, HoldReason.IN_HOSPITAL_OR_ABROAD))
            until = at + timedelta(days=turn.rng.randint(2, 9))
            journey.hold(tx.acting(turn.scope), turn.id, reason, until)
            self._agenda.plan(until, partial(self._resume, turn))
        else:
            self._engage(turn, tx, at)

    def _resume(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        journey.resume(tx.acting(turn.scope), turn.id)
        self._agenda.plan(working(turn.rng, turn.opening, at, 2.0), partial(self._engage, turn))

    def _engage(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        journey.engage(tx.acting(turn.scope), turn.id, at)
        assessed = working(turn.rng, turn.opening, at + timedelta(hours=2), _HOURS_TO_ASSESS)
        self._agenda.plan(assessed, partial(self._assess, turn))
        later = elapsed(turn.rng, at + timedelta(hours=20), 24 * _DAYS_OF_SUPPORT)
        outcome = pick(turn.rng, OUTCOMES)
        self._agenda.plan(working(turn.rng, turn.opening, later, 2.0), partial(self._complete, turn, outcome))

    def _assess(self, turn: Turn, tx: Transaction, at: datetime) -> None:
        journey.assess(tx.acting(turn.scope), turn.id, at)

    def _complete(self, turn: Turn, outcome: Outcome | None, tx: Transaction, at: datetime) -> None:
        supported = outcome is Outcome.SUPPORTED
        marks = {mark: turn.rng.random() < share for mark, share in _MARKS.items()} if supported else {}
        ended = outcome or Outcome.COULD_NOT_CONTACT
        journey.complete(tx.acting(turn.scope), turn.id, at, ended, marks)
