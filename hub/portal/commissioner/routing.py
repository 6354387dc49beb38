"""The routing table in force on a day, printed, and tried with made-up facts."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams

from hub.db import Transaction
from hub.directory.queries.editions import current_edition
from hub.domain.calendar import london_date
from hub.domain.codes import AgeBand, Borough, CrimeType, Flag, HateStrand, Relationship, RiskBand
from hub.domain.errors import NotFoundError
from hub.domain.routing_table import Cell
from hub.portal.commissioner.example_words import example_in_words, gaps_in_words
from hub.portal.commissioner.table_words import DOES_NOT_FIT, in_words, row_name
from hub.portal.door import CommissionerVisit, Visit
from hub.portal.words import label
from hub.routing.rules import Facts, RowRole, explain, others
from hub.sight.explaining import decided
from hub.sight.naming import Names, names
from hub.sight.tables import PrintedTable, expiring, printed, printed_one, published

router = APIRouter()

CHOICES = {
    "crime_type": [(each, label(each)) for each in CrimeType],
    "borough": [(each, label(each)) for each in Borough],
    "flag": [(each, label(each)) for each in Flag],
    "strand": [(each, label(each)) for each in HateStrand],
    "age_band": [(each, label(each)) for each in AgeBand],
    "risk": [(each, label(each)) for each in RiskBand],
    "relationship": [(each, label(each)) for each in Relationship],
    "works_or_visits": [(each, label(each)) for each in Borough],
}
CELLS = {str(cell): label(cell) for cell in Cell}
WRONG = "Choose from the list"
NO_DAY = "Enter a day, such as 2018-03-31"


@router.get("/routing")
def get_table(visit: CommissionerVisit) -> HTMLResponse:
    """Print the table of a day, today's unless the address says another."""
    typed = visit.request.query_params.get("on", "").strip()
    faults: dict[str, str] = {}
    asked = _read("on", date.fromisoformat, typed, faults, NO_DAY) if typed else None

    def act(tx: Transaction) -> dict[str, Any]:
        on = asked or london_date(tx.now)
        return {"on": on, **_printed(tx, printed(tx, on))}

    status = 422 if faults else 200
    return visit.show("commissioner/routing.html", status, **visit.run(act), typed=typed, faults=faults)


@router.get("/routing/tables/{table_id}")
def get_one_table(visit: CommissionerVisit, table_id: UUID) -> HTMLResponse:
    """Print one published table, in force or not."""
    context = visit.run(lambda tx: _printed(tx, printed_one(tx, table_id)))
    return visit.show("commissioner/routing.html", on=None, typed="", **context)


def _printed(tx: Transaction, table: PrintedTable | None) -> dict[str, Any]:
    known = names(tx)
    return {
        "table": table,
        "rows": [in_words(row, known) for row in table.rows] if table else [],
        "examples": [example_in_words(each, known) for each in table.examples] if table else [],
        "signed_off": gaps_in_words(table.signed_off, known) if table else [],
        "expiring": expiring(tx),
        "today": london_date(tx.now),
        "tables": published(tx),
        "edition": current_edition(tx),
    }


@router.get("/routing/explain")
def get_explained(visit: CommissionerVisit) -> HTMLResponse:
    """Try the table: who would have a referral with these facts, and for every row what did not fit."""
    query = visit.request.query_params
    faults: dict[str, str] = {}
    given = _facts(query, faults) if query else None
    context: dict[str, Any] = {"result": None}
    if given and not faults:
        try:
            context = visit.run(lambda tx: _explained(tx, given))
        except NotFoundError as error:
            faults["on"] = error.message
    return _form(visit, faults, context)


def _form(visit: Visit, faults: dict[str, str], context: dict[str, Any]) -> HTMLResponse:
    query = visit.request.query_params
    typed = {name: query.get(name, "") for name in (*CHOICES, "on")}
    ticked = {name: query.getlist(name) for name, _, _ in _LISTS}
    return visit.show(
        "commissioner/explain.html",
        422 if faults else 200,
        typed={**typed, **ticked},
        choices=CHOICES,
        faults=faults,
        **context,
    )


_LISTS: tuple[tuple[str, str, type[StrEnum]], ...] = (
    ("flag", "flags", Flag),
    ("strand", "strands", HateStrand),
    ("works_or_visits", "works_or_visits", Borough),
)
"""What may be ticked several times: the name in the address, the field of the facts, its codes."""


def _facts(query: QueryParams, faults: dict[str, str]) -> dict[str, Any]:
    """Read the facts; what was left out is not known, but crime type and borough are needed."""
    needed = {"crime_type": "Choose a crime type", "borough": "Choose a borough"}
    faults |= {name: message for name, message in needed.items() if not query.get(name)}
    singles: dict[str, Callable[[str], Any]] = {
        "crime_type": CrimeType,
        "borough": Borough,
        "age_band": AgeBand,
        "risk": RiskBand,
        "relationship": Relationship,
    }
    found = {
        name: _read(name, reader, query[name], faults, WRONG)
        for name, reader in singles.items()
        if query.get(name)
    }
    for name, field, kind in _LISTS:
        values = [_read(name, kind, value, faults, WRONG) for value in query.getlist(name)]
        found[field] = frozenset(str(value) for value in values)
    if query.get("on"):
        found["received_on"] = _read("on", date.fromisoformat, query["on"], faults, NO_DAY)
    return found


def _read(name: str, reader: Callable[[str], Any], value: str, faults: dict[str, str], message: str) -> Any:
    try:
        return reader(value)
    except ValueError:
        faults.setdefault(name, message)
        return None


def _explained(tx: Transaction, given: dict[str, Any]) -> dict[str, Any]:
    facts = Facts(**{"received_on": london_date(tx.now), **given})
    decision, known = decided(tx, facts), names(tx)
    result = explain(decision)
    return {
        "result": result,
        "others": [(known.services.get(each, each), why) for each, why in others(decision).items()],
        "on": facts.received_on,
        "names": known,
        "lines": _lines(result, known),
        "cells": CELLS,
    }


def _lines(result: dict[str, Any], known: Names) -> list[dict[str, Any]]:
    """Give each row of the table with the cells that failed, those that hold first."""
    lines = [
        {
            "name": row_name(each["row"]),
            "role": label(RowRole(each["role"])),
            "service": known.services.get(each["service"], each["service"]) if each["service"] else None,
            "failed": [DOES_NOT_FIT[Cell(cell["cell"])] for cell in each["cells"] if not cell["ok"]],
        }
        for each in result["rows"]
    ]
    return sorted(lines, key=lambda line: len(line["failed"]))
