"""A provider works with the person: tries to reach them, engages, waits for good reason, completes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.access.scopes import widen
from hub.acknowledgement import queries
from hub.acknowledgement.actions import Act, find, move
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.clock_moves import COUNTING_ATTEMPT, NONE
from hub.domain.codes import (
    AssignmentRole,
    ContactChannel,
    ContactResult,
    DeliveryKind,
    HoldReason,
    Outcome,
)
from hub.domain.errors import ConflictError, Fault, InvalidError
from hub.domain.ids import new_id
from hub.domain.safe_contact import AttemptFinding, attempt_counts, suspends_contact
from hub.domain.submission import Contact, SealedPart
from hub.domain.unreached import Tried, lacking
from hub.intake.actions import open_part
from hub.journey.finishing import Answered, answered, finish, terms_of
from hub.journey.notifying import tell_the_unit
from hub.journey.settling import settle
from hub.journey.suspending import is_suspended, keep_still, require_safe, suspend_contact
from hub.journey.waiting import start_contact, start_waiting, waits
from hub.sealing import Place, sealer
from hub.sla import actions as sla

LONGEST_HOLD = timedelta(days=30)
"""How far ahead a hold may end (I)."""


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try to reach the person: when, over what, what came of it, and who made it."""

    at: datetime
    channel: ContactChannel
    result: ContactResult
    worker: str


def attempt_contact(tx: Transaction, assignment_id: UUID, tried: Try) -> tuple[Answered, AttemptFinding]:
    """Record a try; the first that counts stops the clock, and an unsafe one suspends contact at once.

    Raises ConflictError while contact is suspended.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    require_safe(tx, turn.referral_id)
    contact = open_part(tx, turn.referral_id, SealedPart.CONTACT, Contact) or Contact()
    finding = attempt_counts(
        channel=tried.channel,
        result=tried.result,
        at=tried.at,
        contact=contact,
        sensitive=turn.sensitive,
        worker=tried.worker,
    )
    act = Act(event=E.CONTACT_ATTEMPT, at=tried.at, reason=tried.result, detail={"counts": finding.counts})
    moved = move(tx, turn, act)
    queries.add_attempt(tx, _attempt_row(turn, tried, finding))
    if suspends_contact(tried.result, sensitive=turn.sensitive):
        suspend_contact(
            tx, turn, "A contact attempt was not safe; contact waits until the unit has found a safe way."
        )
    return finish(tx, moved, tried.at, COUNTING_ATTEMPT if finding.counts else NONE), finding


def _attempt_row(turn: Turn, tried: Try, finding: AttemptFinding) -> dict[str, Any]:
    attempt_id = new_id()
    place = Place(table="contact_attempt", column="worker", row=attempt_id)
    return {
        "id": attempt_id,
        "assignment_id": turn.id,
        "at": tried.at,
        "channel": tried.channel,
        "result": tried.result,
        "worker": sealer().seal(tried.worker, place),
        "counts": finding.counts,
        "why": finding.why,
    }


def engage(tx: Transaction, assignment_id: UUID, at: datetime) -> Answered:
    """Say that the person was reached and takes the support up.

    When the lead engages, the contact clocks of additional services that wait for it start.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.ENGAGE, at=at))
    if turn.role is AssignmentRole.LEAD and not moved.repeated:
        start_waiting(tx, turn.referral_id, tx.now)
    done = finish(tx, moved, at)
    if not moved.repeated:
        keep_still(tx, turn)
    return done


def assess(tx: Transaction, assignment_id: UUID, at: datetime) -> Answered:
    """Say that the person's needs were assessed; that it was done is kept, and nothing of what was found.

    Once is enough: a second time answers as the first and writes nothing.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    if turn.state is S.IN_PROGRESS and queries.has_happened(tx, turn.id, E.ASSESS):
        return answered(turn)
    return finish(tx, move(tx, turn, Act(event=E.ASSESS, at=at)), at)


def hold(tx: Transaction, assignment_id: UUID, reason: HoldReason, until: datetime) -> Answered:
    """Pause the clocks from now for one of the reasons that may; a waiting list is none of them.

    It begins when it is told: one said to have begun earlier would undo a breach. At `until` a person is
    asked. Raises InvalidError if that is not within 30 days from now.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    _require_end(tx.now, until)
    detail = {"until": until.isoformat()}
    moved = move(tx, turn, Act(event=E.HOLD, at=tx.now, reason=reason, until=until, detail=detail))
    if not moved.repeated:
        sla.pause(tx, turn.id, tx.now, reason)
    return finish(tx, moved, tx.now)


_OVER_ALREADY = Fault(
    pointer="/until",
    code="not_in_the_future",
    message="Give the instant in the future at which the hold ends.",
)
_TOO_LONG = Fault(
    pointer="/until",
    code="too_far_ahead",
    message="A hold lasts 30 days at most; hold again then if you must.",
)


def _require_end(now: datetime, until: datetime) -> None:
    if not now < until <= now + LONGEST_HOLD:
        fault = _OVER_ALREADY if until <= now else _TOO_LONG
        raise InvalidError("The request has faults.", faults=(fault,))


def resume(tx: Transaction, assignment_id: UUID) -> Answered:
    """Go on after a hold, from now; every clock that runs is due later by the pause.

    An additional service whose lead has engaged meanwhile may ring now: its contact clocks start.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.RESUME, at=tx.now))
    if not moved.repeated:
        if not is_suspended(tx, turn.referral_id):
            sla.resume(tx, terms_of(turn), tx.now)
        if moved.turn.state is S.ACCEPTED and not waits(tx, turn):
            start_contact(tx, [turn], tx.now)
    return finish(tx, moved, tx.now)


def complete(
    tx: Transaction, assignment_id: UUID, at: datetime, outcome: Outcome, marks: dict[str, bool]
) -> Answered:
    """End the work with a coded outcome; `marks` holds `cope` and `recover` where they were asked."""
    turn = find(tx, assignment_id)
    widen(tx)
    if outcome is Outcome.COULD_NOT_CONTACT and turn.state is not S.COMPLETED:
        _require_tries(tx, turn)
    act = Act(event=E.COMPLETE, at=at, reason=outcome, detail={"outcome": outcome, **marks})
    moved = move(tx, turn, act)
    done = finish(tx, moved, at)
    if not moved.repeated:
        _follow_outcome(tx, turn, outcome)
    settle(tx, turn.referral_id)
    return done


def _follow_outcome(tx: Transaction, turn: Turn, outcome: Outcome) -> None:
    if turn.role is AssignmentRole.LEAD:
        start_waiting(tx, turn.referral_id, tx.now)
    if outcome is Outcome.COULD_NOT_CONTACT:
        tell_the_unit(tx, turn.referral_id, DeliveryKind.UNIT_NOTICE)
    if outcome is Outcome.UNSAFE_TO_CONTACT:
        suspend_contact(tx, turn, f"{turn.service_name} found no safe way to reach the person and ended.")


def _require_tries(tx: Transaction, turn: Turn) -> None:
    """Ask for real tries; raises ConflictError with all that is missing."""
    tries = [Tried(at=each["at"], counts=each["counts"]) for each in queries.attempts(tx, turn.id)]
    faults = lacking(tries)
    if faults:
        raise ConflictError(
            "could_not_contact needs three contact attempts that count, on three days; record them first.",
            code="too_few_attempts",
            faults=faults,
        )
