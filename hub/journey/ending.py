"""Turns that end before their work is done: released, recalled, withdrawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.acknowledgement import queries
from hub.acknowledgement.actions import Act, find, move
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.assignment import is_recallable
from hub.domain.codes import (
    AssignmentRole,
    CrimeType,
    DeclineReason,
    ReferralStatus,
    RiskBand,
    TriageReason,
    TriageResolution,
)
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.intake import queries as intake
from hub.intake.queries.amendments import change
from hub.journey.asking import ask_a_person
from hub.journey.finishing import Answered, finish
from hub.journey.notifying import stop
from hub.journey.settling import end, settle
from hub.journey.taking_back import take_back
from hub.journey.waiting import start_waiting
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


def end_for_the_victim(tx: Transaction, turn: Turn) -> None:
    """Ask nobody again, as the victim said no to the lead; whoever else holds the referral is told to stop.

    Said to an additional service it may be about that service alone, so that a person asks the lead.
    """
    if turn.role is AssignmentRole.LEAD:
        end_all(tx, turn.referral_id, E.WITHDRAW, DeclineReason.VICTIM_DECLINED)
        triage.settle_referral(tx, turn.referral_id, TriageResolution.CLOSED)
        end(tx, turn.referral_id, ReferralStatus.CLOSED, (DeclineReason.VICTIM_DECLINED,))
        return
    question = triage.Question(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        risk=turn.risk,
        reason=TriageReason.DECLINED,
        why=f"The person said no to {turn.service_name}; ask the lead whether that is meant for all.",
        detail={"decline": str(DeclineReason.VICTIM_DECLINED)},
    )
    ask_a_person(tx, [question])
    settle(tx, turn.referral_id)


def recall(
    tx: Transaction, assignment_id: UUID, at: datetime, reason: str, *, of: UUID | None = None
) -> Answered:
    """Take an unanswered referral back from a service and look for the next one.

    Raises NotFoundError also where the assignment is not one `of` the referral that is named.
    """
    turn = find(tx, assignment_id)
    if of is not None and turn.referral_id != of:
        raise NotFoundError("There is no such assignment.")
    widen(tx)
    return take_back(tx, turn, Act(event=E.RECALL, at=at, text=reason), cause="recalled")


def withdraw(tx: Transaction, referral_id: UUID, at: datetime, wish: Wish) -> ReferralStatus:
    """Stop on the person's wish, for some services or all: contact stops at once, questions come after.

    For domestic abuse, stalking, honour-based abuse or high risk a coordinator checks that the wish is the
    victim's own. Raises NotFoundError for a referral that is not the caller's, InvalidError for a service
    that never had it, ConflictError for one that is over, unless another carries it as a second source.
    """
    referral = intake.read(tx, referral_id, lock=True)
    if referral is None or not _may_withdraw(tx, referral):
        raise NotFoundError("There is no such referral.")
    widen(tx)
    if referral["status"] is ReferralStatus.CLOSED and not intake.carriers(tx, referral_id):
        raise ConflictError("This referral is over: nobody contacts the person for it any more.", code="over")
    _check_services(tx, referral_id, wish.services)
    ended = end_all(tx, referral_id, E.WITHDRAW, "asked", services=wish.services, asked_at=at, wish=wish)
    _never_again(tx, referral, frozenset(wish.services) - {turn.service for turn in ended})
    if not wish.services:
        triage.settle_referral(tx, referral_id, TriageResolution.CLOSED)
    start_waiting(tx, referral_id, tx.now)
    doubts = _doubts(tx, referral)
    ask_a_person(tx, doubts)
    for carrier_id in {each.referral_id for each in doubts} - {referral_id}:
        settle(tx, carrier_id)
    audit.record(tx, Entry(event=Event.REFERRAL_WITHDRAWN, referral_id=referral_id))
    return end(tx, referral_id, ReferralStatus.WITHDRAWN)


def _may_withdraw(tx: Transaction, referral: Mapping[str, Any]) -> bool:
    """Let a source, a coordinator, and a provider whose turn it still is speak for the person."""
    scope = tx.scope
    if scope.sees_every_referral or referral["source_agency_id"] == scope.agency_id:
        return True
    return any(turn.agency_id == scope.agency_id for turn in queries.lock_live(tx, referral["id"]))


def _check_services(tx: Transaction, referral_id: UUID, services: Sequence[str]) -> None:
    had_it = queries.services_tried(tx, referral_id)
    message = "This service never had the referral; leave the list out to stop all."
    faults = tuple(
        Fault(pointer=f"/services/{number}", code="not_on_this_referral", message=message)
        for number, service in enumerate(services)
        if service not in had_it
    )
    if faults:
        raise InvalidError("The request has faults; nothing was stopped.", faults=faults)


def _never_again(tx: Transaction, referral: Mapping[str, Any], services: Iterable[str]) -> None:
    """Exclude services whose turn was over when the person said no to them: there is no turn to withdraw."""
    excluded = sorted({*referral["exclude_services"], *services})
    if excluded != sorted(referral["exclude_services"]):
        change(tx, referral["id"], {"exclude_services": excluded})


def _doubts(tx: Transaction, referral: Mapping[str, Any]) -> list[triage.Question]:
    """Ask whose wish it is where a perpetrator may be the one who asks, and what it means for a double."""
    asked = []
    aspects = {referral["crime_type"], *referral["flags"]}
    if referral["risk_band"] is RiskBand.HIGH or not _CHECKED_ASPECTS.isdisjoint(aspects):
        why = "Consent was withdrawn; check by a safe way that this is the victim's own wish."
        asked.append((referral["id"], referral["risk_band"], why))
    for carrier_id, risk in intake.carriers(tx, referral["id"]):
        why = "The person withdrew from a second source of this referral; ask what is meant for this one."
        asked.append((carrier_id, risk, why))
    return [
        triage.Question(referral_id=referral_id, risk=risk, reason=TriageReason.CHECK_WITHDRAWAL, why=why)
        for referral_id, risk, why in asked
    ]


def end_all(
    tx: Transaction,
    referral_id: UUID,
    event: E,
    reason: str,
    *,
    services: Sequence[str] = (),
    asked_at: datetime | None = None,
    wish: Wish | None = None,
) -> tuple[Turn, ...]:
    """End every live turn of a referral, or those of some services, now, and tell who knew of it to stop.

    A recall becomes a withdrawal where the provider has accepted: the table knows no recall from there.
    """
    ended: list[Turn] = []
    before: dict[UUID, S] = {}
    text = f"{wish.asked_by}; {wish.how}; taken by {wish.taken_by}" if wish else None
    detail = {"asked_at": asked_at.isoformat()} if asked_at else {}
    for turn in queries.lock_live(tx, referral_id):
        if services and turn.service not in services:
            continue
        is_too_late = event is E.RECALL and not is_recallable(turn.state, turn.held_from)
        fitting = E.WITHDRAW if is_too_late else event
        act = Act(event=fitting, at=tx.now, reason=reason, text=text, detail=detail, as_hub=wish is None)
        moved = move(tx, turn, act)
        finish(tx, moved, tx.now)
        ended.append(turn)
        before[turn.id] = moved.before
    stop(tx, ended, before)
    return tuple(ended)
