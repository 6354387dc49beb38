"""The figures of a quarter are the count of its rows, and they balance."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text

from hub.check.invariant import Broken, Extent, Family, Invariant, Window
from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.monitoring.actions import quarter_balances, quarter_report
from hub.monitoring.rules import ALL, AssignmentMeasure, Balance, Counted, ReferralMeasure, Report, Section
from hub.monitoring.rules import balances as adds_up

_EQUAL = Invariant(name="figures_are_counts", meaning="A quarter's figures are the count of its rows.")
_BALANCED = Invariant(
    name="quarters_balance",
    meaning="What was open, came and went in a quarter adds up to what is open at its end.",
)

# written out once more by hand, so that a fault in how the report counts shows
_COUNTS = text("""
    SELECT (SELECT count(*) FROM referral_event
             WHERE before IS NULL AND at >= :starts AND at < :ends) AS received,
           (SELECT count(*) FROM assignment_event
             WHERE event = 'assign' AND at >= :starts AND at < :ends) AS assigned,
           (SELECT count(DISTINCT assignment_id) FROM assignment_event
             WHERE event = 'accept' AND at >= :starts AND at < :ends) AS accepted,
           (SELECT count(DISTINCT assignment_id) FROM assignment_event
             WHERE event = 'decline' AND at >= :starts AND at < :ends) AS declined,
           (SELECT count(DISTINCT assignment_id) FROM assignment_event
             WHERE event = 'complete' AND at >= :starts AND at < :ends) AS completed
""")
_FIGURES = {
    "received": (Section.REFERRALS, ReferralMeasure.RECEIVED),
    "assigned": (Section.ASSIGNMENTS, AssignmentMeasure.RECEIVED),
    "accepted": (Section.ASSIGNMENTS, AssignmentMeasure.ACCEPTED),
    "declined": (Section.ASSIGNMENTS, AssignmentMeasure.DECLINED),
    "completed": (Section.ASSIGNMENTS, AssignmentMeasure.COMPLETED),
}
"""Which measure of which section is which count."""
_ANYTHING = text("SELECT EXISTS (SELECT FROM referral_event)")


def _look(tx: Transaction, window: Window) -> Mapping[str, Broken]:
    """Look at what came and went in this quarter or, in full, at all its figures and those of the one before.

    The ids are those of figures.
    """
    if not tx.connection.execute(_ANYTHING).scalar_one():
        return {}
    present = Quarter.of(window.now)
    if window.extent is Extent.QUICK:
        rows = quarter_balances(tx, present)
        wrong, uneven = _wrong(tx, present, _came(rows)), _uneven(present, rows)
    else:
        reports = [quarter_report(tx, quarter) for quarter in (present, present.previous())]
        wrong = [name for each in reports for name in _wrong(tx, each.quarter, _stated(each))]
        uneven = [name for each in reports for name in _uneven(each.quarter, each.balances)]
    found = {_EQUAL.name: Broken.by(wrong), _BALANCED.name: Broken.by(uneven)}
    return {name: broken for name, broken in found.items() if broken.count}


def _wrong(tx: Transaction, quarter: Quarter, stated: Mapping[str, int]) -> list[str]:
    edges = {"starts": quarter.starts_at, "ends": quarter.ends_at}
    counted: Mapping[str, Any] = tx.connection.execute(_COUNTS, edges).one()._asdict()
    return [f"{quarter} {name}" for name, value in stated.items() if value != counted[name]]


def _stated(report: Report) -> dict[str, int]:
    totals = {
        (each.section, each.measure): each.value
        for each in report.figures
        if each.cut == ALL and each.code is None
    }
    return {name: totals.get(key, 0) for name, key in _FIGURES.items()}


def _came(rows: tuple[Balance, ...]) -> dict[str, int]:
    total = {row.counted: row for row in rows if row.cut == ALL}
    referrals, turns = total[Counted.REFERRALS], total[Counted.ASSIGNMENTS]
    return {"received": referrals.received, "assigned": turns.received + turns.moved_in}


def _uneven(quarter: Quarter, rows: tuple[Balance, ...]) -> list[str]:
    return list(_names(quarter, [row for row in rows if not adds_up(row)]))


def _names(quarter: Quarter, rows: list[Balance]) -> Iterator[str]:
    for row in rows:
        yield " ".join((str(quarter), row.counted, *row.cut.named.values()))


FIGURES = Family(invariants=(_EQUAL, _BALANCED), look=_look)
