"""Turns that end before their work is done: released, recalled, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.acknowledgement import queries
from hub.acknowledgement.actions import Act, find, move
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import RECALLABLE
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import (
    AssignmentRole,
    CrimeType,
    ReferralStatus,
    RiskBand,
    TriageReason,
    TriageResolution,
)
from hub.domain.errors import NotFoundError
from hub.intake import queries as intake
from hub.journey.asking import ask_a_person
from hub.journey.finishing import Answered, finish
from hub.journey.notifying import stop
from hub.journey.replacing import place_again
from hub.journey.settling import settle
from hub.triage import actions as triage

_CHECKED_ASPECTS = frozenset(
    {CrimeType.DOMESTIC_ABUSE, CrimeType.STALKING_HARASSMENT, CrimeType.HONOUR_BASED_ABUSE}
)
"""Where a perpetrator may be the one who asks, so that a coordinator checks whose wish it is."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who asked that it stop, how, and who took it; for some services or, if none is named, for all."""

    asked_by: str
    how: str
    taken_by: str
    services: tuple[str, ...] = ()


def release(tx: Transaction, assignment_id: UUID, at: datetime, reason: str, text: str | None) -> Answered:
    """Give a referral back after accepting it; a person decides who takes it on."""
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.RELEASE, at=at, reason=reason, text=text))
    done = finish(tx, moved, at)
    if not moved.repeated and turn.role is AssignmentRole.LEAD:
        question = triage.Question(
            referral_id=turn.referral_id,
            assignment_id=turn.id,
            risk=turn.risk,
            reason=TriageReason.RELEASED,
            why=f"{turn.service_name} gave it back after accepting; a person decides who takes it on.",
        )
        ask_a_person(tx, [question])
    settle(tx, turn.referral_id)
    return done


def recall(tx: Transaction, assignment_id: UUID, at: datetime, reason: str) -> Answered:
    """Take an unanswered referral back from a service and look for the next one."""
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.RECALL, at=at, text=reason))
    done = finish(tx, moved, at)
    if not moved.repeated:
        stop(tx, [turn], {turn.id: moved.before})
        if turn.role is AssignmentRole.LEAD:
            place_again(tx, turn.referral_id, cause="recalled", otherwise=TriageReason.NOT_ANSWERED)
        else:
            settle(tx, turn.referral_id)
    return done


def withdraw(tx: Transaction, referral_id: UUID, at: datetime, wish: Wish) -> ReferralStatus:
    """Stop on the person's wish, for some services or all: contact stops at once, questions come after.

    For domestic abuse, stalking, honour-based abuse or high risk a coordinator checks that the wish is the
    victim's own. Raises NotFoundError for a referral that is not the caller's.
    """
    referral = intake.read(tx, referral_id, lock=True)
    if referral is None:
        raise NotFoundError("There is no such referral.")
    widen(tx)
    end_all(tx, referral_id, E.WITHDRAW, "asked", services=wish.services, at=at, wish=wish)
    aspects = {referral["crime_type"], *referral["flags"]}
    if referral["risk_band"] is RiskBand.HIGH or not _CHECKED_ASPECTS.isdisjoint(aspects):
        question = triage.Question(
            referral_id=referral_id,
            risk=referral["risk_band"],
            reason=TriageReason.CHECK_WITHDRAWAL,
            why="Consent was withdrawn; check by a safe way that this is the victim's own wish.",
        )
        ask_a_person(tx, [question])
    elif not wish.services:
        triage.settle_referral(tx, referral_id, TriageResolution.CLOSED)
    audit.record(tx, Entry(event=Event.REFERRAL_WITHDRAWN, referral_id=referral_id))
    return settle(tx, referral_id, ReferralStatus.WITHDRAWN)


def end_all(
    tx: Transaction,
    referral_id: UUID,
    event: E,
    reason: str,
    *,
    services: Sequence[str] = (),
    at: datetime | None = None,
    wish: Wish | None = None,
) -> tuple[Turn, ...]:
    """End every live turn of a referral, or those of some services, and tell who was told of it to stop.

    A recall becomes a withdrawal where the provider has accepted: the table knows no recall from there.
    """
    ended: list[Turn] = []
    before: dict[UUID, S] = {}
    text = f"{wish.asked_by}; {wish.how}; taken by {wish.taken_by}" if wish else None
    for turn in queries.lock_live(tx, referral_id):
        if services and turn.service not in services:
            continue
        fitting = E.WITHDRAW if event is E.RECALL and turn.state not in RECALLABLE else event
        act = Act(event=fitting, at=at or tx.now, reason=reason, text=text, as_hub=wish is None)
        moved = move(tx, turn, act)
        finish(tx, moved, at or tx.now)
        ended.append(turn)
        before[turn.id] = moved.before
    stop(tx, ended, before)
    return tuple(ended)
