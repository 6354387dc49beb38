"""Every turn is in one legal state, and its history replays to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import text

from hub.check.invariant import Broken, Extent, Family, Invariant, Window, bound, scoped
from hub.check.replaying import ENDS_ELSEWHERE, HAS_A_GAP, NOT_ALLOWED, NOT_BEGUN, Step, flaw_of
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent, AssignmentState
from hub.domain.codes import Role

AT_ONCE = 5000
"""So many events are in hand at a time, however long the history of all is."""

_EVENTS = """
    SELECT a.id AS turn, a.state, e.id, e.event, e.before, e.after, e.role, e.reason, e.recorded_at
    FROM assignment a LEFT JOIN assignment_event e ON e.assignment_id = a.id
    WHERE a.id IN ({turns})
    ORDER BY a.id, e.id
"""
_STATEMENTS = {extent: scoped(_EVENTS, extent) for extent in Extent}


def _look(tx: Transaction, window: Window) -> Mapping[str, Broken]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for turn, rows in groupby(_rows(tx, window), key=lambda row: row.turn):
        name = _flaw(list(rows))
        if name:
            found[name].append(turn)
    return {name: Broken.by(ids) for name, ids in found.items()}


def _rows(tx: Transaction, window: Window) -> Iterator[Any]:
    statement = _STATEMENTS[window.extent]
    known = bound(statement, window)
    streamed = text(statement).execution_options(yield_per=AT_ONCE)
    with tx.connection.execute(streamed, known) as rows:
        yield from rows


def _flaw(rows: list[Any]) -> str | None:
    try:
        steps = [_step(row) for row in rows if row.id is not None]
        flaw = flaw_of(AssignmentState(rows[0].state), steps)
    except ValueError:  # a word that is none of ours: no state, no event or no role
        return NOT_ALLOWED.name
    return flaw.name if flaw else None


def _step(row: Any) -> Step:
    return Step(
        id=row.id,
        event=AssignmentEvent(row.event),
        before=AssignmentState(row.before) if row.before else None,
        after=AssignmentState(row.after),
        role=Role(row.role),
        reason=row.reason,
        recorded_at=row.recorded_at,
    )


HISTORIES = Family(
    invariants=(
        Invariant(name=NOT_BEGUN.name, meaning="A turn's history begins with its being given."),
        Invariant(
            name=HAS_A_GAP.name, meaning="In a turn's history each move begins where the one before ended."
        ),
        Invariant(
            name=NOT_ALLOWED.name, meaning="Every move of a turn is one that the table of moves allows."
        ),
        Invariant(name=ENDS_ELSEWHERE.name, meaning="A turn's state is the one to which its history leads."),
    ),
    look=_look,
)
