"""Words about the routing table: what its rows ask, and what they lead to."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.routing_content import DraftState
from hub.domain.routing_table import Cell, RowRole

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
    Cell.DATES: "Day of receipt",
}

ROW_ROLES: Mapping[StrEnum, str] = {
    RowRole.LEAD: "Lead",
    RowRole.ADDITIONAL: "In addition",
    RowRole.INFORMATION_ONLY: "Information only",
}

DRAFT_STATES: Mapping[StrEnum, str] = {
    DraftState.OPEN: "Not approved yet",
    DraftState.APPROVED: "Approved, not published yet",
    DraftState.PUBLISHED: "Published",
    DraftState.DROPPED: "Dropped",
}

ALL = (CELLS, ROW_ROLES, DRAFT_STATES)
