"""A provider works with the person: tries to reach them, engages, waits for good reason, completes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.access.scopes import widen
from hub.acknowledgement import queries
from hub.acknowledgement.actions import Act, find, move
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.calendar import london_date
from hub.domain.clock_moves import COUNTING_ATTEMPT, NONE, effect_of
from hub.domain.codes import (
    AssignmentRole,
    ContactChannel,
    ContactResult,
    DeliveryKind,
    HoldReason,
    Outcome,
    TriageReason,
)
from hub.domain.errors import ConflictError
from hub.domain.ids import new_id
from hub.domain.safe_contact import AttemptFinding, attempt_counts
from hub.domain.submission import Contact, SealedPart
from hub.intake.actions import open_part
from hub.journey.asking import ask_a_person
from hub.journey.finishing import Answered, finish, terms_of
from hub.journey.notifying import tell_the_unit
from hub.journey.settling import settle
from hub.sealing import Place, sealer
from hub.sla import actions as sla
from hub.triage import actions as triage

_TRIES_NEEDED = 3
_UNSAFE = frozenset({ContactResult.SOMEONE_ELSE_ANSWERED, ContactResult.STOPPED_UNSAFE})


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try to reach the person: when, over what, what came of it, and who made it."""

    at: datetime
    channel: ContactChannel
    result: ContactResult
    worker: str


def attempt_contact(tx: Transaction, assignment_id: UUID, tried: Try) -> tuple[Answered, AttemptFinding]:
    """Record a try; the first that counts stops the clock, and an unsafe one goes before a person at once."""
    turn = find(tx, assignment_id)
    widen(tx)
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
    if turn.sensitive and tried.result in _UNSAFE:
        _ask_about_safety(tx, turn)
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


def _ask_about_safety(tx: Transaction, turn: Turn) -> None:
    question = triage.Question(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        risk=turn.risk,
        reason=TriageReason.UNSAFE_CONTACT,
        why="A contact attempt was not safe; contact waits until the unit has found a safe way.",
    )
    ask_a_person(tx, [question])
    tell_the_unit(tx, turn.referral_id, DeliveryKind.UNIT_NOTICE)
    settle(tx, turn.referral_id)


def engage(tx: Transaction, assignment_id: UUID, at: datetime) -> Answered:
    """Say that the person was reached and takes the support up.

    When the lead engages, the contact clocks of additional services that wait for it start.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.ENGAGE, at=at))
    if turn.role is AssignmentRole.LEAD and not moved.repeated:
        waiting = [
            other
            for other in queries.lock_live(tx, turn.referral_id)
            if other.role is AssignmentRole.ADDITIONAL and other.state is S.ACCEPTED
        ]
        starts = effect_of(E.ACCEPT).starts
        sla.start(tx, [(terms_of(other), clock, at) for other in waiting for clock in starts])
    return finish(tx, moved, at)


def hold(
    tx: Transaction, assignment_id: UUID, at: datetime, reason: HoldReason, until: datetime | None
) -> Answered:
    """Pause the clocks for one of the reasons that may; a waiting list is none of them."""
    turn = find(tx, assignment_id)
    widen(tx)
    detail = {"until": until.isoformat()} if until else {}
    moved = move(tx, turn, Act(event=E.HOLD, at=at, reason=reason, detail=detail))
    if not moved.repeated:
        sla.pause(tx, turn.id, at, reason)
    return finish(tx, moved, at)


def resume(tx: Transaction, assignment_id: UUID, at: datetime) -> Answered:
    """Go on after a hold; every clock that runs is due later by the pause."""
    turn = find(tx, assignment_id)
    widen(tx)
    moved = move(tx, turn, Act(event=E.RESUME, at=at))
    if not moved.repeated:
        sla.resume(tx, terms_of(turn), at)
    return finish(tx, moved, at)


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
    if outcome is Outcome.COULD_NOT_CONTACT and not moved.repeated:
        tell_the_unit(tx, turn.referral_id, DeliveryKind.UNIT_NOTICE)
    settle(tx, turn.referral_id)
    return done


def _require_tries(tx: Transaction, turn: Turn) -> None:
    days = {london_date(attempt["at"]) for attempt in queries.attempts(tx, turn.id)}
    if len(days) < _TRIES_NEEDED:
        raise ConflictError(
            "could_not_contact needs three contact attempts on three days; record them first.",
            code="too_few_attempts",
        )
