"""What the moves of assignments in a quarter were: handed over, answered, ended."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func, or_, select

from hub.domain.assignment import LIVE, AssignmentEvent, AssignmentState
from hub.domain.quarter import Quarter
from hub.models import AssignmentEventRow
from hub.monitoring.queries.facts import FactSelect, during, fact
from hub.monitoring.rules import AssignmentMeasure as M

Row = AssignmentEventRow
E = AssignmentEvent
S = AssignmentState

_NOT_HANDED_OVER = (S.QUEUED, S.UNDELIVERABLE)
_UNANSWERED = (S.QUEUED, S.DELIVERED, S.UNDELIVERABLE)
_DECISIONS = (E.ACCEPT, E.DECLINE)
_YES = ("true", "yes")

_OF_ONE_EVENT = {
    M.ACCEPTED: E.ACCEPT,
    M.DECLINED: E.DECLINE,
    M.UNDELIVERABLE: E.GIVE_UP,
    M.CONTACT_MADE: E.ENGAGE,
    M.RECALLED: E.RECALL,
    M.WITHDRAWN: E.WITHDRAW,
    M.COMPLETED: E.COMPLETE,
}


def moved(quarter: Quarter) -> ColumnElement[bool]:
    """Say that an event moved an assignment in the quarter.

    A confirmation of what came by link, or an answer that came when the turn was over, moves nothing.
    """
    return and_(
        during(quarter, Row.at),
        Row.before.is_distinct_from(Row.after),
        or_(Row.before.is_(None), Row.before.in_(LIVE)),
    )


def move_facts(quarter: Quarter) -> list[FactSelect]:
    """Give the facts that follow from moves; every row is an assignment, once for each measure."""
    columns = (Row.assignment_id, Row.event, Row.before, Row.reason, Row.detail)
    moves = select(*columns).where(moved(quarter)).cte("move")
    return [
        *(_fact(moves, measure, moves.c.event == event) for measure, event in _OF_ONE_EVENT.items()),
        *_answers(moves),
        *_endings(moves),
    ]


def _fact(moves: CTE, measure: M, *where: ColumnElement[bool], code: Any = None) -> FactSelect:
    return fact(measure, moves.c.assignment_id, moves.c.assignment_id, *where, code=code).distinct()


def _answers(moves: CTE) -> list[FactSelect]:
    event, before = moves.c.event, moves.c.before
    acknowledged = event == E.ACKNOWLEDGE
    answered_what_was_queued = event.in_((E.ACKNOWLEDGE, *_DECISIONS)) & before.in_(_NOT_HANDED_OVER)
    decided_at_once = event.in_(_DECISIONS) & before.in_(_UNANSWERED)
    return [
        _fact(moves, M.HANDED_OVER, or_(event == E.HAND_OVER, answered_what_was_queued)),
        _fact(moves, M.ACKNOWLEDGED, or_(acknowledged, decided_at_once)),
        _fact(moves, M.DECLINED_BY_REASON, event == E.DECLINE, code=moves.c.reason),
    ]


def _endings(moves: CTE) -> list[FactSelect]:
    detail, completed = moves.c.detail, moves.c.event == E.COMPLETE
    outcome = func.coalesce(moves.c.reason, detail["outcome"].astext)
    return [
        _fact(moves, M.RELEASED, moves.c.event.in_((E.RELEASE, E.REASSIGN))),
        _fact(moves, M.COMPLETED_BY_OUTCOME, completed, code=outcome),
        _fact(moves, M.COPE, completed, detail["cope"].astext.in_(_YES)),
        _fact(moves, M.RECOVER, completed, detail["recover"].astext.in_(_YES)),
    ]
