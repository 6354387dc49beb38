"""What was open, what came and went, and that it adds up; referrals and assignments counted apart."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from hub.domain.assignment import AssignmentState
from hub.domain.codes import OPEN_STATUSES, ReferralStatus
from hub.monitoring.rules.cuts import Cut

S = AssignmentState
Step = tuple[ReferralStatus | None, ReferralStatus]
"""A referral's status before and after one event; the first event has none before."""

MOVING_OUT = frozenset({S.DECLINED, S.RELEASED, S.RECALLED})
"""The turn ended, the referral may go to another service."""

CLOSING = frozenset({S.COMPLETED, S.WITHDRAWN, S.VOID})
"""The turn ended, and nobody else takes it over."""

FINAL = MOVING_OUT | CLOSING


class Counted(StrEnum):
    """What a balance counts: referrals overall, per borough and crime type; assignments per provider."""

    REFERRALS = "referrals"
    ASSIGNMENTS = "assignments"


class Movement(StrEnum):
    """One term of the balance; the first and the last are what is open at an instant."""

    OPEN_AT_START = "open_at_start"
    RECEIVED = "received"
    MOVED_IN = "moved_in"
    CLOSED = "closed"
    MOVED_OUT = "moved_out"
    OPEN_AT_END = "open_at_end"


OWED = tuple(Movement)
"""Every term, in the order in which it is written."""


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One line that has to add up.

    For referrals, `moved_in` are those reopened: closed, returned or the like, and then open again because
    a late answer or a coordinator brought them back. `moved_out` of referrals is always 0, since a referral
    keeps its borough and crime type in its history. For assignments, `moved_in` came from another service,
    `moved_out` were declined, released or recalled.
    """

    counted: Counted
    cut: Cut
    open_at_start: int = 0
    received: int = 0
    moved_in: int = 0
    closed: int = 0
    moved_out: int = 0
    open_at_end: int = 0

    @property
    def reopened(self) -> int:
        """How many referrals moved in by being reopened; assignments never are."""
        return self.moved_in if self.counted is Counted.REFERRALS else 0


def balances(row: Balance) -> bool:
    """Say whether open at start + received + moved in - closed - moved out is what is open at the end.

    Both ends are counted by what was open then, not by the movements between, so a history with a gap, or
    one out of order, shows.
    """
    came = row.open_at_start + row.received + row.moved_in
    return came - row.closed - row.moved_out == row.open_at_end


def movements(before: ReferralStatus | None, after: ReferralStatus) -> frozenset[Movement]:
    """Say what one event of a referral is to the balance.

    The first event receives it, and closes it in the same instant where it is never open (information
    only, or returned at once). From open to open, and from closed to closed, nothing moves.
    """
    moved = set[Movement]()
    if before is None:
        moved.add(Movement.RECEIVED)
    elif before not in OPEN_STATUSES and after in OPEN_STATUSES:
        moved.add(Movement.MOVED_IN)
    if after not in OPEN_STATUSES and (before is None or before in OPEN_STATUSES):
        moved.add(Movement.CLOSED)
    return frozenset(moved)


def steps_of(movement: Movement) -> tuple[Step, ...]:
    """List every step of a referral that counts as `movement`."""
    every = product((None, *ReferralStatus), ReferralStatus)
    return tuple((before, after) for before, after in every if movement in movements(before, after))


def leaving(movement: Movement) -> frozenset[AssignmentState]:
    """List the final states of an assignment that count as `movement`."""
    return {Movement.MOVED_OUT: MOVING_OUT, Movement.CLOSED: CLOSING}.get(movement, frozenset())
