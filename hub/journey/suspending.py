"""A way to the person turned out to be unsafe: nobody uses it until a person has looked at it."""

from uuid import UUID

from hub.acknowledgement import queries
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.assignment import has_accepted
from hub.domain.codes import DeliveryKind, TriageReason
from hub.domain.errors import ConflictError
from hub.journey.asking import ask_a_person
from hub.journey.notifying import tell_the_unit, to_duty
from hub.journey.settling import settle
from hub.triage import actions as triage
from hub.triage.queries import open_reasons


def suspend_contact(tx: Transaction, turn: Turn, why: str) -> None:
    """Put it before a person, and tell the unit and every other holder; meanwhile the details are hidden.

    Contact goes on once the coordinator has closed the row.
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
    _tell_others(tx, turn)
    settle(tx, turn.referral_id)


def require_safe(tx: Transaction, referral_id: UUID) -> None:
    """Refuse to go on with contact that is suspended; raises ConflictError."""
    if TriageReason.UNSAFE_CONTACT in open_reasons(tx, referral_id):
        raise ConflictError(
            "Contact is suspended, because an attempt was not safe; do not contact the person until the "
            "referral coordinator says how.",
            code="contact_suspended",
        )


def _tell_others(tx: Transaction, turn: Turn) -> None:
    holders = [
        other
        for other in queries.lock_live(tx, turn.referral_id)
        if other.id != turn.id and has_accepted(other.state, other.held_from)
    ]
    to_duty(tx, holders, DeliveryKind.CONTACT_CHANGED)
