"""The moves of an assignment, as a table; every move that is not here is refused."""

from dataclasses import dataclass
from enum import StrEnum

from hub.domain.codes import Role


class AssignmentState(StrEnum):
    """Where one service's turn with one referral stands."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    DECLINED = "declined"
    COMPLETED = "completed"
    RELEASED = "released"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class AssignmentEvent(StrEnum):
    """What happened to an assignment."""

    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    GIVE_UP = "give_up"
    REDRIVE = "redrive"
    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    DECLINE = "decline"
    CONTACT_ATTEMPT = "contact_attempt"
    ENGAGE = "engage"
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"
    RELEASE = "release"
    REASSIGN = "reassign"
    RECALL = "recall"
    WITHDRAW = "withdraw"
    VOID = "void"
    ASSESS = "assess"


S = AssignmentState
E = AssignmentEvent

LIVE = frozenset(
    {S.QUEUED, S.DELIVERED, S.UNDELIVERABLE, S.ACKNOWLEDGED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD}
)
"""An assignment in one of these is somebody's to act on."""

UNANSWERED = frozenset({S.QUEUED, S.DELIVERED, S.UNDELIVERABLE})
"""Nobody at the provider has said anything yet."""

RECALLABLE = UNANSWERED | {S.ACKNOWLEDGED}
"""The provider has not accepted, so that it can be taken back; `is_recallable` says so of one on hold too."""

_ACCEPTED = frozenset({S.ACCEPTED, S.IN_PROGRESS})

WAS_HERE = None
"""In the table below: back to the state that the hold was placed on."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One row of the table: from which states, to which one, and who may make it."""

    sources: frozenset[AssignmentState]
    target: AssignmentState | None
    roles: frozenset[Role]


_PROVIDER = frozenset({Role.PROVIDER})
_HUB_OR_PERSON = frozenset({Role.HUB, Role.COORDINATOR})

MOVES: dict[AssignmentEvent, tuple[Move, ...]] = {
    E.HAND_OVER: (Move(sources=frozenset({S.QUEUED}), target=S.DELIVERED, roles=frozenset({Role.HUB})),),
    E.GIVE_UP: (
        Move(sources=frozenset({S.QUEUED, S.DELIVERED}), target=S.UNDELIVERABLE, roles=frozenset({Role.HUB})),
    ),
    E.REDRIVE: (Move(sources=frozenset({S.UNDELIVERABLE}), target=S.QUEUED, roles=_HUB_OR_PERSON),),
    E.ACKNOWLEDGE: (
        Move(
            sources=frozenset({S.QUEUED, S.DELIVERED}),
            target=S.ACKNOWLEDGED,
            roles=frozenset({Role.PROVIDER, Role.LINK}),
        ),
    ),
    E.ACCEPT: (
        Move(sources=frozenset({S.QUEUED, S.DELIVERED, S.ACKNOWLEDGED}), target=S.ACCEPTED, roles=_PROVIDER),
    ),
    E.DECLINE: (
        Move(sources=frozenset({S.QUEUED, S.DELIVERED, S.ACKNOWLEDGED}), target=S.DECLINED, roles=_PROVIDER),
    ),
    E.CONTACT_ATTEMPT: (
        Move(sources=frozenset({S.ACCEPTED}), target=S.ACCEPTED, roles=_PROVIDER),
        Move(sources=frozenset({S.IN_PROGRESS}), target=S.IN_PROGRESS, roles=_PROVIDER),
    ),
    E.ENGAGE: (Move(sources=frozenset({S.ACCEPTED}), target=S.IN_PROGRESS, roles=_PROVIDER),),
    E.ASSESS: (Move(sources=frozenset({S.IN_PROGRESS}), target=S.IN_PROGRESS, roles=_PROVIDER),),
    E.HOLD: (
        Move(
            sources=frozenset({S.ACKNOWLEDGED, S.ACCEPTED, S.IN_PROGRESS}),
            target=S.ON_HOLD,
            roles=_PROVIDER,
        ),
    ),
    E.RESUME: (Move(sources=frozenset({S.ON_HOLD}), target=WAS_HERE, roles=_PROVIDER),),
    E.COMPLETE: (
        Move(sources=frozenset({S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD}), target=S.COMPLETED, roles=_PROVIDER),
    ),
    E.RELEASE: (
        Move(sources=frozenset({S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD}), target=S.RELEASED, roles=_PROVIDER),
    ),
    E.REASSIGN: (
        Move(
            sources=frozenset({S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD}),
            target=S.RELEASED,
            roles=frozenset({Role.COORDINATOR}),
        ),
    ),
    E.RECALL: (
        Move(
            sources=RECALLABLE | {S.ON_HOLD},
            target=S.RECALLED,
            roles=frozenset({Role.HUB, Role.POLICE, Role.COORDINATOR}),
        ),
    ),
    E.WITHDRAW: (
        Move(
            sources=LIVE,
            target=S.WITHDRAWN,
            roles=frozenset({Role.POLICE, Role.PROVIDER, Role.COORDINATOR, Role.HUB}),
        ),
    ),
    E.VOID: (Move(sources=LIVE, target=S.VOID, roles=frozenset({Role.COORDINATOR})),),
}


class Refusal(StrEnum):
    """Why a move is not made."""

    STATE = "not_in_this_state"
    ROLE = "not_by_this_role"


_AFTER_ACCEPTING = frozenset({E.COMPLETE, E.RELEASE, E.REASSIGN})


def has_accepted(state: AssignmentState, held_from: AssignmentState | None) -> bool:
    """Say whether the provider holds the person's details and is the controller of them.

    A hold changes nothing in that: one that was placed before accepting shows nothing yet.
    """
    return (held_from if state is S.ON_HOLD else state) in _ACCEPTED


def is_recallable(state: AssignmentState, held_from: AssignmentState | None) -> bool:
    """Say whether a turn can still be taken back: the provider has not accepted, on hold or not."""
    return (held_from if state is S.ON_HOLD else state) in RECALLABLE


def next_state(
    state: AssignmentState, event: AssignmentEvent, role: Role, *, held_from: AssignmentState | None = None
) -> AssignmentState | Refusal:
    """Say where `event` by `role` leads from `state`, or why it is refused.

    `held_from` is the state that an assignment on hold came from.
    """
    for move in MOVES.get(event, ()):
        if state in move.sources:
            if role not in move.roles:
                return Refusal.ROLE
            accepted = has_accepted(state, held_from)
            if (event in _AFTER_ACCEPTING and not accepted) or (event is E.RECALL and accepted):
                return Refusal.STATE
            return move.target or held_from or Refusal.STATE
    return Refusal.STATE
