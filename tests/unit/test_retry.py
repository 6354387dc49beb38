"""When a message is tried again, sent elsewhere or given up."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.delivery.rules import HIGH_RISK, MOST_ATTEMPTS, STANDARD, GiveUp, Retry, SwitchChannel, after
from hub.domain.codes import AttemptOutcome

NOW = datetime(2018, 3, 29, 15, 0, tzinfo=UTC)
OTHER = UUID(int=7)
RETRYABLE, PERMANENT = AttemptOutcome.RETRYABLE, AttemptOutcome.PERMANENT


@pytest.mark.parametrize(
    ("made", "high_risk", "retry_after", "seconds"),
    [
        (1, False, None, 25),
        (2, False, None, 75),
        (3, False, None, 225),
        (7, False, None, 18225),
        (1, True, None, 10),
        (2, True, None, 20),
        (7, True, None, 640),
        (1, False, 600, 600),
        (3, False, 5, 225),
        (1, True, 86400, 640),
        (1, False, 999999, 18225),
    ],
)
def test_a_failed_try_is_repeated_after_a_growing_wait(made, high_risk, retry_after, seconds):
    wish = timedelta(seconds=retry_after) if retry_after else None
    decided = after(RETRYABLE, made, NOW, high_risk=high_risk, jitter=0, retry_after=wish)
    assert decided == Retry(at=NOW + timedelta(seconds=seconds))


def test_jitter_takes_up_to_a_fifth_off():
    decided = after(RETRYABLE, 1, NOW, high_risk=False, jitter=1)
    assert decided == Retry(at=NOW + timedelta(seconds=20))


@pytest.mark.parametrize(
    ("outcome", "made", "others", "decided"),
    [
        (PERMANENT, 1, (), GiveUp),
        (PERMANENT, 1, (OTHER,), SwitchChannel),
        (RETRYABLE, MOST_ATTEMPTS, (), GiveUp),
        (RETRYABLE, MOST_ATTEMPTS, (OTHER,), SwitchChannel),
        (RETRYABLE, MOST_ATTEMPTS - 1, (OTHER,), Retry),
    ],
)
def test_a_dead_address_is_left_for_the_next_one_or_for_a_person(outcome, made, others, decided):
    assert isinstance(after(outcome, made, NOW, high_risk=False, jitter=0, others=others), decided)


@pytest.mark.parametrize(
    ("plan", "within"), [(HIGH_RISK, timedelta(minutes=30)), (STANDARD, timedelta(hours=8))]
)
def test_all_tries_fit_into_the_time_after_which_a_person_should_know(plan, within):
    assert sum((plan.wait(made) for made in range(1, MOST_ATTEMPTS)), timedelta()) < within


@given(
    made=st.integers(1, MOST_ATTEMPTS - 1),
    high_risk=st.booleans(),
    jitter=st.floats(0, 1),
    wish=st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(days=11)),
)
def test_a_retry_is_later_than_now_and_never_beyond_the_longest_wait(made, high_risk, jitter, wish):
    decided = after(RETRYABLE, made, NOW, high_risk=high_risk, jitter=jitter, retry_after=wish)
    assert isinstance(decided, Retry)
    assert NOW < decided.at <= NOW + (HIGH_RISK if high_risk else STANDARD).longest
