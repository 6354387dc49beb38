"""The first step: who should have a referral by the table alone, and why."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hub.domain.codes import Borough, UnitTask
from hub.domain.routing_table import (
    Cell,
    Facts,
    RoutingTable,
    Row,
    RowRole,
    all_failed,
    first_failed,
)
from hub.routing.rules.wording import why


@dataclass(frozen=True, kw_only=True)
class TraceLine:
    """What came of one row: the first cell that failed, or None where it matched."""

    row_key: str
    failed: Cell | None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the table says of some facts, before consent, exclusions and capacity.

    Exactly one of `lead`, `information`, `conflict`, `outside_area` and `no_fit` holds.
    """

    table: RoutingTable
    facts: Facts
    lead: Row | None
    additional: tuple[Row, ...]
    information: Row | None
    conflict: tuple[Row, ...]
    unit_task: UnitTask | None
    trace: tuple[TraceLine, ...]

    @property
    def information_only(self) -> bool:
        """Nobody is sent: the referring unit gives the information itself."""
        return self.information is not None

    @property
    def answered(self) -> bool:
        """The table says who leads, that nobody does, or contradicts itself."""
        return self.lead is not None or self.information_only or bool(self.conflict)

    @property
    def outside_area(self) -> bool:
        """The person lives outside Merseyside and no row takes them: back to the referrer."""
        return self.facts.borough == Borough.OUTSIDE and not self.answered

    @property
    def no_fit(self) -> bool:
        """No row answers for these facts: a person decides."""
        return not self.answered and not self.outside_area

    @cached_property
    def waits_for(self) -> tuple[Cell, ...]:
        """The facts that are not known and would, once known, let some row lead."""
        failed = {
            cells[0]
            for row in self.table.rows
            if row.role is RowRole.LEAD and len(cells := all_failed(row, self.facts)) == 1
        }
        unknown = {
            Cell.BOROUGHS: self.facts.borough,
            Cell.AGE_BANDS: self.facts.age_band,
            Cell.RISKS: self.facts.risk,
        }
        return tuple(cell for cell, value in unknown.items() if cell in failed and value == "not_known")


def decide(table: RoutingTable, facts: Facts) -> Decision:
    """Ask every row of `table` about `facts`; each row's first failing cell is kept as the trace."""
    trace = tuple(TraceLine(row_key=row.key, failed=first_failed(row, facts)) for row in table.rows)
    matched = [row for row, line in zip(table.rows, trace, strict=True) if line.failed is None]
    leads = tuple(row for row in matched if row.role is RowRole.LEAD)
    information = tuple(row for row in matched if row.role is RowRole.INFORMATION_ONLY)
    conflict = leads + information if len(leads) > 1 or (leads and information) else ()
    lead = leads[0] if leads and not conflict else None
    return Decision(
        table=table,
        facts=facts,
        lead=lead,
        additional=_additional(matched, lead),
        information=information[0] if information and not conflict else None,
        conflict=conflict,
        unit_task=next((row.unit_task for row in matched if row.unit_task), None),
        trace=trace,
    )


def _additional(matched: list[Row], lead: Row | None) -> tuple[Row, ...]:
    if lead is None:
        return ()
    first: dict[str, Row] = {}
    for row in matched:
        if row.role is RowRole.ADDITIONAL and row.service and row.service != lead.service:
            first.setdefault(row.service, row)
    return tuple(first.values())


def explain(decision: Decision) -> dict[str, Any]:
    """Give a decision as JSON-able values: what was chosen, why, and for every row each cell that failed."""
    facts = decision.facts
    return {
        "table": decision.table.reference,
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
        "trace": [_line(row, facts) for row in decision.table.rows],
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


def _line(row: Row, facts: Facts) -> dict[str, Any]:
    failed = [str(cell) for cell in all_failed(row, facts)]
    return {"row": row.key, "role": str(row.role), "service": row.service, "failed": failed}
