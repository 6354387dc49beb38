"""A service says no, before or after accepting; then comes the next one, the unit, a person, or the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.acknowledgement.actions import Act, find, move
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.codes import (
    AssignmentRole,
    DeclineReason,
    DeliveryKind,
    ReferralStatus,
    TriageReason,
    TriageResolution,
)
from hub.domain.declines import FOLLOWS, RETURNS, Follow
from hub.journey.asking import ask_a_person
from hub.journey.ending import end_all, end_for_the_victim
from hub.journey.finishing import Answered, finish
from hub.journey.notifying import tell_the_unit
from hub.journey.replacing import place_again
from hub.journey.settling import end, settle
from hub.journey.waiting import start_waiting
from hub.triage import actions as triage


def decline(
    tx: Transaction, assignment_id: UUID, at: datetime, reason: DeclineReason, text: str | None = None
) -> Answered:
    """Say no for a coded reason, by the provider or for the victim.

    What an additional service declines ends its own turn only: the lead goes on.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.DECLINE, at=at, reason=reason, text=text))
    done = finish(tx, moved, at)
    if not moved.repeated:
        _go_on(tx, turn, _Said(verb="declined", past="declined", reason=reason, asks=TriageReason.DECLINED))
    return done


def release(
    tx: Transaction, assignment_id: UUID, at: datetime, reason: DeclineReason, text: str | None
) -> Answered:
    """Give a referral back after accepting it, for a reason of the same codes; the same follows as from a no.

    What an additional service gives back ends its own turn only: the lead goes on.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.RELEASE, at=at, reason=reason, text=text))
    done = finish(tx, moved, at)
    if not moved.repeated:
        _go_on(
            tx, turn, _Said(verb="released", past="gave it back", reason=reason, asks=TriageReason.RELEASED)
        )
    return done


@dataclass(frozen=True, kw_only=True)
class _Said:
    """A no: what was done, in one word and in three, for which reason, and as what a person is asked."""

    verb: str
    past: str
    reason: DeclineReason
    asks: TriageReason


def _go_on(tx: Transaction, turn: Turn, said: _Said) -> None:
    if turn.role is AssignmentRole.LEAD or said.reason is DeclineReason.VICTIM_DECLINED:
        _follow(tx, turn, said)
    else:
        settle(tx, turn.referral_id)


def _follow(tx: Transaction, turn: Turn, said: _Said) -> None:
    match FOLLOWS[said.reason]:
        case Follow.END:
            end_for_the_victim(tx, turn)
        case Follow.ROUTE_AGAIN:
            place_again(tx, turn.referral_id, cause=f"{said.verb}: {said.reason}", otherwise=said.asks)
            start_waiting(tx, turn.referral_id, tx.now)
        case Follow.RETURN:
            return_to_referrer(tx, turn.referral_id, (RETURNS[said.reason],))
        case Follow.COORDINATOR:
            _ask(tx, turn, said)


def _ask(tx: Transaction, turn: Turn, said: _Said) -> None:
    words = said.reason.replace("_", " ")
    question = triage.Question(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        risk=turn.risk,
        reason=said.asks,
        why=f"{turn.service_name} {said.past}: {words}. A person decides what is next.",
        detail={"decline": str(said.reason)},
    )
    ask_a_person(tx, [question])
    start_waiting(tx, turn.referral_id, tx.now)
    settle(tx, turn.referral_id)


def return_to_referrer(tx: Transaction, referral_id: UUID, reasons: tuple[Any, ...]) -> None:
    """Send a referral back with its reasons: every turn ends, the unit is told, and it may send it again."""
    end_all(tx, referral_id, E.RECALL, "returned")
    triage.settle_referral(tx, referral_id, TriageResolution.RETURNED)
    end(tx, referral_id, ReferralStatus.RETURNED, [str(reason) for reason in reasons])
    tell_the_unit(tx, referral_id, DeliveryKind.RETURNED)
    audit.record(
        tx,
        Entry(
            event=Event.REFERRAL_RETURNED,
            referral_id=referral_id,
            detail={"reasons": [str(reason) for reason in reasons]},
        ),
    )
