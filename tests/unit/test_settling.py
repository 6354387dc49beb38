"""A referral's status from what it follows from."""

import pytest

from hub.domain.codes import OPEN_STATUSES, ReferralStatus
from hub.journey.settling import Standing, status_of

R = ReferralStatus
OVER = sorted(set(R) - OPEN_STATUSES)


@pytest.mark.parametrize(
    ("waits", "live", "expected"),
    [
        (False, False, R.CLOSED),
        (False, True, R.PLACED),
        (True, False, R.AWAITING_TRIAGE),
        (True, True, R.AWAITING_TRIAGE),
    ],
)
@pytest.mark.parametrize("before", sorted(OPEN_STATUSES))
def test_an_open_referral_waits_is_placed_or_closes(before, waits, live, expected):
    assert status_of(Standing(status=before, waits_for_a_person=waits, is_live=live)) is expected


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("before", OVER)
def test_what_has_ended_stays_as_it_ended_whoever_is_asked_about_it(before, waits):
    assert status_of(Standing(status=before, waits_for_a_person=waits, is_live=False)) is before


@pytest.mark.parametrize("before", OVER)
def test_a_service_that_is_given_it_makes_it_live_again(before):
    standing = Standing(status=before, waits_for_a_person=False, is_live=True)
    assert status_of(standing) is R.PLACED
