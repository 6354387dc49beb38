"""Starting and ending clocks, with what happened to each: one statement writes both."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Update,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import Clock, ClockEventKind
from hub.models import Chase, ClockEventRow, ClockRow

Kind = ClockEventKind
_TOLD = ("clock_id", "kind", "at", "recorded_at", "due_at")
_RECORDED = bindparam("recorded", type_=DateTime(timezone=True))


def _happened(of: CTE, kind: Kind, at: ColumnElement[Any], *only: ColumnElement[bool]) -> Select[Any]:
    return select(of.c.id, literal(str(kind)), at, _RECORDED, of.c.due_at).where(*only)


_NEW = (
    insert(ClockRow)
    .values(
        {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in ClockRow.__table__.c}
    )
    .on_conflict_do_nothing()
    .returning(ClockRow.id, ClockRow.started_at, ClockRow.due_at, ClockRow.stopped_at)
    .cte("new")
)
_ADD_CLOCKS = insert(ClockEventRow).from_select(
    _TOLD,
    union_all(
        _happened(_NEW, Kind.STARTED, _NEW.c.started_at),
        _happened(_NEW, Kind.STOPPED, _NEW.c.stopped_at, _NEW.c.stopped_at.is_not(None)),
    ),
    include_defaults=False,
)
_TELL = insert(ClockEventRow)
_ADD_CHASES = insert(Chase).from_select(
    [column.name for column in Chase.__table__.c if not column.nullable],
    select(
        *(
            bindparam(f"new_{column.name}", type_=column.type)
            for column in Chase.__table__.c
            if not column.nullable
        )
    ).where(select(ClockRow.id).where(ClockRow.id == bindparam("new_clock_id")).exists()),
)
"""A clock that ran before keeps its own rungs: those of the one that was not written go nowhere."""


def add(tx: Transaction, clocks: Sequence[dict[str, Any]], chases: Sequence[dict[str, Any]]) -> None:
    """Write clocks and their rungs; a clock that ran before, of the same round, stays as it is.

    They wait for the end of the transaction, or for the next act on the same assignment in it.
    """
    tx.append(_ADD_CLOCKS, [{**_new(each), "recorded": tx.now} for each in clocks])
    tx.append(_ADD_CHASES, [_new(each) for each in chases])
    if chases and not clocks:
        tx.flush()  # rungs of a clock that is on record: nothing here would tell whose they are


def tell(tx: Transaction, events: Sequence[Mapping[str, Any]]) -> None:
    """Leave what happened to clocks to be written with the transaction, or before the next stop in it."""
    tx.append(_TELL, [{"detail": {}, "reason": None, "recorded_at": tx.now, **each} for each in events])


def _new(row: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


def _write_waiting(tx: Transaction, assignment_id: UUID) -> None:
    is_new = any(row["new_assignment_id"] == assignment_id for row in tx.appended.get(_ADD_CLOCKS, ()))
    if is_new or tx.appended.get(_TELL):
        tx.flush()


def stop(tx: Transaction, assignment_id: UUID, clocks: Iterable[Clock], at: datetime) -> None:
    """Stop running clocks of these kinds, as kept or as late, and cancel their waiting rungs."""
    kinds = [str(clock) for clock in clocks]
    tx.connection.execute(_STOP, {**_closing(tx, assignment_id, at), "kinds": kinds})


def end(tx: Transaction, assignment_id: UUID, at: datetime) -> None:
    """End every running clock of an assignment that is over; one that was not late yet counts as neither."""
    tx.connection.execute(_END, _closing(tx, assignment_id, at))


def _closing(tx: Transaction, assignment_id: UUID, at: datetime) -> dict[str, Any]:
    _write_waiting(tx, assignment_id)
    return {"assignment": assignment_id, "instant": at, "recorded": tx.now}


# built once: nearly every act stops a clock, and building costs several times what running does
_INSTANT = bindparam("instant", type_=DateTime(timezone=True))
_PAUSED = ClockRow.pauses.contains([{"until": None}])
_PAUSED_AT = cast(ClockRow.pauses[-1]["since"].astext, DateTime(timezone=True))
_LATE = ClockRow.due_at <= case((_PAUSED, _PAUSED_AT), else_=_INSTANT)
_BREACHED = _LATE | ClockRow.breached_at.is_not(None)


def _close(clocks: Update, kind: Kind) -> Update:
    closed = clocks.returning(ClockRow.id, ClockRow.due_at, ClockRow.breached_at, _LATE.label("late")).cte(
        "closed"
    )
    seen = select(ClockEventRow.id).where(
        ClockEventRow.clock_id == closed.c.id,
        ClockEventRow.kind == Kind.BREACHED,
        ClockEventRow.at == closed.c.breached_at,
    )
    was_late = closed.c.breached_at.is_not(None)
    happened = [
        _happened(closed, Kind.BREACHED, closed.c.breached_at, was_late, ~seen.exists()),
        _happened(closed, kind, _INSTANT),
    ]
    if kind is Kind.STOPPED:
        happened.append(_happened(closed, Kind.LATE_EVIDENCE, _INSTANT, was_late, ~closed.c.late))
    told = insert(ClockEventRow).from_select(_TOLD, union_all(*happened), include_defaults=False).cte("told")
    return (
        update(Chase)
        .where(Chase.clock_id.in_(select(closed.c.id)), Chase.done_at.is_(None), Chase.cancelled_at.is_(None))
        .values(cancelled_at=_RECORDED)
        .add_cte(told)
    )


_RUNNING = (
    update(ClockRow)
    .where(
        ClockRow.assignment_id == bindparam("assignment"),
        ClockRow.stopped_at.is_(None),
    )
    .values(
        stopped_at=_INSTANT,
        # a breach on record stays, however late somebody says that it was in time: see decision 0022
        breached_at=func.coalesce(ClockRow.breached_at, case((_LATE, ClockRow.due_at), else_=null())),
    )
)
_OF_THESE_KINDS = cast(ClockRow.clock, Text) == any_(bindparam("kinds", type_=ARRAY(Text)))
_STOP = _close(_RUNNING.where(_OF_THESE_KINDS).values(met=~_BREACHED), Kind.STOPPED)
_END = _close(_RUNNING.values(met=case((_BREACHED, False), else_=null())), Kind.ENDED)

_NEWLY_LATE = (
    update(ClockRow)
    .where(
        ClockRow.stopped_at.is_(None), ClockRow.breached_at.is_(None), ClockRow.due_at <= _RECORDED, ~_PAUSED
    )
    .values(breached_at=ClockRow.due_at)
    .returning(ClockRow.id, ClockRow.due_at)
    .cte("late")
)
_MARK_BREACHES = insert(ClockEventRow).from_select(
    _TOLD, _happened(_NEWLY_LATE, Kind.BREACHED, _NEWLY_LATE.c.due_at), include_defaults=False
)


def mark_breaches(tx: Transaction) -> int:
    """Record the breach of every running clock that is due by now, once; returns how many there were."""
    tx.flush()
    return tx.connection.execute(_MARK_BREACHES, {"recorded": tx.now}).rowcount
