"""In which section of its unit's list a referral stands."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.codes import RiskBand
from hub.intake.rules.urgency import NEVER, Urgency, critical_at, soon_until, urgency_of

WEDNESDAY = datetime(2026, 3, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def section(due, *, risk=RiskBand.MEDIUM, target=HOUR, now=WEDNESDAY, is_over=False):
    critical = critical_at(due - target, due, risk) if due != NEVER else NEVER
    return urgency_of(is_over=is_over, due_at=due, critical_at=critical, now=now)


@pytest.mark.parametrize(
    ("due_in", "expected"),
    [
        (-2 * HOUR, Urgency.CRITICALLY_OVERDUE),
        (-HOUR, Urgency.CRITICALLY_OVERDUE),
        (-HOUR + SECOND, Urgency.OVERDUE),
        (timedelta(), Urgency.OVERDUE),
        (SECOND, Urgency.DUE_SOON),
        (4 * HOUR, Urgency.DUE_SOON),
        (4 * HOUR + SECOND, Urgency.NOT_DUE),
    ],
)
def test_a_referral_waits_by_how_late_it_is(due_in, expected):
    assert section(WEDNESDAY + due_in) is expected


def test_at_high_risk_late_is_critical_at_once():
    assert section(WEDNESDAY, risk=RiskBand.HIGH) is Urgency.CRITICALLY_OVERDUE
    assert section(WEDNESDAY + SECOND, risk=RiskBand.HIGH) is Urgency.DUE_SOON


def test_what_nobody_waits_for_is_not_due():
    assert section(NEVER) is Urgency.NOT_DUE


def test_what_is_over_is_finished_however_late_it_was():
    assert section(WEDNESDAY - 9 * HOUR, is_over=True) is Urgency.FINISHED


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (WEDNESDAY, datetime(2026, 3, 4, 14, tzinfo=UTC)),
        (datetime(2026, 3, 6, 16, tzinfo=UTC), datetime(2026, 3, 9, 12, tzinfo=UTC)),
        (datetime(2026, 3, 7, 3, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC)),
        (datetime(2026, 4, 2, 15, tzinfo=UTC), datetime(2026, 4, 7, 11, tzinfo=UTC)),
    ],
    ids=["on a working day", "over a weekend", "on a Saturday night", "over Easter, with the clocks at BST"],
)
def test_soon_reaches_to_the_next_four_hours_in_which_somebody_is_there(now, until):
    assert soon_until(now) == until
