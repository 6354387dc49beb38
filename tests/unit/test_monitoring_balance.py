from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import OPEN_STATUSES, ReferralStatus
from hub.monitoring.rules import (
    ALL,
    FINAL,
    Balance,
    Counted,
    Movement,
    balances,
    leaving,
    movements,
    steps_of,
)

M = Movement
PLACED, TRIAGE, CLOSED = ReferralStatus.PLACED, ReferralStatus.AWAITING_TRIAGE, ReferralStatus.CLOSED
RETURNED, INFORMED = ReferralStatus.RETURNED, ReferralStatus.INFORMATION_ONLY


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (None, PLACED, {M.RECEIVED}),
        (None, TRIAGE, {M.RECEIVED}),
        (None, INFORMED, {M.RECEIVED, M.CLOSED}),
        (None, RETURNED, {M.RECEIVED, M.CLOSED}),
        (PLACED, TRIAGE, set()),
        (TRIAGE, PLACED, set()),
        (PLACED, CLOSED, {M.CLOSED}),
        (TRIAGE, RETURNED, {M.CLOSED}),
        (RETURNED, TRIAGE, {M.MOVED_IN}),
        (CLOSED, PLACED, {M.MOVED_IN}),
        (RETURNED, ReferralStatus.VOID, set()),
    ],
)
def test_what_each_step_of_a_referral_is_to_the_balance(before, after, moved):
    assert movements(before, after) == moved


def test_steps_are_listed_by_movement():
    assert (RETURNED, TRIAGE) in steps_of(M.MOVED_IN)
    assert {before for before, _ in steps_of(M.RECEIVED)} == {None}
    assert steps_of(M.MOVED_OUT) == ()


def test_every_final_state_of_an_assignment_leaves_in_exactly_one_way():
    assert leaving(M.MOVED_OUT) | leaving(M.CLOSED) == FINAL
    assert not leaving(M.MOVED_OUT) & leaving(M.CLOSED)
    assert frozenset(AssignmentState) - LIVE == FINAL


@pytest.mark.parametrize(
    ("terms", "balanced"),
    [
        ((0, 0, 0, 0, 0, 0), True),
        ((3, 4, 2, 5, 1, 3), True),
        ((3, 4, 2, 5, 1, 4), False),
        ((3, 4, 0, 5, 1, 3), False),
        ((0, 1, 0, 1, 0, 0), True),
    ],
)
def test_a_balance_adds_up_or_it_does_not(terms, balanced):
    row = Balance(counted=Counted.ASSIGNMENTS, cut=ALL, **dict(zip(M, terms, strict=True)))
    assert balances(row) is balanced


def test_only_referrals_are_reopened():
    row = Balance(counted=Counted.REFERRALS, cut=ALL, moved_in=2)
    assert row.reopened == 2
    assert replace(row, counted=Counted.ASSIGNMENTS).reopened == 0


def histories():
    step = st.tuples(st.integers(0, 300), st.sampled_from(ReferralStatus))
    history = st.lists(step, min_size=1, max_size=8).map(
        lambda steps: sorted(steps, key=lambda each: each[0])
    )
    return st.lists(history, max_size=12)


def balance_of(histories, starts, ends):
    """Count the movements of events between, and what stands open at both ends, apart from each other."""

    def open_at(instant):
        standing = [[status for day, status in history if day < instant] for history in histories]
        return sum(statuses[-1] in OPEN_STATUSES for statuses in standing if statuses)

    moved = [
        movement
        for history in histories
        for before, (day, after) in zip([None, *(status for _, status in history)], history, strict=False)
        if starts <= day < ends
        for movement in movements(before, after)
    ]
    between = {movement: moved.count(movement) for movement in M}
    ends_of_it = {M.OPEN_AT_START: open_at(starts), M.OPEN_AT_END: open_at(ends)}
    return Balance(counted=Counted.REFERRALS, cut=ALL, **(between | ends_of_it))


@given(histories(), st.integers(0, 300), st.integers(0, 300))
def test_every_whole_history_balances_over_every_window(histories, one, other):
    assert balances(balance_of(histories, min(one, other), max(one, other)))


@given(histories().filter(bool), st.integers(0, 300), st.integers(0, 300))
def test_windows_that_follow_each_other_hand_over_what_is_open(histories, one, other):
    first, last = min(one, other), max(one, other)
    assert balance_of(histories, 0, first).open_at_end == balance_of(histories, first, last).open_at_start


def test_the_instant_a_quarter_ends_belongs_to_the_next():
    history = [(0, PLACED), (91, CLOSED)]
    assert balance_of([history], 0, 91).closed == 0
    assert balance_of([history], 91, 182).closed == 1
