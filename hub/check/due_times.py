"""Clocks recompute to what is stored: by their start, their target and their pauses."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import text

from hub.check.histories import AT_ONCE
from hub.check.invariant import Broken, Extent, Family, Invariant, Window, bound, scoped
from hub.db import Transaction
from hub.domain.opening import Opening
from hub.domain.targets import Target, TargetUnit
from hub.sla.rules import due_at

_CLOCKS = """
    SELECT c.id, c.started_at, c.due_at, c.target, c.pauses, s.opening,
           EXISTS (SELECT FROM directory_version v
                    WHERE v.kind = 'service' AND v.key = s.slug AND v.at > c.started_at) AS opens_otherwise
    FROM clock c JOIN assignment a ON a.id = c.assignment_id JOIN service s ON s.id = a.service_id
    WHERE a.id IN ({turns})
"""
_STATEMENTS = {extent: scoped(_CLOCKS, extent) for extent in Extent}


def _look(tx: Transaction, window: Window) -> Mapping[str, Broken]:
    wrong = [row.id for row in _rows(tx, window) if _is_wrong(row)]
    return {"clocks_recompute": Broken.by(wrong)} if wrong else {}


def _rows(tx: Transaction, window: Window) -> Iterator[Any]:
    statement = _STATEMENTS[window.extent]
    known = bound(statement, window)
    streamed = text(statement).execution_options(yield_per=AT_ONCE)
    with tx.connection.execute(streamed, known) as rows:
        yield from rows


def _is_wrong(row: Any) -> bool:
    """Recompute one clock; by opening hours only while those that it was counted by are still known."""
    target = Target(amount=row.target["amount"], unit=TargetUnit(row.target["unit"]))
    if target.unit is TargetUnit.WORKING_HOURS and row.opens_otherwise:
        return False
    pauses = [(_instant(pause["since"]), _instant(pause["until"])) for pause in row.pauses]
    ended = [(since, until) for since, until in pauses if since is not None]
    return due_at(target, row.started_at, _opening(json.dumps(row.opening)), pauses=ended) != row.due_at


def _instant(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


@lru_cache(maxsize=256)
def _opening(stored: str) -> Opening:
    return Opening.parse(json.loads(stored))


DUE_TIMES = Family(
    invariants=(
        Invariant(
            name="clocks_recompute",
            meaning="A clock is due when its start, its target and its pauses say.",
        ),
    ),
    look=_look,
)
