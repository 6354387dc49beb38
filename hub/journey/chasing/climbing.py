"""Rungs that are due and take nothing back: a message goes out, a telephone rings, or a person decides."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hub.db import Transaction
from hub.delivery.actions import Address, NewDelivery, endpoints_of, queue
from hub.directory.queries import agencies_of_kind
from hub.domain.codes import AgencyKind, ChaseStep, DeliveryKind, EndpointPurpose
from hub.domain.duty import PhoneReason
from hub.jobs import Job, ring
from hub.journey.chasing.asking import WAITS_FOR, ask_who_follows
from hub.journey.phoning import PhoneQuestion, ask_to_phone
from hub.sla import queries as sla
from hub.sla.queries import DueChase

BATCH = 100


def chase_batch(tx: Transaction) -> int:
    """Climb up to a hundred rungs: each queues its message, or asks a person, in this transaction."""
    due = sla.due_chases(tx, BATCH)
    if not due:
        return 0
    _remind(tx, _of(due, ChaseStep.REMINDER), DeliveryKind.CHASE, EndpointPurpose.DUTY)
    _remind(tx, _of(due, ChaseStep.ESCALATION), DeliveryKind.ESCALATION, EndpointPurpose.MANAGER)
    _tell_the_commissioner(tx, _of(due, ChaseStep.TELL_COMMISSIONER))
    ask_who_follows(tx, _of(due, ChaseStep.TRIAGE))
    _ring(tx, _of(due, ChaseStep.RING_COORDINATOR))
    sla.finish_chases(tx, [chase.id for chase in due])
    ring(tx, Job.DELIVER)
    return len(due)


def _of(due: Sequence[DueChase], step: ChaseStep) -> list[DueChase]:
    return [chase for chase in due if chase.step is step]


def _remind(
    tx: Transaction, chases: Sequence[DueChase], kind: DeliveryKind, purpose: EndpointPurpose
) -> None:
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


def _tell_the_commissioner(tx: Transaction, chases: Sequence[DueChase]) -> None:
    """Write to the commissioner's own address: the reference and which agency, never a person.

    The message is about no assignment, for whoever holds a message about one may open its link.
    """
    if not chases:
        return
    address = _office(endpoints_of(tx, agencies_of_kind(tx, AgencyKind.COMMISSIONER), EndpointPurpose.DUTY))
    if address is None:
        return
    queue(
        tx,
        [
            NewDelivery(
                kind=DeliveryKind.PROVIDER_LATE,
                agency_id=address.agency_id,
                endpoint_id=address.id,
                referral_id=chase.referral_id,
                chase_id=chase.id,
                due_at=tx.now,
                detail={"agency": chase.agency},
            )
            for chase in chases
        ],
    )


def _ring(tx: Transaction, chases: Sequence[DueChase]) -> None:
    """Have the provider rung by whoever is on duty; after an hour the phone task passes itself on."""
    ask_to_phone(
        tx,
        [
            PhoneQuestion(
                referral_id=chase.referral_id,
                assignment_id=chase.assignment_id,
                agency_id=chase.agency_id,
                reason=PhoneReason.NOT_ANSWERED,
                why=f"The referral {WAITS_FOR[chase.clock]}, and it is night.",
            )
            for chase in chases
        ],
    )


def _office(addresses: Mapping[UUID, tuple[Address, ...]]) -> Address | None:
    return next((found[0] for _, found in sorted(addresses.items())), None)
