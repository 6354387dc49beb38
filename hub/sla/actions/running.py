"""Starting, stopping and pausing the clocks of assignments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.clock_moves import Effect
from hub.domain.codes import Clock, ClockEventKind
from hub.domain.ids import new_id
from hub.sla import queries
from hub.sla.actions.terms import Terms, desk_hours, limit_of, pause_of, stands_still, stored
from hub.sla.rules import ClockPlan, Limit, Rung, limit_for, plan, still_to_climb


def start(tx: Transaction, clocks: Sequence[tuple[Terms, Clock, datetime]]) -> None:
    """Start clocks, each at its own instant, with every rung of its ladder; one that ran before is left."""
    rows, rungs = [], []
    for terms, clock, at in clocks:
        limit, planned = _planned(tx, terms, clock, at)
        row = _row(tx, terms, clock, at, limit, planned)
        rows.append(row)
        rungs += rung_rows(row["id"], planned.rungs)
    queries.add(tx, rows, rungs)


def apply(tx: Transaction, terms: Terms, effect: Effect, at: datetime) -> None:
    """Do to an assignment's clocks what an event does to them."""
    if effect.stops:
        queries.stop(tx, terms.assignment_id, effect.stops, at)
    if effect.ends_the_rest:
        queries.end(tx, terms.assignment_id, at)
    start(tx, [(terms, clock, at) for clock in effect.starts])


def record_instant(tx: Transaction, terms: Terms, clocks: Iterable[Clock], at: datetime) -> None:
    """Write clocks that started and stopped in one instant; one that ran already is left as it is."""
    rows = []
    for clock in clocks:
        limit, planned = _planned(tx, terms, clock, at)
        rows.append({**_row(tx, terms, clock, at, limit, planned), "stopped_at": at, "met": True})
    queries.add(tx, rows, [])


def pause(tx: Transaction, assignment_id: UUID, at: datetime, reason: str) -> None:
    """Stop counting on every running clock of an assignment; its rungs wait until it is resumed.

    One that stands still already goes on doing so, for the first reason.
    """
    clocks = [clock for clock in queries.running(tx, assignment_id) if not stands_still(clock)]
    pausing = {"since": at.isoformat(), "until": None, "reason": reason}
    queries.change(tx, [{"id": clock["id"], "pauses": [*clock["pauses"], pausing]} for clock in clocks])
    queries.tell(tx, [_event(clock, ClockEventKind.PAUSED, at, reason=reason) for clock in clocks])
    rungs = queries.chases_of(tx, [clock["id"] for clock in clocks])
    queries.cancel_chases(tx, [each["id"] for of_one in rungs.values() for each in of_one])


def resume(tx: Transaction, terms: Terms, at: datetime) -> None:
    """Count on: every due instant moves by the pause, and what is left of the ladder is its next round."""
    clocks = [clock for clock in queries.running(tx, terms.assignment_id) if stands_still(clock)]
    rounds = queries.rounds(tx, [clock["id"] for clock in clocks])
    for clock in clocks:
        pauses = [{**pause, "until": pause["until"] or at.isoformat()} for pause in clock["pauses"]]
        planned = plan(
            clock["clock"],
            risk=terms.risk,
            started_at=clock["started_at"],
            target=limit_of(clock).target,
            opening=terms.opening,
            ladders=terms.ladders,
            desk=desk_hours(),
            calendar=tx.calendar,
            pauses=[pause_of(pause) for pause in pauses],
            not_before=clock["not_before"],
        )
        changed = {"pauses": pauses, "due_at": planned.due_at, "calendar": tx.calendar.version}
        queries.change(tx, [{"id": clock["id"], **changed}])
        queries.tell(tx, [{**_event(clock, ClockEventKind.RESUMED, at), "due_at": planned.due_at}])
        left = [
            Rung(step=rung.step, due_at=max(rung.due_at, at)) for rung in still_to_climb(planned.rungs, at)
        ]
        queries.add(tx, [], rung_rows(clock["id"], left, rounds.get(clock["id"], 0) + 1))


def rung_rows(clock_id: UUID, rungs: Iterable[Rung], turn: int = 1) -> list[dict[str, Any]]:
    """Give the rows of rungs, as the `turn`th round of a clock's ladder."""
    return [
        {"id": new_id(), "clock_id": clock_id, "step": rung.step, "due_at": rung.due_at, "round": turn}
        for rung in rungs
    ]


def _event(clock: Mapping[str, Any], kind: ClockEventKind, at: datetime, **more: Any) -> dict[str, Any]:
    return {"clock_id": clock["id"], "kind": kind, "at": at, "due_at": clock["due_at"], **more}


def _planned(tx: Transaction, terms: Terms, clock: Clock, at: datetime) -> tuple[Limit, ClockPlan]:
    limit = limit_for(clock, terms.risk, terms.targets, london_date(at))
    planned = plan(
        clock,
        risk=terms.risk,
        started_at=at,
        target=limit.target,
        opening=terms.opening,
        ladders=terms.ladders,
        desk=desk_hours(),
        calendar=tx.calendar,
    )
    return limit, planned


def _row(
    tx: Transaction, terms: Terms, clock: Clock, at: datetime, limit: Limit, planned: ClockPlan
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "assignment_id": terms.assignment_id,
        "clock": clock,
        "round": 1,
        "started_at": at,
        "due_at": planned.due_at,
        "target": stored(limit),
        "why": planned.why,
        "pauses": [],
        "stopped_at": None,
        "breached_at": None,
        "met": None,
        "calendar": tx.calendar.version,
        "not_before": None,
    }
