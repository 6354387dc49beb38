"""How near the table comes to each of its services."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.routing_table import Cell, Row, RowRole
from hub.routing.rules.decision import Decision

_COLUMNS = tuple(Cell)


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The row that comes nearest to a service, and the cells that it fails by.

    No failed cell means that the row matches; `is_next` that the service comes next in the order of the row
    that leads.
    """

    row: Row
    failed: tuple[Cell, ...]
    is_next: bool = False

    @property
    def chooses(self) -> bool:
        """Whether the table leads to the service."""
        return self.is_next or not self.failed


def nearest(decision: Decision) -> Mapping[str, Nearest]:
    """Give for each service that the table names its nearest row: the one that fails by the fewest cells.

    Among equals it is the one that gets furthest along the columns, then a lead, then the first by its key. A
    row is its own service's; it speaks for an alternate only where that has no row, or where the row leads.
    """
    found: dict[str, Nearest] = {}
    asked = tuple(zip(decision.table.rows, decision.trace.rows(), strict=True))
    for row, failed in asked:
        if row.service:
            _offer(found, row.service, Nearest(row=row, failed=failed))
    own = frozenset(found)
    for row, failed in asked:
        leads = row is decision.lead
        for service in row.alternates:
            if leads and not (service in found and not found[service].failed):
                found[service] = Nearest(row=row, failed=(), is_next=True)
            elif service not in own:
                _offer(found, service, Nearest(row=row, failed=failed))
    return found


def _offer(found: dict[str, Nearest], service: str, new: Nearest) -> None:
    if service not in found or _order(new) < _order(found[service]):
        found[service] = new


def _order(each: Nearest) -> tuple[int, int, bool, str]:
    reached = _COLUMNS.index(each.failed[0]) if each.failed else len(_COLUMNS)
    return (len(each.failed), -reached, each.row.role is not RowRole.LEAD, each.row.key)
