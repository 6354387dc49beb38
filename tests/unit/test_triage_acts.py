"""Which acts fit a triage row, and where it stands in the list."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.codes import OPEN_STATUSES, ReferralStatus, TriageReason
from hub.triage.rules import RowFacts, Section, TriageAct, acts_for, section_of

A, R = TriageAct, TriageReason
OPEN = ReferralStatus.AWAITING_TRIAGE
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


def facts(reason, status=OPEN, **more):
    return RowFacts(reason=reason, status=status, may_be_doubled=reason is R.POSSIBLE_DUPLICATE, **more)


@pytest.mark.parametrize("reason", sorted(set(R) - {R.POSSIBLE_DUPLICATE, R.UNDELIVERABLE}))
def test_most_rows_are_assigned_returned_or_closed(reason):
    assert acts_for(facts(reason)) == {A.ASSIGN, A.RETURN, A.CLOSE}


def test_a_possible_duplicate_is_never_only_closed():
    assert acts_for(facts(R.POSSIBLE_DUPLICATE)) == {A.JOIN, A.RELEASE, A.ASSIGN, A.RETURN}


def test_what_reached_nobody_is_never_only_closed():
    stuck = acts_for(facts(R.UNDELIVERABLE, reached_nobody=True))
    assert stuck == {A.REDRIVE, A.ASSIGN, A.RETURN}
    assert acts_for(facts(R.UNDELIVERABLE)) == stuck | {A.CLOSE}


@pytest.mark.parametrize("status", sorted(set(ReferralStatus) - OPEN_STATUSES - {ReferralStatus.CLOSED}))
def test_what_is_over_is_given_to_nobody_and_returned_to_nobody(status):
    assert acts_for(facts(R.DECLINED, status)) == {A.CLOSE}


def test_a_withdrawal_that_was_not_the_victims_wish_can_be_undone():
    assert acts_for(facts(R.CHECK_WITHDRAWAL, ReferralStatus.WITHDRAWN)) == {A.ASSIGN, A.CLOSE}


def test_a_closed_one_may_be_given_to_a_service_unless_the_victim_said_no():
    assert A.ASSIGN in acts_for(facts(R.LATE_ANSWER, ReferralStatus.CLOSED))
    said_no = facts(R.LATE_ANSWER, ReferralStatus.CLOSED, victim_said_no=True)
    assert acts_for(said_no) == {A.CLOSE}


@pytest.mark.parametrize("reason", [R.NO_FIT, R.UNDELIVERABLE])
def test_nobody_is_sent_while_another_row_asks_whether_it_is_a_double(reason):
    found = acts_for(RowFacts(reason=reason, status=OPEN, may_be_doubled=True))
    assert found == {A.RETURN, A.CLOSE}


@pytest.mark.parametrize(
    ("left", "section"),
    [
        (timedelta(seconds=-1), Section.OVERDUE),
        (timedelta(), Section.OVERDUE),
        (timedelta(seconds=1), Section.WITHIN_THE_HOUR),
        (timedelta(hours=1), Section.WITHIN_THE_HOUR),
        (timedelta(hours=1, seconds=1), Section.LATER),
    ],
)
def test_where_a_row_stands_in_the_list(left, section):
    assert section_of(NOW + left, NOW) is section
