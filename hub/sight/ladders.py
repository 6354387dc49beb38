"""Whom a service's silence goes to, and when: a contract's ladders, and one climbed before anybody has to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.db import Transaction
from hub.directory.queries import offers_on
from hub.domain.calendar import london_date
from hub.domain.codes import ChaseStep, Clock, RiskBand
from hub.domain.errors import NotFoundError
from hub.domain.ladders import Ladder, ladder_for, read_ladders
from hub.domain.offer import Offer
from hub.duty.rules import ANSWER_WITHIN
from hub.sla.actions import desk_hours
from hub.sla.rules import ClockPlan, plan, target_for


@dataclass(frozen=True, kw_only=True)
class SeenLadder:
    """The ladders of one clock, below high risk and at it, and whether the contract says so itself."""

    clock: Clock
    other: Ladder
    high: Ladder
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What follows if nobody answers: the clock's plan, and when a phone task that it opens is passed on."""

    offer: Offer
    plan: ClockPlan
    is_own: bool
    passed_on: Mapping[datetime, datetime]


def ladders_of(stored: Mapping[str, Any], day: date) -> tuple[SeenLadder, ...]:
    """Read the ladders of a contract as its row keeps them, each clock's own or the default of a day."""
    own = read_ladders(stored)
    return tuple(
        SeenLadder(
            clock=clock,
            other=ladder_for(clock, own, day, is_high_risk=False),
            high=ladder_for(clock, own, day, is_high_risk=True),
            is_own=(clock, False) in own or (clock, True) in own,
        )
        for clock in Clock
    )


def preview(tx: Transaction, service: str, clock: Clock, risk: RiskBand, at: datetime) -> Preview:
    """Climb a service's ladder for a clock that starts at `at` and that nobody stops; nothing is written.

    Raises NotFoundError for an unknown service, and where it has no contract on that day.
    """
    offer = offers_on(tx, london_date(at)).get(service)
    if offer is None:
        raise NotFoundError("There is no such service.")
    if offer.contract_id is None:
        raise NotFoundError("The service has no contract on that day.")
    planned = plan(
        clock,
        risk=risk,
        started_at=at,
        target=target_for(clock, risk, offer.targets, london_date(at)),
        opening=offer.opening,
        ladders=offer.ladders,
        desk=desk_hours(),
        calendar=tx.calendar,
    )
    rung_at = [each.due_at for each in planned.rungs if each.step is ChaseStep.RING_COORDINATOR]
    return Preview(
        offer=offer,
        plan=planned,
        is_own=(clock, risk is RiskBand.HIGH) in offer.ladders,
        passed_on={each: each + ANSWER_WITHIN for each in rung_at},
    )
