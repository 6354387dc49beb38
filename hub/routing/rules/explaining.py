"""A decision as JSON-able values, in the one shape that the API, the pages and the command line share."""

from typing import Any

from hub.domain.routing_table import LISTS, Cell, Facts, Places, Row
from hub.routing.rules.decision import Decision
from hub.routing.rules.wording import why


def explain(decision: Decision) -> dict[str, Any]:
    """Say what was chosen and why, and of every row each filled cell: what it wanted, got, and if it is met.

    An empty cell matches anything and is left out. `wanted` and `got` are sorted lists of codes; in the cell
    `dates` they are days, "from 2018-01-01" and "before 2018-04-01".
    """
    facts = decision.facts
    return {
        "table": decision.table.reference,
        "hash": decision.table.hash or None,
        "facts": facts.plain(),
        "lead": _chosen(decision.lead, facts),
        "additional": [_chosen(row, facts) for row in decision.additional],
        "information_only": decision.information_only,
        "information": _chosen(decision.information, facts),
        "outside_area": decision.outside_area,
        "no_fit": decision.no_fit,
        "waits_for": [str(cell) for cell in decision.waits_for] if decision.no_fit else [],
        "conflict": [row.key for row in decision.conflict],
        "unit_task": decision.unit_task and str(decision.unit_task),
        "rows": [
            _row(row, facts, failed)
            for row, failed in zip(decision.table.rows, decision.trace.rows(), strict=True)
        ],
    }


def _chosen(row: Row | None, facts: Facts) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "row": row.key,
        "service": row.service,
        "alternates": list(row.alternates),
        "only_if_named": row.only_if_named,
        "certainty": str(row.certainty),
        "why": list(why(row, facts)),
    }


def _row(row: Row, facts: Facts, failed: tuple[Cell, ...]) -> dict[str, Any]:
    return {
        "row": row.key,
        "role": str(row.role),
        "service": row.service,
        "matched": not failed,
        "cells": [
            {"cell": str(cell), "wanted": wanted, "got": _got(cell, row, facts), "ok": cell not in failed}
            for cell in Cell
            if (wanted := _wanted(cell, row))
        ],
    }


def _wanted(cell: Cell, row: Row) -> list[str]:
    if cell in LISTS:
        return sorted(getattr(row, cell))
    bounds = (("from", row.starts_on), ("before", row.ends_before))
    return [f"{word} {day.isoformat()}" for word, day in bounds if day]


def _got(cell: Cell, row: Row, facts: Facts) -> list[str]:
    values = {
        Cell.CRIME_TYPES: [facts.crime_type],
        Cell.ASPECTS: facts.aspects,
        Cell.ALSO: facts.aspects,
        Cell.WITHOUT: facts.aspects,
        Cell.STRANDS: facts.strands,
        Cell.RELATIONSHIPS: [facts.relationship],
        Cell.AGE_BANDS: [facts.age_band],
        Cell.RISKS: [facts.risk],
        Cell.BOROUGHS: {facts.borough} | (facts.works_or_visits if row.places is not Places.HOME else set()),
        Cell.DATES: [facts.received_on.isoformat()],
    }
    return sorted(str(value) for value in values[cell])
