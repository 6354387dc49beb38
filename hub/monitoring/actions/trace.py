"""From a figure back to the rows that it was counted from."""

from uuid import UUID

from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.monitoring import queries
from hub.monitoring.queries import Facts
from hub.monitoring.rules import (
    PERCENTILES,
    AssignmentMeasure,
    ClockMeasure,
    CountMeasure,
    Figure,
    ReferralMeasure,
    ReportedMeasure,
    Section,
)

_INTERVENTIONS = (AssignmentMeasure.CONTACT_ATTEMPTS, AssignmentMeasure.CONTACT_MADE)


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
