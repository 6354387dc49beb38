"""The report as one tidy long table: a row for each number, a column for each way that it is split."""

import csv
import io
from collections.abc import Iterator

from hub.monitoring.rules.balance import OWED, Balance, balances
from hub.monitoring.rules.cuts import Axis
from hub.monitoring.rules.figures import Figure, Report
from hub.monitoring.rules.measures import Unit, unit_of

COLUMNS = ("quarter", "section", "measure", *(str(axis) for axis in Axis), "clock", "code", "value", "unit")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell that begins with one of these for a formula, whoever wrote it.

The last four are the wide forms of the first four. Some programs drop spaces in front before they look.
"""


def as_csv(report: Report) -> str:
    """Write every figure and every term of each balance, with a header; cells are safe to open."""
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, restval="")
    table.writeheader()
    for row in _rows(report):
        cells = {"quarter": str(report.quarter), **row}
        table.writerow({column: safe_cell(cell) for column, cell in cells.items()})
    return written.getvalue()


def safe_cell(cell: object) -> str:
    """Write one cell, with an apostrophe before it where a spreadsheet would compute it."""
    text = str(cell)
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if starts else text


def _rows(report: Report) -> Iterator[dict[str, object]]:
    for figure in report.figures:
        yield _figure(figure)
    for balance in report.balances:
        yield from _balance(balance)


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "section": figure.section,
        "measure": figure.measure,
        **figure.cut.named,
        "clock": figure.clock or "",
        "code": figure.code or "",
        "value": figure.value,
        "unit": unit_of(figure.section, figure.measure),
    }


def _balance(balance: Balance) -> Iterator[dict[str, object]]:
    terms: dict[str, int] = {term: getattr(balance, term) for term in OWED}
    of_it = {"section": f"balance_of_{balance.counted}", **balance.cut.named}
    for term, value in terms.items():
        yield {**of_it, "measure": term, "value": value, "unit": balance.counted}
    yield {**of_it, "measure": "balanced", "value": int(balances(balance)), "unit": Unit.YES_OR_NO}
