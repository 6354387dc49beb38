"""A mail that came to the return address, written down with what follows for the message that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hub.channels import Code
from hub.db import Transaction
from hub.delivery import rules
from hub.delivery.actions.queueing import NewDelivery, queue
from hub.delivery.actions.recording import GaveUp, Waiting
from hub.delivery.queries import outcome, returned
from hub.delivery.queries.returned import Subject
from hub.delivery.rules import DeliveryStanding, Follows, Note, Reading, Reopen
from hub.domain.codes import ReturnedEffect, ReturnTrust
from hub.sealing import read_return_token

FORGOTTEN_AFTER = timedelta(days=90)
"""How long it is kept that there was a mail which is about nothing of the hub's (I)."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a mail's token proves, and the message that it is about, locked."""

    trust: ReturnTrust
    subject: Subject | None = None


def prove(tx: Transaction, came_to: Sequence[str], return_address: str | None) -> Proof:
    """Find the message that a mail is about; its assignment is locked first, as everybody does."""
    tokens = [token for each in came_to if (token := rules.token_in(each, return_address or ""))]
    if not tokens:
        return Proof(trust=ReturnTrust.NO_TOKEN)
    delivery_id = next((found for each in tokens if (found := read_return_token(each))), None)
    if delivery_id is None:
        return Proof(trust=ReturnTrust.WRONG_TOKEN)
    assignment_id = returned.assignment_of(tx, delivery_id)
    if assignment_id:
        outcome.lock_assignment(tx, assignment_id)
    subject = returned.lock_subject(tx, delivery_id)
    if subject is None:
        return Proof(trust=ReturnTrust.NO_DELIVERY)
    if not subject.attempts:
        return Proof(trust=ReturnTrust.NEVER_TRIED)
    return Proof(trust=ReturnTrust.PROVEN, subject=subject)


def what_follows(reading: Reading, proof: Proof) -> Follows:
    """Decide what is done about a mail; nothing at all unless its token is good."""
    subject = proof.subject
    if subject is None:
        return Note(why="nothing proves that it is about a mail of the hub's")
    return rules.follow(
        reading,
        DeliveryStanding(
            state=subject.state,
            still_holds=subject.still_holds,
            is_live=subject.is_live,
            is_repeated=subject.is_repeated,
        ),
    )


def note(tx: Transaction, digest: bytes, reading: Reading, proof: Proof, effect: ReturnedEffect) -> bool:
    """Write what a mail was and what was done; false if it has been read before."""
    return returned.add(
        tx,
        {
            "digest": digest,
            "delivery_id": proof.subject.id if proof.subject else None,
            "kind": reading.kind,
            "trust": proof.trust,
            "effect": effect,
            "status": reading.status,
            "reply": reading.reply,
        },
    )


def reopen(tx: Transaction, subject: Subject, reading: Reading, why: Reopen) -> Waiting | GaveUp:
    """Take back that a message has arrived: it goes to the agency's next address, or no address is left."""
    returned.did_not_arrive(tx, subject, code=Code.RETURNED_MAIL, reply=reading.reply)
    others = outcome.later_endpoints(tx, subject) if subject.kind in rules.TRIES_ELSEWHERE else ()
    if not others:
        return GaveUp(
            delivery_id=subject.id,
            kind=subject.kind,
            referral_id=subject.referral_id,
            assignment_id=subject.assignment_id,
            agency_id=subject.agency_id,
            high_risk=subject.high_risk,
            why=f"{why.why}: {rules.meaning_of(reading.status)}",
        )
    (new_id,) = queue(
        tx,
        [
            NewDelivery(
                kind=subject.kind,
                agency_id=subject.agency_id,
                endpoint_id=others[0],
                referral_id=subject.referral_id,
                assignment_id=subject.assignment_id,
                due_at=tx.now,
                detail=subject.detail,
            )
        ],
    )
    return Waiting(delivery_id=new_id, until=tx.now)
