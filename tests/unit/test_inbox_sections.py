"""Each assignment lies in exactly one section of its provider's inbox, and the borders are exact."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.acknowledgement.rules import SOON, Urgency, section, urgency_of
from hub.domain.assignment import LIVE
from hub.domain.assignment import AssignmentState as S

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@given(
    state=st.sampled_from(S),
    due=st.none() | st.integers(-3000, 3000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    stands_still=st.booleans(),
)
def test_nothing_is_left_out_and_nothing_is_shown_twice(state, due, stands_still):
    found = [each for each in Urgency if section(each, NOW).holds(state, due, stands_still=stands_still)]
    assert len(found) == 1
    assert urgency_of(state, due, NOW, stands_still=stands_still) is found[0]


@pytest.mark.parametrize(
    ("due", "urgency"),
    [
        (NOW - A_SECOND, Urgency.OVERDUE),
        (NOW, Urgency.OVERDUE),
        (NOW + A_SECOND, Urgency.DUE_SOON),
        (NOW + SOON, Urgency.DUE_SOON),
        (NOW + SOON + A_SECOND, Urgency.NOT_DUE),
        (None, Urgency.NOT_DUE),
    ],
)
def test_a_clock_is_late_at_its_due_instant(due, urgency):
    assert urgency_of(S.ACCEPTED, due, NOW, stands_still=False) is urgency


@pytest.mark.parametrize("state", S)
def test_what_stands_still_waits_however_late_it_was(state):
    wanted = Urgency.WAITING if state in LIVE else Urgency.DONE
    assert urgency_of(state, NOW - SOON, NOW, stands_still=True) is wanted
