"""The only writer of an assignment's state: every move is checked against the table and leaves a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.acknowledgement import queries
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent, AssignmentState, Refusal, next_state
from hub.domain.codes import AssignmentRole, Role
from hub.domain.errors import ConflictError, Fault, InvalidError, NotAllowedError, NotFoundError
from hub.domain.ids import new_id
from hub.models import AssignmentEventRow
from hub.sealing import Place, sealer

E = AssignmentEvent
S = AssignmentState


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody does to an assignment: the event, when it happened, why, and in whose words."""

    event: AssignmentEvent
    at: datetime
    reason: str | None = None
    text: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    verified: bool = True
    until: datetime | None = None
    """The day on which a hold is to end."""
    as_hub: bool = False
    """Whether the hub does it by itself, as what follows from somebody's act."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What came of an act: the turn now, where it was, and whether this only repeated the last act."""

    event: AssignmentEvent
    turn: Turn
    before: AssignmentState
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class NewAssignment:
    """One service that gets a turn."""

    referral_id: UUID
    decision_id: UUID | None
    service_id: UUID
    contract_id: UUID
    agency_id: UUID
    source_agency_id: UUID
    role: AssignmentRole
    row_key: str
    why: str
    moved_in: bool
    at: datetime
    opens_at: datetime | None
    words: str | None = None


def assign(tx: Transaction, new: Sequence[NewAssignment]) -> tuple[UUID, ...]:
    """Give services their turn; returns the assignments' ids in the same order."""
    ids = tuple(new_id() for _ in new)
    queries.add(tx, [_row(assignment_id, each) for assignment_id, each in zip(ids, new, strict=True)])
    tx.append(
        AssignmentEventRow,
        [
            _event(tx, assignment_id, _assigning(each), None, S.QUEUED, tx.now)
            for assignment_id, each in zip(ids, new, strict=True)
        ],
    )
    return ids


def _assigning(new: NewAssignment) -> Act:
    return Act(event=E.ASSIGN, at=new.at, text=new.words, as_hub=new.words is None)


def find(tx: Transaction, assignment_id: UUID) -> Turn:
    """Lock an assignment of the caller's own; raises NotFoundError also for another agency's."""
    turn = queries.lock(tx, assignment_id)
    if turn is None:
        raise NotFoundError("There is no such assignment.")
    return turn


def move(tx: Transaction, turn: Turn, act: Act) -> Moved:
    """Make a move of the table, or find that it repeats the last one; raises ConflictError otherwise.

    The same act once more by the same agency answers as the first did and writes nothing. Raises
    InvalidError for an act that is said to have happened before what happened last, or before the
    assignment was made.
    """
    _check_instant(tx, turn, act)
    role = Role.HUB if act.as_hub else tx.scope.role
    reached = next_state(turn.state, act.event, role, held_from=turn.held_from)
    if isinstance(reached, Refusal):
        if act.event is not E.CONTACT_ATTEMPT and _repeats(tx, turn, act.event):
            return Moved(event=act.event, turn=turn, before=turn.state, repeated=True)
        raise _refused(turn, act.event, reached)
    changes = _changes(turn, act, reached)
    if changes != {"state": turn.state}:
        queries.change(tx, turn.id, **changes)
    event = _event(tx, turn.id, act, turn.state, reached, turn.next_recorded_at(tx.now))
    tx.append(AssignmentEventRow, [event])
    return Moved(event=act.event, turn=turn.moved(reached, event["recorded_at"]), before=turn.state)


def verify(tx: Transaction, turn: Turn, at: datetime) -> None:
    """Record that a known person confirms an acknowledgement that came by link."""
    act = Act(event=E.ACKNOWLEDGE, at=at, reason="confirmed")
    _check_instant(tx, turn, act)
    queries.change(tx, turn.id, unverified_link=False)
    recorded_at = turn.next_recorded_at(tx.now)
    tx.append(AssignmentEventRow, [_event(tx, turn.id, act, turn.state, turn.state, recorded_at)])


