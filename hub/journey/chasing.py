"""Clocks that run out: a reminder, an escalation, then a person; and what else falls due by itself."""

from collections.abc import Iterable, Sequence

from hub.access.scopes import HUB
from hub.acknowledgement.actions import holds_over
from hub.db import Database, Transaction
from hub.delivery.actions import NewDelivery, endpoints_of, queue
from hub.domain.codes import ChaseStep, Clock, DeliveryKind, EndpointPurpose, TriageReason
from hub.intake.actions import erase_lapsed
from hub.intake.queries import delete_expired_drafts
from hub.jobs import Job, ring
from hub.journey.asking import ask_a_person
from hub.journey.settling import settle
from hub.sla import queries as sla
from hub.sla.queries import DueChase
from hub.triage import actions as triage

BATCH = 100

_STEPS = {
    ChaseStep.REMINDER: (DeliveryKind.CHASE, EndpointPurpose.DUTY),
    ChaseStep.ESCALATION: (DeliveryKind.ESCALATION, EndpointPurpose.MANAGER),
}

_WAITS_FOR = {
    Clock.HANDED_OVER: "has not been handed over",
    Clock.ACKNOWLEDGED: "has not been acknowledged",
    Clock.DECIDED: "has not been accepted or declined",
    Clock.FIRST_ATTEMPT: "was accepted, but no contact attempt has been made",
    Clock.CONTACT_MADE: "was accepted, but the person has not been reached",
    Clock.NEEDS_ASSESSED: "is being worked on, but the person's needs have not been assessed",
}


def chase_due(database: Database) -> int:
    """Climb every rung that is due, in batches of one transaction each; returns how many there were."""
    database.run(HUB, sla.mark_breaches)
    database.run(HUB, erase_lapsed)
    database.run(HUB, delete_expired_drafts)
    while database.run(HUB, ask_about_holds) == BATCH:
        pass
    climbed = 0
    while True:
        found = database.run(HUB, chase_batch)
        climbed += found
        if found < BATCH:
            return climbed


def chase_batch(tx: Transaction) -> int:
    """Climb up to a hundred rungs: each queues its message, or asks a person, in this transaction."""
    due = sla.due_chases(tx, BATCH)
    if not due:
        return 0
    for step, (kind, purpose) in _STEPS.items():
        _send(tx, [chase for chase in due if chase.step is step], kind, purpose)
    _ask(tx, [chase for chase in due if chase.step is ChaseStep.TRIAGE])
    sla.finish_chases(tx, [chase.id for chase in due])
    return len(due)


def ask_about_holds(tx: Transaction) -> int:
    """Put up to a hundred turns before a person whose hold was to end by now, each once."""
    turns = holds_over(tx, BATCH)
    ask_a_person(
        tx,
        [
            triage.Question(
                referral_id=turn.referral_id,
                assignment_id=turn.id,
                risk=turn.risk,
                reason=TriageReason.NOT_ANSWERED,
                why="A hold has lasted beyond the day it was to end.",
                detail={"service": turn.service},
            )
            for turn in turns
        ],
    )
    for referral_id in dict.fromkeys(turn.referral_id for turn in turns):
        settle(tx, referral_id)
    return len(turns)


def _send(tx: Transaction, chases: Sequence[DueChase], kind: DeliveryKind, purpose: EndpointPurpose) -> None:
    addresses = endpoints_of(tx, {chase.agency_id for chase in chases}, purpose)
    queue(
        tx,
        [
            NewDelivery(
                kind=kind,
                agency_id=chase.agency_id,
                endpoint_id=addresses[chase.agency_id][0].id,
                referral_id=chase.referral_id,
                assignment_id=chase.assignment_id,
                chase_id=chase.id,
                due_at=tx.now,
            )
            for chase in chases
            if addresses.get(chase.agency_id)
        ],
    )
    if chases:
        ring(tx, Job.DELIVER)


def _ask(tx: Transaction, chases: Iterable[DueChase]) -> None:
    chases = list(chases)
    ask_a_person(
        tx,
        [
            triage.Question(
                referral_id=chase.referral_id,
                assignment_id=chase.assignment_id,
                risk=chase.risk,
                reason=TriageReason.NOT_ANSWERED,
                why=f"The referral {_WAITS_FOR[chase.clock]}; reminder and escalation had no effect.",
                detail={"clock": str(chase.clock), "service": chase.service},
            )
            for chase in chases
        ],
    )
    for referral_id in dict.fromkeys(chase.referral_id for chase in chases):
        settle(tx, referral_id)
