"""What a file says of the routing table, as values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.domain.codes import Certainty, UnitTask
from hub.domain.routing_content import Example, SignedOff, TableContent


@dataclass(frozen=True, kw_only=True)
class RoutingRow:
    """One line of the routing table, its lists in the order in which the file has them."""

    position: int
    key: str
    role: str
    service: str | None
    crime_types: tuple[str, ...]
    aspects: tuple[str, ...]
    also: tuple[str, ...]
    without: tuple[str, ...]
    strands: tuple[str, ...]
    boroughs: tuple[str, ...]
    places: str
    age_bands: tuple[str, ...]
    risks: tuple[str, ...]
    relationships: tuple[str, ...]
    alternates: tuple[str, ...]
    because: str
    only_if_named: bool
    unit_task: UnitTask | None
    certainty: Certainty
    note: str = ""
    starts_on: date | None = None
    ends_before: date | None = None

    def plain(self) -> dict[str, Any]:
        """Give the row as JSON-able values; keys whose cell is empty are left out."""
        filled = {key: value for key, value in vars(self).items() if value not in ((), None, False, "")}
        return {key: _json(value) for key, value in filled.items()}


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, kw_only=True)
class RoutingTable:
    """The rows in force from a first day until `ends_before`, with what travels with them."""

    reference: str
    starts: date
    ends_before: date
    rows: tuple[RoutingRow, ...]
    examples: tuple[Example, ...] = ()
    signed_off: tuple[SignedOff, ...] = ()
    carried_from: str | None = None

    def content(self) -> TableContent:
        """Give what is drafted and published of it."""
        return TableContent(
            reference=self.reference,
            starts_on=self.starts,
            ends_before=self.ends_before,
            rows=tuple(row.plain() for row in self.rows),
            examples=self.examples,
            signed_off=self.signed_off,
        )
