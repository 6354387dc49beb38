"""The report as JSON-able values: section, then how it is split, then the value it is split by."""

from collections.abc import Iterable
from typing import Any

from hub.domain.codes import Clock
from hub.monitoring.rules.balance import OWED, Balance, Counted, balances
from hub.monitoring.rules.cuts import Cut
from hub.monitoring.rules.figures import Figure, Report
from hub.monitoring.rules.measures import BREAKDOWNS, MEASURES, PERCENTILES, Section

Plain = dict[str, Any]


def as_plain(report: Report) -> Plain:
    """Write the report as nested dicts of numbers and strings.

    `["referrals"]["borough"]["knowsley"]["received"]`, `["assignments"]["provider"]["rasa"]["accepted"]`,
    `["clocks"]["acknowledged"]["all"]["median_seconds"]` (None where no clock was judged), and
    `["balance"]["assignments"]["provider"]["rasa"]["balanced"]` show the way. Only what has a figure is
    listed, beside "all", which always is.
    """
    return {
        "quarter": str(report.quarter),
        "label": report.quarter.label,
        "starts_at": report.quarter.starts_at.isoformat(),
        "ends_at": report.quarter.ends_at.isoformat(),
        "as_of": report.as_of.isoformat(),
        "complete": report.as_of >= report.quarter.ends_at,
        "counts": _split(Section.COUNTS, report.figures)["all"],
        "balanced": all(balances(row) for row in report.balances),
        "balance": {str(counted): _balance(counted, report.balances) for counted in Counted},
        "referrals": _split(Section.REFERRALS, report.figures),
        "assignments": _split(Section.ASSIGNMENTS, report.figures),
        "clocks": {str(clock): _split(Section.CLOCKS, report.figures, clock) for clock in Clock},
        "reported_to_received": _split(Section.REPORTED_TO_RECEIVED, report.figures),
        "needs_without_service": [
            {**figure.cut.named, "referrals": figure.value}
            for figure in report.figures
            if figure.section is Section.NEEDS
        ],
    }


def _split(section: Section, figures: Iterable[Figure], clock: Clock | None = None) -> Plain:
    split: Plain = {"all": _nothing(section)}
    for figure in figures:
        if figure.section is section and figure.clock is clock:
            _put(_place(split, figure.cut, _nothing(section)), figure)
    return split


def _nothing(section: Section) -> Plain:
    empty: Plain = {}
    for measure in MEASURES[section]:
        empty[str(measure)] = {} if measure in BREAKDOWNS else None if measure in PERCENTILES else 0
    return empty


def _place(split: Plain, cut: Cut, empty: Plain) -> Plain:
    place = split if cut.named else split["all"]
    for axis, name in cut.named.items():
        place = place.setdefault(axis, {}).setdefault(name, empty)
    return place


def _put(place: Plain, figure: Figure) -> None:
    if figure.code is None:
        place[figure.measure] = figure.value
    else:
        place[figure.measure][figure.code] = figure.value


def _balance(counted: Counted, rows: Iterable[Balance]) -> Plain:
    split: Plain = {"all": {}}
    for row in rows:
        if row.counted is counted:
            _place(split, row.cut, {}).update(_terms(row))
    return split


def _terms(row: Balance) -> Plain:
    terms: Plain = {str(term): getattr(row, term) for term in OWED}
    if row.counted is Counted.REFERRALS:
        terms["reopened"] = row.reopened
    return {**terms, "balanced": balances(row)}