_TOO_EARLY = Fault(
    pointer="/at", code="before_the_assignment", message="Give an instant after the assignment was made."
)
_BEFORE_THE_LAST = Fault(
    pointer="/at",
    code="before_the_last_event",
    message="Give an instant after the last event of the assignment.",
)


def _check_instant(tx: Transaction, turn: Turn, act: Act) -> None:
    """Refuse an act that would come before an earlier one: clocks would run backwards.

    Two machines' clocks may differ, so now is always late enough, and so is what the hub itself says.
    """
    if act.at >= tx.now:
        return
    if act.at < turn.assigned_at:
        raise InvalidError("The request has faults.", faults=(_TOO_EARLY,))
    if not act.as_hub and act.at < queries.last_event(tx, turn.id).at:
        raise InvalidError("The request has faults.", faults=(_BEFORE_THE_LAST,))


def holds_over(tx: Transaction, limit: int) -> tuple[Turn, ...]:
    """Take the turns on hold beyond the instant at which the hold was to end; each is taken once."""
    return queries.lock_known(tx, queries.take_holds_over(tx, limit))


def _changes(turn: Turn, act: Act, reached: AssignmentState) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": reached}
    if act.event is E.HOLD:
        changes |= {"held_from": turn.state, "held_until": act.until}
    elif turn.state is S.ON_HOLD:
        changes["held_until"] = None
    if act.event is E.ACKNOWLEDGE:
        changes["unverified_link"] = not act.verified
    if act.event is E.ACCEPT:
        changes["assignee"] = _sealed(act.text, "assignment", "assignee", turn.id)
        changes["unverified_link"] = False
    return changes


def _repeats(tx: Transaction, turn: Turn, event: AssignmentEvent) -> bool:
    last = queries.last_event(tx, turn.id)
    return last.event is event and last.after is turn.state and last.agency_id == tx.scope.agency_id


def _refused(turn: Turn, event: AssignmentEvent, why: Refusal) -> NotAllowedError | ConflictError:
    if why is Refusal.ROLE:
        return NotAllowedError(f"This role cannot {event.replace('_', ' ')} an assignment.")
    return ConflictError(
        f"An assignment that is {turn.state.replace('_', ' ')} cannot be moved by: "
        f"{event.replace('_', ' ')}. Read it again to see what has happened since.",
        code="not_in_this_state",
    )


def _row(assignment_id: UUID, new: NewAssignment) -> dict[str, Any]:
    return {
        "id": assignment_id,
        "referral_id": new.referral_id,
        "decision_id": new.decision_id,
        "service_id": new.service_id,
        "contract_id": new.contract_id,
        "agency_id": new.agency_id,
        "source_agency_id": new.source_agency_id,
        "role": new.role,
        "state": S.QUEUED,
        "row_key": new.row_key,
        "why": new.why,
        "moved_in": new.moved_in,
        "assigned_at": new.at,
        "opens_at": new.opens_at,
    }


def _event(
    tx: Transaction,
    assignment_id: UUID,
    act: Act,
    before: AssignmentState | None,
    after: AssignmentState,
    recorded_at: datetime,
) -> dict[str, Any]:
    event_id = new_id()
    return {
        "id": event_id,
        "assignment_id": assignment_id,
        "event": act.event,
        "before": before,
        "after": after,
        "at": act.at,
        "recorded_at": recorded_at,
        "role": Role.HUB if act.as_hub else tx.scope.role,
        "agency_id": None if act.as_hub else tx.scope.agency_id,
        "key_id": None if act.as_hub else tx.scope.key_id,
        "account_id": None if act.as_hub else tx.scope.account_id,
        "verified": act.verified,
        "reason": act.reason,
        "text": _sealed(act.text, "assignment_event", "text", event_id),
        "detail": act.detail,
    }


def _sealed(words: str | None, table: str, column: str, row: UUID) -> bytes | None:
    return None if words is None else sealer().seal(words, Place(table=table, column=column, row=row))
