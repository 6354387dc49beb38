"""The decision table: rows in force under one reference, compiled once for asking."""

from dataclasses import dataclass
from functools import cached_property

from hub.domain.routing_masks import Masks
from hub.domain.routing_row import (
    AREA,
    LISTS,
    WHOLE_AREA,
    Cell,
    Facts,
    Places,
    Row,
    RowRole,
    all_failed,
    facts_from_plain,
    first_failed,
    row_from_plain,
)

__all__ = [
    "AREA",
    "LISTS",
    "WHOLE_AREA",
    "Cell",
    "Facts",
    "Places",
    "RoutingTable",
    "Row",
    "RowRole",
    "all_failed",
    "facts_from_plain",
    "first_failed",
    "row_from_plain",
]


@dataclass(frozen=True, kw_only=True)
class RoutingTable:
    """The rows in force on some days, under the reference and the hash that every decision keeps.

    The order of the rows means nothing: where several rows would do, the first by its key is taken.
    """

    reference: str
    rows: tuple[Row, ...]
    hash: str = ""

    @cached_property
    def masks(self) -> Masks:
        """Which rows accept which values, worked out at the first question."""
        return Masks.of(self.rows)
