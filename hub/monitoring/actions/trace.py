"""From a figure back to the rows that it was counted from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.monitoring import queries
from hub.monitoring.queries import Facts
from hub.monitoring.queries.traced import READERS
from hub.monitoring.rules import (
    PERCENTILES,
    AssignmentMeasure,
    ClockMeasure,
    CountMeasure,
    Figure,
    ReferralMeasure,
    ReportedMeasure,
    Section,
    Unit,
    unit_of,
)

_INTERVENTIONS = (AssignmentMeasure.CONTACT_ATTEMPTS, AssignmentMeasure.CONTACT_MADE)


@dataclass(frozen=True, kw_only=True)
class Traced:
    """One page of the rows behind some figures: how many there are in all, and the id of the last shown.

    Each row has `id`, `referral_id`, `reference`, `crime_type`, `borough`, `risk` and the instant `at`, and
    where its kind has them `service`, `provider`, `clock`, `step`, `due_at`, `stopped_at`, `breached_at`.
    """

    count: int
    rows: tuple[dict[str, Any], ...]
    last: UUID | None


def trace(
    tx: Transaction, quarter: Quarter, figures: Sequence[Figure], *, size: int, after: UUID | None = None
) -> Traced:
    """Show `size` of the rows behind figures of one unit, in the order of their ids, from after an id."""
    ids = sorted({row for figure in figures for row in rows_behind(tx, quarter, figure)})
    first = bisect_right(ids, after) if after else 0
    page = ids[first : first + size]
    known = READERS[_kind(figures[0])](tx, page)
    is_more = first + size < len(ids)
    return Traced(count=len(ids), rows=tuple(known[row] for row in page), last=page[-1] if is_more else None)


def _kind(figure: Figure) -> Unit:
    unit = unit_of(figure.section, figure.measure)
    if unit is not Unit.SECONDS:
        return unit
    return Unit.CLOCKS if figure.section is Section.CLOCKS else Unit.REFERRALS


def rows_behind(tx: Transaction, quarter: Quarter, figure: Figure) -> list[UUID]:
    """List the ids of the rows that a figure was counted from, each once.

    They are ids of what the figure counts: referrals, assignments, clocks, chases or contact attempts.
    Behind a percentile are all the rows that it was drawn from, behind the persons their referrals, behind
    the interventions the contact attempts and then the assignments in which contact was made.
    """
    tx.flush()
    facts = _facts(tx, quarter, figure)
    code = str(figure.clock) if figure.clock else figure.code
    return [
        row for measure in _measures(figure) for row in queries.behind(tx, facts, measure, code, figure.cut)
    ]


def _facts(tx: Transaction, quarter: Quarter, figure: Figure) -> Facts:
    if figure.measure == CountMeasure.INTERVENTIONS:
        return queries.assignment_facts(quarter)
    match figure.section:
        case Section.COUNTS | Section.REFERRALS:
            return queries.referral_facts(quarter)
        case Section.ASSIGNMENTS:
            return queries.assignment_facts(quarter)
        case Section.CLOCKS:
            return queries.clock_facts(quarter)
        case Section.REPORTED_TO_RECEIVED:
            return queries.reported_facts(tx, quarter)
        case Section.NEEDS:
            return queries.need_facts(quarter)


def _measures(figure: Figure) -> tuple[str, ...]:
    if figure.section is Section.COUNTS:
        return _INTERVENTIONS if figure.measure == CountMeasure.INTERVENTIONS else (ReferralMeasure.RECEIVED,)
    if figure.measure in PERCENTILES:
        return (ClockMeasure.TIMED if figure.section is Section.CLOCKS else ReportedMeasure.REPORTED,)
    return (figure.measure,)
