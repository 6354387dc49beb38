"""The referral coordinator resolves what the rules left to a person."""

from uuid import UUID

from hub import audit
from hub.access.scopes import require
from hub.acknowledgement import queries as acknowledgement
from hub.acknowledgement.actions import Act, find, move
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.actions import redrive as redrive_delivery
from hub.delivery.actions import release_held
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.assignment import has_accepted
from hub.domain.codes import (
    OPEN_STATUSES,
    AssignmentRole,
    ReferralStatus,
    ReturnReason,
    Role,
    TriageReason,
    TriageResolution,
)
from hub.domain.errors import ConflictError, Fault, InvalidError
from hub.intake import queries as intake
from hub.jobs import Job, ring
from hub.journey.declining import return_to_referrer
from hub.journey.ending import end_all
from hub.journey.finishing import finish
from hub.journey.notifying import send_first, stop
from hub.journey.replacing import place_again, place_by_hand
from hub.journey.settling import settle
from hub.journey.suspending import contact_goes_on
from hub.journey.waiting import start_waiting
from hub.sla.queries import ask_again
from hub.triage import actions as triage
from hub.triage.queries import Item, open_reasons
from hub.triage.rules import PASSES_ON, Room, due_at, only_adds, room_for

_REACHED_NOBODY = frozenset({S.QUEUED, S.UNDELIVERABLE})


def assign(tx: Transaction, item_id: UUID, service: str, reason: str) -> ReferralStatus:
    """Give the referral to a service that the coordinator chose, with the reason.

    The service that the row is about, or else the lead, is recalled first if it has not accepted; one that
    has accepted keeps it, unless the row asks about just that: then it is told to stop. What was held beside
    it as a possible duplicate goes out, and a withdrawal that was not the victim's wish is undone.
    """
    item = _take(tx, item_id)
    triage.resolve(tx, item, TriageResolution.ASSIGNED, reason)
    _make_room(tx, item, service, reason)
    if item.reason is TriageReason.POSSIBLE_DUPLICATE:
        release_held(tx, item.referral_id)
    if item.reason is TriageReason.UNSAFE_CONTACT:
        contact_goes_on(tx, item.referral_id)
    if item.reason is TriageReason.NOT_ANSWERED and item.assignment_id:
        # who has accepted keeps it and may stay silent: its clock still needs somebody who asks
        ask_again(tx, [item.assignment_id], due_at(item.reason, item.risk, tx.now))
    reinstates = item.reason is TriageReason.CHECK_WITHDRAWAL
    return place_by_hand(tx, item.referral_id, service, reason, reinstates=reinstates)


def reassign(tx: Transaction, assignment_id: UUID, service: str | None, reason: str) -> ReferralStatus:
    """Take a referral from a service that has accepted it and give it to another, with the reason.

    Without a named service the hub decides again by today's table. The old one is told to stop; whether the
    commissioner agreed is the coordinator's to record. Raises InvalidError for an additional service's turn
    without a named one: no table says who comes after it.
    """
    require(tx.scope, Role.COORDINATOR)
    turn = find(tx, assignment_id)
    if service is None and turn.role is not AssignmentRole.LEAD:
        raise InvalidError("The request has faults.", faults=(_NAME_ONE,))
    intake.read(tx, turn.referral_id, lock=True)
    if not _take_from(tx, turn, reason):
        return settle(tx, turn.referral_id)
    if service is not None:
        return place_by_hand(tx, turn.referral_id, service, reason)
    status = place_again(tx, turn.referral_id, cause="reassigned", otherwise=TriageReason.RELEASED)
    start_waiting(tx, turn.referral_id, tx.now)
    return status


_NAME_ONE = Fault(
    pointer="/service",
    code="required",
    message="Name the service: no table says who follows an additional one.",
)


def _take_from(tx: Transaction, turn: Turn, reason: str) -> bool:
    """End the turn of a service that has accepted and tell it to stop; False where that was done before."""
    moved = move(tx, turn, Act(event=E.REASSIGN, at=tx.now, text=reason))
    if not moved.repeated:
        finish(tx, moved, tx.now)
        stop(tx, [turn], {turn.id: moved.before})
    return not moved.repeated


def _make_room(tx: Transaction, item: Item, service: str, reason: str) -> None:
    """End the turn of the service that the row is about, or else of the lead, if assigning takes it away."""
    live = acknowledgement.lock_live(tx, item.referral_id)
    lead = next((turn for turn in live if turn.role is AssignmentRole.LEAD), None)
    turn = next((turn for turn in live if turn.id == item.assignment_id), lead)
    if turn is None:
        return
    if item.reason in PASSES_ON and any(each.service == service for each in live):
        raise ConflictError("This service has the referral already.", code="already_assigned")
    adds = only_adds(item.detail, service, lead.service if lead else None)
    accepted = has_accepted(turn.state, turn.held_from)
    match room_for(item.reason, has_accepted=accepted, only_adds=adds):
        case Room.TAKEN_BACK:
            before = _recall(tx, turn)
            stop(tx, [turn], {turn.id: before})
        case Room.PASSED_ON:
            _take_from(tx, turn, reason)


def _recall(tx: Transaction, turn: Turn) -> S:
    moved = move(tx, turn, Act(event=E.RECALL, at=tx.now, reason="given to another service"))
    finish(tx, moved, tx.now)
    return moved.before


