"""Running clocks counted anew: by a calendar that changed, or by the limit of a risk that was raised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.bank_holidays import HolidayChange, calendar_with, changed_since
from hub.domain.calendar import Calendar, london_date
from hub.domain.codes import Clock, ClockEventKind, RecomputeReason, RiskBand
from hub.domain.ladders import read_ladders
from hub.domain.opening import Opening
from hub.domain.targets import read_targets
from hub.sla import queries
from hub.sla.actions.running import rung_rows
from hub.sla.actions.terms import Terms, desk_hours, limit_of, pause_of, stands_still, stored
from hub.sla.rules import Anew, ClockPlan, Ladder, Limit, count_anew, limit_for, plan

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """A running clock with what counting it anew came to, and what its event says of why."""

    clock: Row
    planned: ClockPlan
    anew: Anew
    reason: RecomputeReason
    detail: dict[str, Any]
    columns: dict[str, Any]


def recompute(tx: Transaction, limit: int) -> int:
    """Count up to `limit` running clocks anew whose calendar is not the one in force; says how many.

    A due instant that moves is told as an event; most only take the new calendar's version. Call it until it
    gives less than `limit`.
    """
    changes = queries.lock_calendar(tx)
    calendar = calendar_with(changes)
    clocks = queries.running_by_another(tx, calendar.version, limit)
    rungs = queries.chases_of(tx, [clock["id"] for clock in clocks])
    counted = []
    for clock in clocks:
        opening, limits = Opening.parse(clock["opening"]), read_targets(clock["targets"])
        terms = Terms(
            assignment_id=clock["assignment_id"],
            risk=clock["risk"],
            opening=opening,
            targets=limits,
            ladders=read_ladders(clock["ladder"]),
        )
        planned = _plan(clock, terms, limit_of(clock), calendar)
        counted.append(
            _Counted(
                clock=clock,
                planned=planned,
                anew=_anew(tx, clock, planned, rungs.get(clock["id"], [])),
                reason=RecomputeReason.CALENDAR,
                detail=_days(clock, planned, changes),
                columns={},
            )
        )
    _write(tx, counted, calendar, rungs)
    return len(clocks)


def hasten(tx: Transaction, terms: Terms) -> None:
    """Give an assignment's running clocks the limits of high risk, from their start; none becomes due later.

    A limit that is over already is due now: nobody is late by a limit that they could not know.
    """
    if terms.risk is not RiskBand.HIGH:
        raise ValueError("limits are shortened for high risk alone")
    clocks = queries.running(tx, terms.assignment_id)
    rungs = queries.chases_of(tx, [clock["id"] for clock in clocks])
    counted = [_hastened(tx, clock, terms, rungs.get(clock["id"], [])) for clock in clocks]
    _write(tx, counted, tx.calendar, rungs)


def _hastened(tx: Transaction, clock: Row, terms: Terms, rungs: Sequence[Row]) -> _Counted:
    limit = limit_for(clock["clock"], terms.risk, terms.targets, london_date(clock["started_at"]))
    columns: dict[str, Any] = {"target": stored(limit), "not_before": clock["not_before"]}
    planned = _plan(clock, terms, limit, tx.calendar)
    if planned.due_at < tx.now:
        columns["not_before"] = tx.now
        planned = _plan({**clock, **columns}, terms, limit, tx.calendar)
    if planned.due_at > clock["due_at"]:
        columns = {"target": clock["target"], "not_before": clock["not_before"]}
        planned = _plan(clock, terms, limit_of(clock), tx.calendar)
    planned = replace(planned, due_at=min(planned.due_at, clock["due_at"]))
    return _Counted(
        clock=clock,
        planned=planned,
        anew=_anew(tx, clock, planned, rungs),
        reason=RecomputeReason.RISK_RAISED,
        detail={"limit": planned.why},
        columns=columns,
    )


def _plan(clock: Row, terms: Terms, limit: Limit, calendar: Calendar) -> ClockPlan:
    return plan(
        Clock(clock["clock"]),
        risk=terms.risk,
        started_at=clock["started_at"],
        target=limit.target,
        opening=terms.opening,
        ladders=terms.ladders,
        desk=desk_hours(),
        calendar=calendar,
        pauses=[pause_of(pause) for pause in clock["pauses"]],
        not_before=clock["not_before"],
    )


def _anew(tx: Transaction, clock: Row, planned: ClockPlan, rungs: Sequence[Row]) -> Anew:
    taken = frozenset(each["step"] for each in rungs if each["done_at"])
    waiting = {each["step"]: each["due_at"] for each in _waiting(rungs) if each["step"] not in taken}
    found = count_anew(
        planned,
        Ladder(taken=taken, waiting=waiting),
        is_breached=clock["breached_at"] is not None,
        now=tx.now,
    )
    return replace(found, rungs=None) if stands_still(clock) else found


def _waiting(rungs: Sequence[Row]) -> list[Row]:
    return [each for each in rungs if each["done_at"] is None and each["cancelled_at"] is None]


def _days(clock: Row, planned: ClockPlan, changes: Sequence[HolidayChange]) -> dict[str, Any]:
    """Name the days that became bank holidays, or are none any more, while the clock runs."""
    changed = changed_since(clock["calendar"], changes) or ()
    first = london_date(clock["started_at"])
    last = london_date(max(clock["due_at"], planned.due_at))
    return {
        "days": [
            {"day": each.day.isoformat(), "is_holiday": each.is_holiday}
            for each in changed
            if first <= each.day <= last
        ]
    }


def _write(
    tx: Transaction, counted: Sequence[_Counted], calendar: Calendar, rungs: Mapping[UUID, Sequence[Row]]
) -> None:
    """Write every clock, event and rung once for all."""
    queries.change(tx, [_columns(each, calendar) for each in counted])
    queries.tell(tx, [_event(tx, each) for each in counted if _is_told(each)])
    moved = [each for each in counted if each.anew.rungs is not None]
    queries.cancel_chases(tx, [rung["id"] for each in moved for rung in _replaced(each, rungs)])
    new = []
    for each in moved:
        clock_id = each.clock["id"]
        turn = 1 + max((rung["round"] for rung in rungs.get(clock_id, ())), default=0)
        new += rung_rows(clock_id, each.anew.rungs or (), turn)
    queries.add(tx, [], new)


def _columns(each: _Counted, calendar: Calendar) -> dict[str, Any]:
    clock, kept = each.clock, {name: each.clock[name] for name in ("target", "not_before")}
    return {
        **kept,
        **each.columns,
        "id": clock["id"],
        "due_at": each.anew.due_at,
        "why": each.planned.why,
        "breached_at": None if each.anew.late_no_more else clock["breached_at"],
        "calendar": calendar.version,
    }


def _is_told(each: _Counted) -> bool:
    return each.anew.due_at != each.clock["due_at"] or each.anew.late_no_more


def _event(tx: Transaction, each: _Counted) -> dict[str, Any]:
    return {
        "clock_id": each.clock["id"],
        "kind": ClockEventKind.RECOMPUTED,
        "at": tx.now,
        "due_at": each.anew.due_at,
        "reason": str(each.reason),
        "detail": {**each.detail, "late_no_more": each.anew.late_no_more},
    }


def _replaced(each: _Counted, rungs: Mapping[UUID, Sequence[Row]]) -> list[Row]:
    """Give the waiting rungs that make room; a step that was taken and waits once more goes on waiting."""
    of_clock = rungs.get(each.clock["id"], ())
    taken = {rung["step"] for rung in of_clock if rung["done_at"]}
    return [rung for rung in _waiting(of_clock) if each.anew.late_no_more or rung["step"] not in taken]
