"""Clocks recompute to what is stored: by their start, their target and their pauses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from hub.check.invariant import MANY, Broken, Extent, Family, Invariant, Window, bound, scoped
from hub.db import Transaction
from hub.domain.calendar import Calendar, whole_second
from hub.domain.opening import Opening
from hub.domain.targets import Target, TargetUnit
from hub.sla.rules import due_at

# without a pause elapsed time depends on its length alone, and working days on the day of the start: so one
# clock stands for all that are alike, and the rule is asked for that one
_CLOCKS = """
    SELECT DISTINCT ON (alike) id::text, started_at, due_at, target, pauses, not_before, opening,
           opens_otherwise, count(*) OVER (PARTITION BY alike) AS count
    FROM (SELECT c.id, c.started_at, c.due_at, c.target, c.pauses, c.not_before, s.opening,
                 c.target ->> 'unit' = 'working_hours' AND EXISTS (
                     SELECT FROM directory_version v
                     WHERE v.kind = 'service' AND v.key = s.slug AND v.at > c.started_at) AS opens_otherwise,
                 CASE WHEN c.pauses <> '[]' OR c.not_before IS NOT NULL
                        OR c.target ->> 'unit' = 'working_hours' THEN c.id::text
                      ELSE concat_ws(' ', c.target ->> 'amount', c.target ->> 'unit',
                          CASE WHEN c.target ->> 'unit' = 'working_days'
                               THEN concat_ws(' ', c.due_at,
                                   (c.started_at AT TIME ZONE 'Europe/London')::date)
                               ELSE (c.due_at - date_trunc('second', c.started_at))::text END) END AS alike
          FROM clock c JOIN assignment a ON a.id = c.assignment_id JOIN service s ON s.id = a.service_id
          WHERE a.id IN ({turns}) AND c.calendar = :calendar) each
    ORDER BY alike, id
"""
_STATEMENTS = {extent: scoped(_CLOCKS, extent) for extent in Extent}


def _look(tx: Transaction, window: Window) -> Mapping[str, Broken]:
    statement = _STATEMENTS[window.extent]
    # one that was counted by another calendar runs until it is counted anew, or was over before that changed
    known = {**bound(statement, window), "calendar": tx.calendar.version}
    rows = tx.connection.execute(text(statement), known).mappings()
    wrong = [row for row in rows if _is_wrong(dict(row), tx.calendar)]
    ids = tuple(row["id"] for row in wrong[:MANY])
    return {"clocks_recompute": Broken(count=sum(row["count"] for row in wrong), ids=ids)} if wrong else {}


def _is_wrong(row: Mapping[str, Any], calendar: Calendar) -> bool:
    """Recompute one clock; by opening hours only while those that it was counted by are still known."""
    if row["opens_otherwise"]:
        return False
    target = Target(amount=row["target"]["amount"], unit=TargetUnit(row["target"]["unit"]))
    pauses = [(datetime.fromisoformat(each["since"]), _ended(each["until"])) for each in row["pauses"]]
    due = due_at(target, row["started_at"], Opening.parse(row["opening"]), calendar, pauses)
    shortened = row["not_before"]
    return bool((max(due, whole_second(shortened)) if shortened else due) != row["due_at"])


def _ended(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


DUE_TIMES = Family(
    invariants=(
        Invariant(
            name="clocks_recompute",
            meaning="A clock is due when its start, its target and its pauses say.",
        ),
    ),
    look=_look,
)
