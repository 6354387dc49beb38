"""The quarter's report, counted from the domain's tables and never from the audit [DPA 2018 s.62]."""

from collections.abc import Iterable
from typing import Any

from hub.db import Transaction
from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring import queries
from hub.monitoring.queries import Count, Facts, Timing
from hub.monitoring.rules import (
    ALL,
    AssignmentMeasure,
    Axis,
    Balance,
    ClockMeasure,
    Counted,
    CountMeasure,
    Cut,
    Figure,
    ReferralMeasure,
    Report,
    Section,
    with_zeros,
)

BALANCED_ALONG: dict[Counted, frozenset[str]] = {
    Counted.REFERRALS: frozenset({Axis.BOROUGH, Axis.CRIME_TYPE}),
    Counted.ASSIGNMENTS: frozenset({Axis.PROVIDER, Axis.SERVICE}),
}
"""Per borough and crime type a balance counts referrals, per provider and service assignments."""


def quarter_report(tx: Transaction, quarter: Quarter) -> Report:
    """Count a quarter as it stands now, over the rows that the transaction's scope may see.

    What happened in the quarter counts, whenever its referral was received; see the measures. Small numbers
    are not hidden, so the report is for the board and not for publication.
    """
    tx.flush()
    queries.make_room(tx)
    referrals, assignments = _referrals(tx, quarter), _assignments(tx, quarter)
    return Report(
        quarter=quarter,
        as_of=tx.now,
        figures=(
            *_counts(tx, quarter, (*referrals, *assignments)),
            *referrals,
            *assignments,
            *clock_figures(tx, quarter),
            *_reported(tx, quarter),
            *_needs(tx, quarter),
        ),
        balances=quarter_balances(tx, quarter),
    )


def quarter_balances(tx: Transaction, quarter: Quarter) -> tuple[Balance, ...]:
    """Count only what was open, came and went in a quarter, as `quarter_report` does; a part of its time."""
    return (
        *_balances(tx, Counted.REFERRALS, queries.referral_balance(quarter)),
        *_balances(tx, Counted.ASSIGNMENTS, queries.assignment_balance(quarter)),
    )


def _referrals(tx: Transaction, quarter: Quarter) -> tuple[Figure, ...]:
    section = Section.REFERRALS
    counts = queries.count(tx, queries.referral_facts(quarter))
    return with_zeros(section, (_figure(section, count) for count in counts))


def _assignments(tx: Transaction, quarter: Quarter) -> tuple[Figure, ...]:
    section = Section.ASSIGNMENTS
    counts = queries.count(tx, queries.assignment_facts(quarter))
    return with_zeros(section, (_figure(section, count) for count in counts))


def _counts(tx: Transaction, quarter: Quarter, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    total = {
        (figure.section, figure.measure): figure.value
        for figure in figures
        if figure.cut == ALL and figure.code is None
    }
    interventions = (AssignmentMeasure.CONTACT_ATTEMPTS, AssignmentMeasure.CONTACT_MADE)
    counts = {
        CountMeasure.PERSONS: queries.count_persons(tx, quarter),
        CountMeasure.REFERRALS: total[Section.REFERRALS, ReferralMeasure.RECEIVED],
        CountMeasure.INTERVENTIONS: sum(total[Section.ASSIGNMENTS, measure] for measure in interventions),
    }
    return tuple(
        Figure(section=Section.COUNTS, measure=measure, value=value) for measure, value in counts.items()
    )


def clock_figures(tx: Transaction, quarter: Quarter) -> tuple[Figure, ...]:
    """Count and time the clocks of a quarter alone, as `quarter_report` does; a part of its time."""
    tx.flush()
    queries.make_room(tx)
    counts = queries.count(tx, queries.clock_facts(quarter))
    counted = (
        Figure(
            section=Section.CLOCKS,
            measure=count.measure,
            value=count.value,
            cut=count.cut,
            clock=Clock(count.code) if count.code else None,
        )
        for count in counts
    )
    times = queries.clock_times(tx, quarter)
    return (*with_zeros(Section.CLOCKS, counted, tuple(Clock)), *_percentiles(Section.CLOCKS, times))


def _reported(tx: Transaction, quarter: Quarter) -> tuple[Figure, ...]:
    section = Section.REPORTED_TO_RECEIVED
    counts = queries.count(tx, queries.reported_facts(tx, quarter))
    times = queries.reported_times(tx, quarter)
    counted = with_zeros(section, (_figure(section, count) for count in counts))
    return (*counted, *_percentiles(section, times))


def _needs(tx: Transaction, quarter: Quarter) -> tuple[Figure, ...]:
    counts = queries.count_across(tx, queries.need_facts(quarter), Axis.CRIME_TYPE, Axis.BOROUGH)
    return tuple(_figure(Section.NEEDS, count) for count in counts)


def _figure(section: Section, count: Count) -> Figure:
    return Figure(section=section, measure=count.measure, value=count.value, cut=count.cut, code=count.code)


def _percentiles(section: Section, times: Iterable[Timing]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            section=section,
            measure=measure,
            value=value,
            cut=timing.cut,
            clock=Clock(timing.code) if timing.code else None,
        )
        for timing in times
        for measure, value in ((ClockMeasure.MEDIAN, timing.median), (ClockMeasure.P90, timing.p90))
    )


def _balances(tx: Transaction, counted: Counted, facts: Facts) -> tuple[Balance, ...]:
    rows: dict[Cut, dict[str, Any]] = {ALL: {}}
    for count in queries.count(tx, facts):
        if count.cut.named.keys() <= BALANCED_ALONG[counted]:
            rows.setdefault(count.cut, {})[count.measure] = count.value
    return tuple(Balance(counted=counted, cut=cut, **terms) for cut, terms in rows.items())
