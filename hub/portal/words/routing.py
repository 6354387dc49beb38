"""Words about the routing table: what its rows ask, and what they lead to."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.routing_table import Cell, RowRole
from hub.sight.gap_lines import GapKind

CELLS: Mapping[StrEnum, str] = {
    Cell.CRIME_TYPES: "Crime type",
    Cell.ASPECTS: "Crime type or flag",
    Cell.ALSO: "And also",
    Cell.WITHOUT: "But not",
    Cell.STRANDS: "Hate strand",
    Cell.RELATIONSHIPS: "Who the person is",
    Cell.AGE_BANDS: "Age",
    Cell.RISKS: "Risk",
    Cell.BOROUGHS: "Borough",
}

ROW_ROLES: Mapping[StrEnum, str] = {
    RowRole.LEAD: "Lead",
    RowRole.ADDITIONAL: "In addition",
    RowRole.INFORMATION_ONLY: "Information only",
}

GAP_KINDS: Mapping[StrEnum, str] = {
    GapKind.UNCOVERED: "Nobody leads",
    GapKind.DOUBLY_LED: "Rows contradict each other",
    GapKind.NO_TABLE: "No table",
    GapKind.CLIFF: "No contract, nobody leads",
    GapKind.PAUSED: "Paused",
    GapKind.NO_CONTRACT: "No contract",
    GapKind.SHADOWED: "Row changes nothing",
    GapKind.NEVER: "Row never matches",
}

ALL = (CELLS, ROW_ROLES, GAP_KINDS)
