"""Who should have a referral, and why: `decide` asks the table, `choose` asks who may and can take it."""

from hub.domain.routing_overlap import leads_that_overlap
from hub.domain.routing_table import Cell, Facts, Places, RoutingTable, Row, RowRole, row_from_plain
from hub.routing.rules.decision import Decision, TraceLine, decide, explain
from hub.routing.rules.placement import Availability, Choice, Consent, Placement, Skip, choose
from hub.routing.rules.wording import why

__all__ = [
    "Availability",
    "Cell",
    "Choice",
    "Consent",
    "Decision",
    "Facts",
    "Placement",
    "Places",
    "RoutingTable",
    "Row",
    "RowRole",
    "Skip",
    "TraceLine",
    "choose",
    "decide",
    "explain",
    "leads_that_overlap",
    "row_from_plain",
    "why",
]
