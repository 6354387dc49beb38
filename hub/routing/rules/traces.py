"""How a trace is kept: for each cell the rows that failed by it, as a hexadecimal number."""

from collections.abc import Mapping
from typing import Any

from hub.domain.routing_masks import Trace
from hub.domain.routing_table import Cell, RoutingTable


def trace_to_plain(trace: Trace) -> dict[str, Any]:
    """Give a trace as JSON-able values; cells by which no row failed are left out."""
    return {"failed": {str(cell): f"{rows:x}" for cell, rows in trace.failed.items() if rows}}


def trace_from_plain(plain: Mapping[str, Any], table: RoutingTable) -> Trace:
    """Read the trace of a decision by `table`, the one that it was decided by.

    An earlier form named for each row's key its first failing cell alone, or None where the row matched; it
    is read as if the row had failed by that one. Raises ValueError where it is neither.
    """
    kept = plain.get("failed")
    if isinstance(kept, Mapping):
        return Trace(
            count=len(table.rows), failed={cell: int(str(kept.get(str(cell), "0")), 16) for cell in Cell}
        )
    failed = dict.fromkeys(Cell, 0)
    for place, row in enumerate(table.rows):
        if cell := plain.get(row.key):
            failed[Cell(cell)] |= 1 << place
    return Trace(count=len(table.rows), failed=failed)