def join(tx: Transaction, item_id: UUID, referral_id: UUID, reason: str | None = None) -> ReferralStatus:
    """Keep a possible duplicate as a second source of another referral; nobody is sent for it."""
    item = _take(tx, item_id, TriageReason.POSSIBLE_DUPLICATE)
    if str(referral_id) not in item.detail.get("possible_duplicates", []):
        message = "Name one of the referrals that this row lists as possible duplicates."
        fault = Fault(pointer="/referral", code="not_a_possible_duplicate", message=message)
        raise InvalidError("These two cannot be joined.", faults=(fault,))
    carrier = intake.read(tx, referral_id, lock=True)
    if carrier is None or carrier["status"] not in OPEN_STATUSES:
        raise ConflictError("The other referral is over by now; release this one instead.", code="over")
    end_all(tx, item.referral_id, E.RECALL, "joined")
    intake.add_joined(tx, item.referral_id, referral_id)
    if reason is not None:
        triage.resolve(tx, item, TriageResolution.JOINED, reason)
    triage.settle_referral(tx, item.referral_id, TriageResolution.JOINED)
    audit.record(
        tx,
        Entry(
            event=Event.REFERRAL_JOINED, referral_id=item.referral_id, detail={"joined_to": str(referral_id)}
        ),
    )
    return settle(tx, item.referral_id)


def release(tx: Transaction, item_id: UUID, reason: str) -> ReferralStatus:
    """Say that a possible duplicate is none, and send on what was held.

    Raises ConflictError while a person is asked whether another service should have it by now.
    """
    item = _take(tx, item_id, TriageReason.POSSIBLE_DUPLICATE)
    if TriageReason.RECLASSIFIED in open_reasons(tx, item.referral_id):
        message = (
            "What the referral says has changed, and its services may not be the right ones any more. Give "
            "it to a service here or, if they are, close the row about the change first."
        )
        raise ConflictError(message, code="reclassified")
    release_held(tx, item.referral_id)
    triage.resolve(tx, item, TriageResolution.RELEASED, reason)
    ring(tx, Job.DELIVER)
    return settle(tx, item.referral_id)


def redrive(tx: Transaction, item_id: UUID, reason: str) -> ReferralStatus:
    """Send again what could not be delivered, once the address has been mended."""
    item = _take(tx, item_id, TriageReason.UNDELIVERABLE)
    turns = acknowledgement.lock_known(tx, [item.assignment_id]) if item.assignment_id else ()
    for turn in turns:
        if turn.state is S.UNDELIVERABLE:
            finish(tx, move(tx, turn, Act(event=E.REDRIVE, at=tx.now)), tx.now)
    if item.delivery_id:
        redrive_delivery(tx, item.delivery_id)
    else:
        send_first(tx, turns)
    triage.resolve(tx, item, TriageResolution.REDRIVEN, reason)
    ring(tx, Job.DELIVER)
    return settle(tx, item.referral_id)


def return_it(tx: Transaction, item_id: UUID, reason: ReturnReason) -> ReferralStatus:
    """Send the referral back to the referring unit with a coded reason.

    What has ended stays as it ended: returned, it could be sent again without the person's consent.
    """
    item = _take(tx, item_id)
    referral = intake.read(tx, item.referral_id)
    if referral is None or referral["status"] not in OPEN_STATUSES:
        raise ConflictError("This referral is over; it cannot be returned any more.", code="over")
    triage.settle_referral(tx, item.referral_id, TriageResolution.RETURNED)
    return_to_referrer(tx, item.referral_id, (reason,))
    return ReferralStatus.RETURNED


def close(tx: Transaction, item_id: UUID, reason: str) -> ReferralStatus:
    """Take a row off the list because nothing more is to be done; what is live goes on.

    What would wait unseen is not closed: a held duplicate, or a message that reached nobody. A provider that
    has not answered is put before a person again, at the next due time.
    """
    item = _take(tx, item_id)
    turns = acknowledgement.lock_known(tx, [item.assignment_id]) if item.assignment_id else ()
    if item.reason is TriageReason.POSSIBLE_DUPLICATE:
        raise ConflictError("Join it to the other referral, or release it.", code="not_for_this_reason")
    if item.reason is TriageReason.UNDELIVERABLE and any(turn.state in _REACHED_NOBODY for turn in turns):
        raise ConflictError("Redrive it, or give it to another service.", code="not_for_this_reason")
    triage.resolve(tx, item, TriageResolution.CLOSED, reason)
    if item.reason is TriageReason.NOT_ANSWERED:
        ask_again(tx, [turn.id for turn in turns], due_at(item.reason, item.risk, tx.now))
    if item.reason is TriageReason.UNSAFE_CONTACT:
        contact_goes_on(tx, item.referral_id)
    return settle(tx, item.referral_id)


def _take(tx: Transaction, item_id: UUID, only: TriageReason | None = None) -> Item:
    require(tx.scope, Role.COORDINATOR)
    item = triage.take(tx, item_id)
    intake.read(tx, item.referral_id, lock=True)  # one coordinator at a time on a referral
    if only is not None and item.reason is not only:
        words = only.replace("_", " ")
        raise ConflictError(f"Only a triage row for: {words} can be resolved so.", code="not_for_this_reason")
    return item
