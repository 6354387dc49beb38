"""Whether what is on record of a turn is a history: begun, unbroken, and made of moves that are allowed."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.assignment import next_state
from hub.domain.codes import Role

CONFIRMED = "confirmed"
"""The reason of an acknowledgement that only confirms the one that came by link: it moves nothing."""
_ASSIGNS = frozenset({Role.HUB, Role.COORDINATOR})
_CONFIRMS = frozenset({Role.PROVIDER, Role.COORDINATOR})


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One move of a turn as it is on record."""

    event: E
    before: S | None
    after: S
    role: Role
    confirms: bool
    """Whether it only confirms an acknowledgement that came by link, and moves nothing."""


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """What is wrong with a history: the invariant that it breaks."""

    name: str


NOT_BEGUN = Flaw(name="histories_begin")
HAS_A_GAP = Flaw(name="histories_have_no_gap")
NOT_ALLOWED = Flaw(name="moves_are_legal")
ENDS_ELSEWHERE = Flaw(name="state_recorded")


def flaw_of(state: S, steps: Iterable[Step]) -> Flaw | None:
    """Replay a turn's steps from its first one up to `state`; gives the first flaw, None if there is none."""
    reached: S | None = None
    held_from: S | None = None
    for number, step in enumerate(steps):
        if number == 0:
            if not _begins(step):
                return NOT_BEGUN
        elif step.before is not reached:
            return HAS_A_GAP
        elif not _is_allowed(step, held_from):
            return NOT_ALLOWED
        held_from = step.before if step.event is E.HOLD else held_from
        reached = step.after
    if reached is None:
        return NOT_BEGUN
    return None if reached is state else ENDS_ELSEWHERE


def _begins(step: Step) -> bool:
    is_assigned = step.event is E.ASSIGN and step.role in _ASSIGNS
    return is_assigned and step.before is None and step.after is S.QUEUED


def _is_allowed(step: Step, held_from: S | None) -> bool:
    before = step.before
    if before is None:
        return False
    if step.event is E.ACKNOWLEDGE and step.confirms:
        return before is step.after is S.ACKNOWLEDGED and step.role in _CONFIRMS
    return next_state(before, step.event, step.role, held_from=held_from) is step.after
