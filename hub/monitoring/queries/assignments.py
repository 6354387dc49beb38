"""What providers did with their assignments in a quarter."""

from sqlalchemy import FromClause, Subquery, and_, or_, select, true
from sqlalchemy.orm import aliased

from hub.domain.codes import ChaseStep, Clock
from hub.domain.quarter import Quarter
from hub.models import Assignment, AssignmentEventRow, Chase, ClockRow, ContactAttempt
from hub.monitoring.queries import subjects
from hub.monitoring.queries.facts import Facts, FactSelect, during, fact, facts_of
from hub.monitoring.queries.moves import move_facts
from hub.monitoring.rules import AssignmentMeasure as M
from hub.monitoring.rules import Movement, leaving

Row = AssignmentEventRow


def assignment_facts(quarter: Quarter) -> Facts:
    """Give the facts of the section on assignments.

    A row is an assignment, but a chase for `chased` and `escalated`, a clock for what was breached or
    acknowledged within target, and a contact attempt for those.
    """
    return facts_of(
        subjects.assignments(),
        [
            *_assigned(quarter),
            *move_facts(quarter),
            *_chases(quarter),
            *_clocks(quarter),
            *_contacts(quarter),
        ],
    )


def _assigned(quarter: Quarter) -> list[FactSelect]:
    row, then = Assignment.id, during(quarter, Assignment.assigned_at)
    previous = _rerouted(quarter)
    return [
        fact(M.RECEIVED, row, row, then),
        fact(M.MOVED_IN, row, row, then, Assignment.moved_in.is_(True)),
        fact(M.REROUTED, previous.c.assignment_id, previous.c.assignment_id).distinct(),
    ]


def _rerouted(quarter: Quarter) -> Subquery:
    """Find the assignments whose place others have taken that moved in during the quarter."""
    last = _last_to_leave()
    new = select(last.c.assignment_id).select_from(Assignment).join(last, true())
    then = during(quarter, Assignment.assigned_at)
    return new.where(Assignment.moved_in.is_(True), then).subquery("rerouted")


def _last_to_leave() -> FromClause:
    """Find which other assignment of the same referral was the last to be left before this one."""
    left = aliased(Assignment)
    return (
        select(Row.assignment_id)
        .join(left, left.id == Row.assignment_id)
        .where(
            left.referral_id == Assignment.referral_id,
            left.id != Assignment.id,
            Row.after.in_(leaving(Movement.MOVED_OUT)),
            Row.at <= Assignment.assigned_at,
        )
        .order_by(Row.at.desc(), Row.id.desc())
        .limit(1)
        .lateral("last_to_leave")
    )


def _chases(quarter: Quarter) -> list[FactSelect]:
    return [
        fact(
            measure,
            Chase.id,
            ClockRow.assignment_id,
            ClockRow.id == Chase.clock_id,
            Chase.step == step,
            during(quarter, Chase.done_at),
        )
        for measure, step in ((M.CHASED, ChaseStep.REMINDER), (M.ESCALATED, ChaseStep.ESCALATION))
    ]


def _clocks(quarter: Quarter) -> list[FactSelect]:
    row, of = ClockRow.id, ClockRow.assignment_id
    late = during(quarter, ClockRow.breached_at)
    in_time = and_(during(quarter, ClockRow.stopped_at), ClockRow.met.is_(True))
    acknowledge = ClockRow.clock == Clock.ACKNOWLEDGED
    return [
        fact(M.BREACHED, row, of, late),
        fact(M.BREACHED_BY_CLOCK, row, of, late, code=ClockRow.clock),
        fact(M.ACKNOWLEDGED_WITHIN_TARGET, row, of, acknowledge, in_time),
        fact(M.ACKNOWLEDGED_WITHIN_TARGET_OF, row, of, acknowledge, or_(in_time, late)),
    ]


def _contacts(quarter: Quarter) -> list[FactSelect]:
    row, of = ContactAttempt.id, ContactAttempt.assignment_id
    then = during(quarter, ContactAttempt.at)
    return [
        fact(M.CONTACT_ATTEMPTS, row, of, then),
        fact(M.CONTACT_ATTEMPTS_COUNTING, row, of, then, ContactAttempt.counts.is_(True)),
        fact(M.CONTACT_ATTEMPTS_BY_RESULT, row, of, then, code=ContactAttempt.result),
    ]
