"""What every move of an assignment brings with it: clocks, triage rows that it answers, the audit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub import audit
from hub.acknowledgement.actions import Moved
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.clock_moves import Effect, effect_of, implied
from hub.domain.codes import RiskBand
from hub.domain.duty import PhoneReason
from hub.journey.ending_calls import no_need_to_phone
from hub.journey.settling import settle
from hub.sla import actions as sla
from hub.sla.actions import Terms
from hub.triage import actions as triage

AUDITED = {
    E.ACKNOWLEDGE: Event.ASSIGNMENT_ACKNOWLEDGED,
    E.ACCEPT: Event.ASSIGNMENT_ACCEPTED,
    E.DECLINE: Event.ASSIGNMENT_DECLINED,
    E.CONTACT_ATTEMPT: Event.ASSIGNMENT_CONTACT_ATTEMPTED,
    E.ENGAGE: Event.ASSIGNMENT_ENGAGED,
    E.ASSESS: Event.ASSIGNMENT_ASSESSED,
    E.HOLD: Event.ASSIGNMENT_HELD,
    E.RESUME: Event.ASSIGNMENT_RESUMED,
    E.COMPLETE: Event.ASSIGNMENT_COMPLETED,
    E.RELEASE: Event.ASSIGNMENT_RELEASED,
    E.REASSIGN: Event.ASSIGNMENT_RELEASED,
    E.RECALL: Event.ASSIGNMENT_RECALLED,
    E.WITHDRAW: Event.ASSIGNMENT_WITHDRAWN,
    E.REDRIVE: Event.ASSIGNMENT_REDRIVEN,
    E.HAND_OVER: Event.ASSIGNMENT_HANDED_OVER,
    E.GIVE_UP: Event.ASSIGNMENT_GIVEN_UP,
}

_ANSWERS = frozenset(
    {
        E.ACKNOWLEDGE,
        E.ACCEPT,
        E.DECLINE,
        E.RESUME,
        E.ENGAGE,
        E.ASSESS,
        E.COMPLETE,
        E.RELEASE,
        E.WITHDRAW,
        E.RECALL,
    }
)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of an act on an assignment: the state it is in now."""

    assignment_id: UUID
    referral_id: UUID
    state: AssignmentState


def finish(
    tx: Transaction, moved: Moved, at: datetime, effect: Effect | None = None, *, is_verified: bool = True
) -> Answered:
    """Bring clocks and triage in line with a move and log it; a repeated one changes nothing.

    `effect` stands in for the table's own where this move does less to the clocks. What is not
    `is_verified` answers nothing that a person was asked.
    """
    turn = moved.turn
    if moved.repeated:
        return answered(turn)
    terms = terms_of(turn)
    sla.apply(tx, terms, effect or effect_of(moved.event), at)
    skipped = implied(moved.event, moved.before, is_unverified=turn.unverified_link)
    sla.record_instant(tx, terms, skipped, at)  # what the effect has just started runs on
    if is_verified and moved.event in _ANSWERS:
        _settle_questions(tx, turn)
    audit.record(tx, Entry(event=AUDITED[moved.event], referral_id=turn.referral_id, assignment_id=turn.id))
    return answered(turn)


def _settle_questions(tx: Transaction, turn: Turn) -> None:
    if turn.risk is RiskBand.HIGH:  # nobody rings about an answer otherwise, and answers are many
        no_need_to_phone(tx, [turn.id], [PhoneReason.NOT_ANSWERED])
    closed = triage.settle_assignment(tx, turn.id, turn.referral_id)
    if closed and turn.state in LIVE:  # whoever ends a turn settles once what comes next is decided
        settle(tx, turn.referral_id)


def answered(turn: Turn) -> Answered:
    """Give the state of a turn as an answer."""
    return Answered(assignment_id=turn.id, referral_id=turn.referral_id, state=turn.state)


def terms_of(turn: Turn) -> Terms:
    """Say by what a turn's clocks are counted."""
    return Terms(
        assignment_id=turn.id,
        risk=turn.risk,
        opening=turn.opening,
        targets=turn.targets,
        ladders=turn.ladders,
    )
