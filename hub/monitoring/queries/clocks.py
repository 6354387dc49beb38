"""How the clocks of a quarter went."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, func, or_, select

from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.models import ClockRow
from hub.monitoring.queries import subjects
from hub.monitoring.queries.counting import Timing, time
from hub.monitoring.queries.facts import Facts, during, fact, facts_of, words
from hub.monitoring.rules import ClockMeasure as M


def clock_facts(quarter: Quarter) -> Facts:
    """Give the facts of the section on clocks; every row is a clock, its kind the code."""
    row, of, kind = ClockRow.id, ClockRow.assignment_id, ClockRow.clock
    stopped = during(quarter, ClockRow.stopped_at)
    running = and_(
        ClockRow.started_at < quarter.ends_at,
        or_(ClockRow.stopped_at.is_(None), ClockRow.stopped_at >= quarter.ends_at),
    )
    return facts_of(
        subjects.assignments(),
        [
            fact(M.STOPPED, row, of, stopped, code=kind),
            fact(M.MET, row, of, stopped, ClockRow.met.is_(True), code=kind),
            fact(M.BREACHED, row, of, during(quarter, ClockRow.breached_at), code=kind),
            fact(M.TIMED, row, of, _judged(quarter), code=kind),
            fact(M.RUNNING_AT_END, row, of, running, code=kind),
        ],
    )


def clock_times(tx: Transaction, quarter: Quarter) -> tuple[Timing, ...]:
    """Give the percentiles of each clock, gross (pauses count), of those that stopped and were judged."""
    timed = select(
        words(ClockRow.clock).label("code"),
        seconds_between(ClockRow.started_at, ClockRow.stopped_at).label("seconds"),
        ClockRow.assignment_id.label("subject"),
    ).where(_judged(quarter))
    return time(tx, timed, subjects.assignments())


def seconds_between(start: Any, stop: Any) -> ColumnElement[int]:
    """Count whole seconds, each instant cut to its second as everywhere else."""
    length = func.date_trunc("second", stop) - func.date_trunc("second", start)
    return cast(extract("epoch", length), BigInteger)


def _judged(quarter: Quarter) -> ColumnElement[bool]:
    return and_(during(quarter, ClockRow.stopped_at), ClockRow.met.is_not(None))
