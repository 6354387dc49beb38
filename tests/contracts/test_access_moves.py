"""Every state, event and role: only what the table of moves says is a move, and every state is reachable."""

from itertools import product

import pytest

from hub.domain.assignment import LIVE, MOVES, Refusal, is_recallable, next_state
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import Role

P, H, C, L, F = Role.PROVIDER, Role.HUB, Role.COORDINATOR, Role.LINK, Role.POLICE
ANSWERABLE = (S.QUEUED, S.DELIVERED, S.ACKNOWLEDGED)
HELD = (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)

ALLOWED = {
    (S.QUEUED, E.HAND_OVER, H): S.DELIVERED,
    **{(state, E.GIVE_UP, H): S.UNDELIVERABLE for state in (S.QUEUED, S.DELIVERED)},
    **{(S.UNDELIVERABLE, E.REDRIVE, role): S.QUEUED for role in (H, C)},
    **{
        (state, E.ACKNOWLEDGE, role): S.ACKNOWLEDGED
        for state, role in product((S.QUEUED, S.DELIVERED), (P, L))
    },
    **{(state, E.ACCEPT, P): S.ACCEPTED for state in ANSWERABLE},
    **{(state, E.DECLINE, P): S.DECLINED for state in ANSWERABLE},
    **{(state, E.CONTACT_ATTEMPT, P): state for state in (S.ACCEPTED, S.IN_PROGRESS)},
    (S.ACCEPTED, E.ENGAGE, P): S.IN_PROGRESS,
    (S.IN_PROGRESS, E.ASSESS, P): S.IN_PROGRESS,
    **{(state, E.HOLD, P): S.ON_HOLD for state in (S.ACKNOWLEDGED, S.ACCEPTED, S.IN_PROGRESS)},
    (S.ON_HOLD, E.RESUME, P): S.ACCEPTED,
    **{(state, E.COMPLETE, P): S.COMPLETED for state in HELD},
    **{(state, E.RELEASE, P): S.RELEASED for state in HELD},
    **{(state, E.REASSIGN, C): S.RELEASED for state in HELD},
    **{
        (state, E.RECALL, role): S.RECALLED
        for state, role in product((S.QUEUED, S.DELIVERED, S.UNDELIVERABLE, S.ACKNOWLEDGED), (H, F, C))
    },
    **{(state, E.WITHDRAW, role): S.WITHDRAWN for state, role in product(LIVE, (F, P, C, H))},
    **{(state, E.VOID, C): S.VOID for state in LIVE},
}
"""The table of the design, written out once more by hand; held from accepted."""


@pytest.mark.parametrize("state", S)
def test_every_move_that_is_not_in_the_table_is_refused(state):
    for event, role in product(E, Role):
        reached = next_state(state, event, role, held_from=S.ACCEPTED)
        expected = ALLOWED.get((state, event, role))
        if expected is None:
            assert isinstance(reached, Refusal), (event, role)
        else:
            assert reached is expected, (event, role)


def test_a_refusal_says_whether_the_state_or_the_role_is_wrong():
    assert next_state(S.DELIVERED, E.ACCEPT, Role.POLICE) is Refusal.ROLE
    assert next_state(S.DECLINED, E.ACCEPT, Role.PROVIDER) is Refusal.STATE


@pytest.mark.parametrize("held_from", [S.ACKNOWLEDGED, S.ACCEPTED, S.IN_PROGRESS])
def test_a_hold_goes_back_to_where_it_was(held_from):
    assert next_state(S.ON_HOLD, E.RESUME, P, held_from=held_from) is held_from


def test_a_hold_that_lost_where_it_was_is_refused():
    assert next_state(S.ON_HOLD, E.RESUME, P) is Refusal.STATE


def test_nothing_leads_out_of_an_end():
    for state, event, role in product(set(S) - LIVE, E, Role):
        assert isinstance(next_state(state, event, role), Refusal)


def test_every_state_can_be_reached_and_every_live_one_left():
    reachable, new = {S.QUEUED}, {S.QUEUED}
    while new:
        found = {
            reached
            for state, event, role in product(new, E, Role)
            if not isinstance(reached := next_state(state, event, role, held_from=S.ACCEPTED), Refusal)
        }
        new = found - reachable
        reachable |= new
    assert reachable == set(S)
    for state in LIVE:
        moves = [move for moves in MOVES.values() for move in moves if state in move.sources]
        assert any(move.target not in LIVE for move in moves)


def test_a_hold_does_not_change_whether_a_turn_can_be_taken_back():
    assert next_state(S.ON_HOLD, E.RECALL, C, held_from=S.ACKNOWLEDGED) is S.RECALLED
    for held_from in (S.ACCEPTED, S.IN_PROGRESS):
        assert next_state(S.ON_HOLD, E.RECALL, C, held_from=held_from) is Refusal.STATE
    assert is_recallable(S.ON_HOLD, S.ACKNOWLEDGED)
    assert not is_recallable(S.ON_HOLD, S.ACCEPTED)
