"""A provider answers: it has seen the referral, or it takes it on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.acknowledgement.actions import Act, find, move, verify
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import UNANSWERED
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.clock_moves import SEEN_BUT_NOT_VERIFIED, Effect, effect_of
from hub.domain.codes import RiskBand, Role, TriageReason
from hub.domain.duty import PhoneReason
from hub.domain.errors import ConflictError
from hub.journey.asking import ask_a_person
from hub.journey.ending_calls import no_need_to_phone
from hub.journey.finishing import Answered, answered, finish, terms_of
from hub.journey.settling import settle
from hub.journey.suspending import keep_still
from hub.journey.waiting import waits
from hub.sla import actions as sla
from hub.triage import actions as triage


@dataclass(frozen=True, kw_only=True)
class TooLate(Answered):
    """An accept after a recall: kept for the coordinator, and answered to the provider as a refusal."""


def acknowledge(
    tx: Transaction, assignment_id: UUID, at: datetime, *, by_name: str | None = None
) -> Answered:
    """Say that a referral has been seen: by a key, or by whoever holds the mail's link (`by_name`).

    By link it is not verified: the state moves, but at high risk the clock and the chase run on until the
    provider's key confirms it, or the coordinator who has rung them. That is all a coordinator may do here:
    raises ConflictError where there is nothing to confirm.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    verified = by_name is None
    if turn.state is S.ACKNOWLEDGED and turn.unverified_link and verified:
        return _confirm(tx, turn, at)
    if tx.scope.role is Role.COORDINATOR and turn.state in UNANSWERED:
        raise ConflictError("Nobody has acknowledged it by link, so that there is nothing to confirm.")
    moved = move(tx, turn, Act(event=E.ACKNOWLEDGE, at=at, text=by_name, verified=verified))
    runs_on = not verified and turn.risk is RiskBand.HIGH
    return finish(tx, moved, at, SEEN_BUT_NOT_VERIFIED if runs_on else None, is_verified=not runs_on)


def _confirm(tx: Transaction, turn: Turn, at: datetime) -> Answered:
    verify(tx, turn, at)
    if turn.risk is RiskBand.HIGH:
        sla.apply(tx, terms_of(turn), effect_of(E.ACKNOWLEDGE), at)
        no_need_to_phone(tx, [turn.id], [PhoneReason.NOT_ANSWERED])
    if triage.settle_assignment(tx, turn.id, turn.referral_id):
        settle(tx, turn.referral_id)
    entry = Entry(event=Event.ASSIGNMENT_ACKNOWLEDGED, referral_id=turn.referral_id, assignment_id=turn.id)
    audit.record(tx, entry)
    return answered(turn)


def accept(tx: Transaction, assignment_id: UUID, at: datetime, assignee: str) -> Answered:
    """Take a referral on; the provider becomes the controller of the details that it may now see.

    An additional service may not ring before the lead has, so its contact clocks wait for the lead.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    if turn.state is S.RECALLED:
        return _too_late(tx, turn)
    moved = move(tx, turn, Act(event=E.ACCEPT, at=at, text=assignee))
    until_the_lead = Effect(stops=effect_of(E.ACCEPT).stops) if waits(tx, turn) else None
    done = finish(tx, moved, at, until_the_lead)
    keep_still(tx, turn)
    return done


def _too_late(tx: Transaction, turn: Turn) -> TooLate:
    question = triage.Question(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        risk=turn.risk,
        reason=TriageReason.LATE_ANSWER,
        why=f"{turn.service_name} accepted after its turn was recalled; it was told not to make contact.",
    )
    ask_a_person(tx, [question])
    settle(tx, turn.referral_id)
    entry = Entry(event=Event.ASSIGNMENT_LATE_ANSWER, referral_id=turn.referral_id, assignment_id=turn.id)
    audit.record(tx, entry)
    return TooLate(assignment_id=turn.id, referral_id=turn.referral_id, state=turn.state)
