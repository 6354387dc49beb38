"""Every turn is in one legal state, and its history replays to it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from hub.check.invariant import MANY, Broken, Extent, Family, Invariant, Window, bound, scoped
from hub.check.replaying import CONFIRMED, ENDS_ELSEWHERE, HAS_A_GAP, NOT_ALLOWED, NOT_BEGUN, Step, flaw_of
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent, AssignmentState
from hub.domain.codes import Role

_STEP = f"""
    concat_ws('>', e.event, coalesce(e.before, '-'), e.after, e.role,
              coalesce(e.reason = '{CONFIRMED}', false))
"""
# turns go through few different histories, so that each is replayed once and not for every turn
_HISTORIES = f"""
    SELECT state, steps, recorded, count(*) AS count, (array_agg(id::text ORDER BY id))[1:{MANY}] AS ids
    FROM (SELECT a.id, a.state,
                 string_agg({_STEP}, ',' ORDER BY e.id) FILTER (WHERE e.id IS NOT NULL) AS steps,
                 string_agg({_STEP}, ',' ORDER BY e.recorded_at, e.id)
                     FILTER (WHERE e.id IS NOT NULL) AS recorded
          FROM assignment a LEFT JOIN assignment_event e ON e.assignment_id = a.id
          WHERE a.id IN ({{turns}}) GROUP BY a.id, a.state) turn
    GROUP BY state, steps, recorded
"""
_STATEMENTS = {extent: scoped(_HISTORIES, extent) for extent in Extent}


def _look(tx: Transaction, window: Window) -> Mapping[str, Broken]:
    statement = _STATEMENTS[window.extent]
    counts: dict[str, int] = defaultdict(int)
    ids: dict[str, list[str]] = defaultdict(list)
    for row in tx.connection.execute(text(statement), bound(statement, window)).mappings():
        name = _flaw(dict(row))
        if name:
            counts[name] += row["count"]
            ids[name] += row["ids"]
    return {name: Broken(count=counts[name], ids=tuple(ids[name][:MANY])) for name in counts}


def _flaw(row: Mapping[str, Any]) -> str | None:
    """Replay the steps in the order of their ids, or else as they were recorded.

    Ids are made while the turn is locked, but two machines' clocks may differ by more than lies between acts.
    """
    try:
        state = AssignmentState(row["state"])
        found = flaw_of(state, _steps(row["steps"]))
        if found is None or flaw_of(state, _steps(row["recorded"])) is None:
            return None
    except ValueError:  # a word that is none of ours: no state, no event or no role
        return NOT_ALLOWED.name
    return found.name


def _steps(written: str | None) -> list[Step]:
    return [_step(*each.split(">")) for each in written.split(",")] if written else []


def _step(event: str, before: str, after: str, role: str, confirms: str) -> Step:
    return Step(
        event=AssignmentEvent(event),
        before=None if before == "-" else AssignmentState(before),
        after=AssignmentState(after),
        role=Role(role),
        confirms=confirms == "t",
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
