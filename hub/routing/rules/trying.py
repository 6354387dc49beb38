"""Whether a table answers its own examples as their author wants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.domain.codes import UnitTask
from hub.domain.routing_content import Example
from hub.domain.routing_table import RoutingTable
from hub.routing.rules.decision import Decision, decide

PERSON = "a person decides"
INFORMATION = "information only"
OUTSIDE = "back to the referrer, as the home is outside the area"
CONFLICT = "two rows lead: "


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An example with what was wanted and what came, in words; equal words are a pass."""

    example: Example
    wanted: str
    got: str

    @property
    def passed(self) -> bool:
        """Whether the table answers as wanted."""
        return self.wanted == self.got


def tried(table: RoutingTable, examples: tuple[Example, ...], first_day: date) -> tuple[Tried, ...]:
    """Ask a table each example; one that names no day is received on the table's first day."""
    return tuple(_tried(example, decide(table, example.facts(first_day))) for example in examples)


def _tried(example: Example, decision: Decision) -> Tried:
    return Tried(
        example=example,
        wanted=_told(_wanted(example), example.additional, example.unit_task, example.row),
        got=_told(_got(decision), _beside(decision, example), decision.unit_task, _row(decision, example)),
    )


def _wanted(example: Example) -> str:
    if example.lead:
        return f"{example.lead} leads"
    if example.information_only:
        return INFORMATION
    return OUTSIDE if example.outside_area else PERSON


def _got(decision: Decision) -> str:
    if decision.conflict:
        return CONFLICT + " and ".join(row.key for row in decision.conflict)
    if decision.lead:
        return f"{decision.lead.service} leads"
    if decision.information_only:
        return INFORMATION
    return OUTSIDE if decision.outside_area else PERSON


def _beside(decision: Decision, example: Example) -> tuple[str, ...]:
    return tuple(
        row.service
        for row in decision.additional
        if row.service and (not row.only_if_named or row.service in example.consent_names)
    )


def _row(decision: Decision, example: Example) -> str | None:
    """Name the row that answered, where the example says which one it should be."""
    if example.row is None:
        return None
    row = decision.lead or decision.information
    return row.key if row else "no row"


def _told(answer: str, additional: tuple[str, ...], task: UnitTask | None, row: str | None) -> str:
    return "; ".join(_parts(answer, additional, task, row))


def _parts(answer: str, additional: tuple[str, ...], task: UnitTask | None, row: str | None) -> Iterator[str]:
    yield answer
    if additional:
        yield "in addition " + ", ".join(sorted(additional))
    if task:
        yield f"task for the unit {task}"
    if row:
        yield f"by row {row}"
