"""A way to the person turned out to be unsafe: nobody uses it until a person has looked at it."""

from uuid import UUID

from hub.acknowledgement import queries
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.assignment import AssignmentState as S
from hub.domain.assignment import has_accepted
from hub.domain.codes import DeliveryKind, HoldReason, TriageReason
from hub.domain.errors import ConflictError
from hub.journey.asking import ask_a_person
from hub.journey.finishing import terms_of
from hub.journey.notifying import tell_the_unit, to_duty
from hub.journey.settling import settle
from hub.sla import actions as sla
from hub.triage import actions as triage
from hub.triage.queries import open_reasons


def suspend_contact(tx: Transaction, turn: Turn, why: str) -> None:
    """Put it before a person, and tell the unit and every other holder; meanwhile the details are hidden.

    Contact goes on once the coordinator has closed the row (`contact_goes_on`). Until then the clocks of all
    holders stand still: nobody is chased for a call that must not be made.
    """
    question = triage.Question(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        risk=turn.risk,
        reason=TriageReason.UNSAFE_CONTACT,
        why=why,
    )
    ask_a_person(tx, [question])
    tell_the_unit(tx, turn.referral_id, DeliveryKind.UNIT_NOTICE)
    _stand_still(tx, turn)
    settle(tx, turn.referral_id)


def is_suspended(tx: Transaction, referral_id: UUID) -> bool:
    """Say whether a person has yet to find a safe way."""
    return TriageReason.UNSAFE_CONTACT in open_reasons(tx, referral_id)


def require_safe(tx: Transaction, referral_id: UUID) -> None:
    """Refuse to go on with contact that is suspended; raises ConflictError."""
    if is_suspended(tx, referral_id):
        raise ConflictError(
            "Contact is suspended, because an attempt was not safe; do not contact the person until the "
            "referral coordinator says how.",
            code="contact_suspended",
        )


def keep_still(tx: Transaction, turn: Turn) -> None:
    """Let the clocks that have just started stand still as well, if contact is suspended."""
    if is_suspended(tx, turn.referral_id):
        sla.pause(tx, turn.id, tx.now, HoldReason.POLICE_OR_SAFEGUARDING_REQUEST)


def contact_goes_on(tx: Transaction, referral_id: UUID) -> None:
    """Let the holders' clocks run on, as a safe way has been found; a hold lasts until it is resumed."""
    for turn in _holders(tx, referral_id):
        if turn.state is not S.ON_HOLD:
            sla.resume(tx, terms_of(turn), tx.now)


def _stand_still(tx: Transaction, turn: Turn) -> None:
    holders = _holders(tx, turn.referral_id)
    for holder in holders:
        sla.pause(tx, holder.id, tx.now, HoldReason.POLICE_OR_SAFEGUARDING_REQUEST)
    others = [holder for holder in holders if holder.id != turn.id]
    to_duty(tx, others, DeliveryKind.CONTACT_CHANGED)


def _holders(tx: Transaction, referral_id: UUID) -> list[Turn]:
    """Find who has accepted and so may know how to reach the person."""
    return [turn for turn in queries.lock_live(tx, referral_id) if has_accepted(turn.state, turn.held_from)]
