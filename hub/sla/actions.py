"""Starting, stopping and pausing the clocks of assignments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.clock_moves import Effect
from hub.domain.codes import Clock, RiskBand
from hub.domain.ids import new_id
from hub.domain.ladders import Ladders
from hub.domain.opening import Opening, read_hours
from hub.domain.targets import Target, Targets, TargetUnit
from hub.models import Chase, ClockRow
from hub.settings import settings
from hub.sla import queries
from hub.sla.rules import ClockPlan, Pause, plan, still_to_climb, target_for


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an assignment's clocks are counted by: its risk, its service's hours, its contract's terms."""

    assignment_id: UUID
    risk: RiskBand
    opening: Opening
    targets: Targets
    ladders: Ladders = field(default_factory=dict)


def start(tx: Transaction, clocks: Sequence[tuple[Terms, Clock, datetime]]) -> None:
    """Start clocks, each at its own instant, with every rung of its ladder; one that ran before is left."""
    rows, rungs = [], []
    for terms, clock, at in clocks:
        target, planned = _planned(terms, clock, at)
        row = _row(terms, clock, at, target, planned)
        rows.append(row)
        rungs += [
            {"id": new_id(), "clock_id": row["id"], "step": rung.step, "due_at": rung.due_at, "round": 1}
            for rung in planned.rungs
        ]
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
        target, planned = _planned(terms, clock, at)
        rows.append({**_row(terms, clock, at, target, planned), "stopped_at": at, "met": True})
    queries.add(tx, rows, [])


def pause(tx: Transaction, assignment_id: UUID, at: datetime, reason: str) -> None:
    """Stop counting on every running clock of an assignment; its rungs wait until it is resumed.

    One that stands still already goes on doing so, for the first reason.
    """
    for clock in _running(tx, assignment_id):
        if _stands_still(clock):
            continue
        pauses = [*clock["pauses"], {"since": at.isoformat(), "until": None, "reason": reason}]
        tx.connection.execute(update(ClockRow).where(ClockRow.id == clock["id"]).values(pauses=pauses))
        _cancel_rungs(tx, clock["id"])


def resume(tx: Transaction, terms: Terms, at: datetime) -> None:
    """Count on: every due instant moves by the pause, and what is left of the ladder is its next round."""
    running = [clock for clock in _running(tx, terms.assignment_id) if _stands_still(clock)]
    rounds = queries.rounds(tx, [clock["id"] for clock in running])
    for clock in running:
        pauses = [{**pause, "until": pause["until"] or at.isoformat()} for pause in clock["pauses"]]
        planned = plan(
            clock["clock"],
            risk=terms.risk,
            started_at=clock["started_at"],
            target=_target_of(clock["target"]),
            opening=terms.opening,
            ladders=terms.ladders,
            desk=desk_hours(),
            pauses=[_pause(pause) for pause in pauses],
        )
        tx.connection.execute(
            update(ClockRow).where(ClockRow.id == clock["id"]).values(pauses=pauses, due_at=planned.due_at)
        )
        rungs = [
            {
                "id": new_id(),
                "clock_id": clock["id"],
                "step": rung.step,
                "due_at": max(rung.due_at, at),
                "round": rounds.get(clock["id"], 0) + 1,
            }
            for rung in still_to_climb(planned.rungs, at)
        ]
        queries.add(tx, [], rungs)


def _stands_still(clock: Mapping[str, Any]) -> bool:
    return any(pause["until"] is None for pause in clock["pauses"])


def _planned(terms: Terms, clock: Clock, at: datetime) -> tuple[Target, ClockPlan]:
    target = target_for(clock, terms.risk, terms.targets, london_date(at))
    planned = plan(
        clock,
        risk=terms.risk,
        started_at=at,
        target=target,
        opening=terms.opening,
        ladders=terms.ladders,
        desk=desk_hours(),
    )
    return target, planned


def desk_hours() -> Opening:
    """Say when the referral coordinator's desk is staffed; outside that it is night."""
    return _hours(settings().coordinator_hours)


@lru_cache(maxsize=4)
def _hours(said: str) -> Opening:
    return read_hours(said)


def _row(terms: Terms, clock: Clock, at: datetime, target: Target, planned: ClockPlan) -> dict[str, Any]:
    return {
        "id": new_id(),
        "assignment_id": terms.assignment_id,
        "clock": clock,
        "started_at": at,
        "due_at": planned.due_at,
        "target": {"amount": target.amount, "unit": str(target.unit)},
        "why": planned.why,
        "pauses": [],
        "stopped_at": None,
        "met": None,
    }


def _running(tx: Transaction, assignment_id: UUID) -> list[Mapping[str, Any]]:
    tx.flush()
    rows = tx.connection.execute(
        select(ClockRow.id, ClockRow.clock, ClockRow.started_at, ClockRow.target, ClockRow.pauses).where(
            ClockRow.assignment_id == assignment_id, ClockRow.stopped_at.is_(None)
        )
    )
    return [dict(row) for row in rows.mappings()]


def _cancel_rungs(tx: Transaction, clock_id: UUID) -> None:
    tx.connection.execute(
        update(Chase)
        .where(Chase.clock_id == clock_id, Chase.done_at.is_(None), Chase.cancelled_at.is_(None))
        .values(cancelled_at=tx.now)
    )


def _target_of(stored: Mapping[str, Any]) -> Target:
    return Target(amount=stored["amount"], unit=TargetUnit(stored["unit"]))


def _pause(stored: Mapping[str, Any]) -> Pause:
    until = stored["until"]
    return datetime.fromisoformat(stored["since"]), datetime.fromisoformat(until) if until else None
