"""The first step: who should have a referral by the table alone, and why."""

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from hub.domain.codes import Borough, UnitTask
from hub.domain.routing_masks import Trace
from hub.domain.routing_table import Cell, Facts, RoutingTable, Row, RowRole


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
    trace: Trace

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
        leads = [place for place, row in enumerate(self.table.rows) if row.role is RowRole.LEAD]
        failed = {cells[0] for place in leads if len(cells := self.trace.cells(place)) == 1}
        unknown = {
            Cell.BOROUGHS: self.facts.borough,
            Cell.AGE_BANDS: self.facts.age_band,
            Cell.RISKS: self.facts.risk,
        }
        return tuple(cell for cell, value in unknown.items() if cell in failed and value == "not_known")


def decide(table: RoutingTable, facts: Facts) -> Decision:
    """Ask every row of `table` about `facts`; the trace keeps every cell that failed of every row."""
    return decided(table, facts, table.masks.trace(facts))


def decided(table: RoutingTable, facts: Facts, trace: Trace) -> Decision:
    """Say what follows from a trace of `table`: which rows matched, and so who leads.

    Rows are taken in the order of their keys, so that the order of the table decides nothing.
    """
    matched = sorted((table.rows[place] for place in trace.matched()), key=_key)
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


_key = attrgetter("key")


def _additional(matched: list[Row], lead: Row | None) -> tuple[Row, ...]:
    if lead is None:
        return ()
    first: dict[str, Row] = {}
    for row in matched:
        if row.role is RowRole.ADDITIONAL and row.service and row.service != lead.service:
            first.setdefault(row.service, row)
    return tuple(first.values())
