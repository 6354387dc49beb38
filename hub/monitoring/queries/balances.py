"""The terms of the balance: what was open at both ends, and what moved between them."""

from datetime import datetime

from sqlalchemy import and_, exists, or_

from hub.domain.codes import OPEN_STATUSES
from hub.domain.quarter import Quarter
from hub.models import Assignment, AssignmentEventRow, ReferralEvent
from hub.monitoring.queries import subjects
from hub.monitoring.queries.facts import Facts, FactSelect, during, fact, facts_of
from hub.monitoring.queries.moves import moved
from hub.monitoring.queries.referrals import standing
from hub.monitoring.rules import FINAL, Movement, leaving, steps_of

M = Movement


def referral_balance(quarter: Quarter) -> Facts:
    """Give the terms for referrals: a row is a referral where open, and an event of one where it moved."""
    return facts_of(
        subjects.referrals(),
        [
            _open_referrals(M.OPEN_AT_START, quarter.starts_at),
            *(_steps(quarter, movement) for movement in (M.RECEIVED, M.MOVED_IN, M.CLOSED)),
            _open_referrals(M.OPEN_AT_END, quarter.ends_at),
        ],
    )


def assignment_balance(quarter: Quarter) -> Facts:
    """Give the terms for assignments: a row is an assignment, or the event by which one left."""
    row, then = Assignment.id, during(quarter, Assignment.assigned_at)
    return facts_of(
        subjects.assignments(),
        [
            _open_assignments(M.OPEN_AT_START, quarter.starts_at),
            fact(M.RECEIVED, row, row, then, Assignment.moved_in.is_(False)),
            fact(M.MOVED_IN, row, row, then, Assignment.moved_in.is_(True)),
            *(_left(quarter, movement) for movement in (M.CLOSED, M.MOVED_OUT)),
            _open_assignments(M.OPEN_AT_END, quarter.ends_at),
        ],
    )


def _open_referrals(movement: Movement, at: datetime) -> FactSelect:
    then = standing(at)
    return fact(movement, then.c.referral_id, then.c.referral_id, then.c.after.in_(OPEN_STATUSES))


def _steps(quarter: Quarter, movement: Movement) -> FactSelect:
    steps = [
        and_(ReferralEvent.before.is_not_distinct_from(before), ReferralEvent.after == after)
        for before, after in steps_of(movement)
    ]
    return fact(
        movement, ReferralEvent.id, ReferralEvent.referral_id, during(quarter, ReferralEvent.at), or_(*steps)
    )


def _open_assignments(movement: Movement, at: datetime) -> FactSelect:
    over = exists().where(
        AssignmentEventRow.assignment_id == Assignment.id,
        AssignmentEventRow.at < at,
        AssignmentEventRow.after.in_(FINAL),
    )
    return fact(movement, Assignment.id, Assignment.id, Assignment.assigned_at < at, ~over)


def _left(quarter: Quarter, movement: Movement) -> FactSelect:
    return fact(
        movement,
        AssignmentEventRow.id,
        AssignmentEventRow.assignment_id,
        moved(quarter),
        AssignmentEventRow.after.in_(leaving(movement)),
    )
