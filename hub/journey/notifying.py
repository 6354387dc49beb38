"""Telling those who are not asked to answer: a provider to stop, a unit that something came back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.delivery.actions import NewDelivery, cancel_for_assignment, endpoints_of, perhaps_sent, queue
from hub.delivery.rules.notices import NOTICES
from hub.directory.queries import endpoint_of_unit
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import DeliveryKind, EndpointPurpose
from hub.domain.duty import PhoneReason
from hub.domain.errors import ConflictError
from hub.intake import queries as intake
from hub.jobs import Job, ring
from hub.journey.phoning import PhoneQuestion, ask_to_phone
from hub.triage.queries import possible_duplicates

_NOT_SENT_YET = frozenset({S.QUEUED, S.UNDELIVERABLE})


def stop(tx: Transaction, turns: Iterable[Turn], before: dict[UUID, S]) -> None:
    """Send a stop notice to every provider that may have been told of its turn.

    Also where the message was tried and nobody knows what came of it: it may have arrived. What has not gone
    out yet, such as one held as a possible duplicate, will not.
    """
    turns = list(turns)
    tried = perhaps_sent(tx, [turn.id for turn in turns])
    cancel_for_assignment(tx, [turn.id for turn in turns], [DeliveryKind.REFERRAL])
    told = [turn for turn in turns if before[turn.id] not in _NOT_SENT_YET or turn.id in tried]
    to_duty(tx, told, DeliveryKind.STOP_NOTICE)


def to_duty(tx: Transaction, turns: Sequence[Turn], kind: DeliveryKind) -> frozenset[UUID]:
    """Queue a message about each turn to its provider's first duty address; returns whom it cannot reach.

    A notice waits at a suspended address rather than for nobody: the provider's page and API show it. Where
    no address is in use, it is told by phone at once as well.
    """
    agencies = {turn.agency_id for turn in turns}
    addresses = endpoints_of(tx, agencies, EndpointPurpose.DUTY, or_suspended=kind in NOTICES)
    queue(
        tx,
        [
            NewDelivery(
                kind=kind,
                agency_id=turn.agency_id,
                endpoint_id=addresses[turn.agency_id][0].id,
                referral_id=turn.referral_id,
                assignment_id=turn.id,
                due_at=tx.now,
            )
            for turn in turns
            if addresses.get(turn.agency_id)
        ],
    )
    ring(tx, Job.DELIVER)
    if kind in NOTICES:
        in_use = endpoints_of(tx, agencies, EndpointPurpose.DUTY)
        ask_to_phone(tx, [_unreachable(turn) for turn in turns if not in_use.get(turn.agency_id)])
    return frozenset(turn.agency_id for turn in turns if not addresses.get(turn.agency_id))


def _unreachable(turn: Turn) -> PhoneQuestion:
    return PhoneQuestion(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        agency_id=turn.agency_id,
        reason=PhoneReason.NOTICE_UNREAD,
        why="They must be told to stop or to change how they make contact, and have no address in use.",
    )


def send_first(tx: Transaction, turns: Iterable[Turn]) -> None:
    """Queue the referral to services that had no address when they were given it.

    Raises ConflictError where there is still none, and for what is held as a possible duplicate.
    """
    waiting = [turn for turn in turns if turn.state in _NOT_SENT_YET]
    if possible_duplicates(tx, [turn.referral_id for turn in waiting]):
        raise ConflictError("Join or release the possible duplicate first.", code="possible_duplicate")
    if to_duty(tx, waiting, DeliveryKind.REFERRAL):
        raise ConflictError("The agency has no address in use; correct the directory first.")


def tell_the_unit(tx: Transaction, referral_id: UUID, kind: DeliveryKind) -> None:
    """Queue a mail to the referring unit's mailbox; a source without units reads it by its key instead."""
    referral = intake.read(tx, referral_id)
    unit_id = referral and referral["unit_id"]
    found = endpoint_of_unit(tx, unit_id) if unit_id else None
    if found is None:
        return
    endpoint_id, agency_id = found
    delivery = NewDelivery(
        kind=kind,
        agency_id=agency_id,
        endpoint_id=endpoint_id,
        referral_id=referral_id,
        assignment_id=None,
        due_at=tx.now,
    )
    queue(tx, [delivery])
    ring(tx, Job.DELIVER)
