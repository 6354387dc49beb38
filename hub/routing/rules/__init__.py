"""Who should have a referral, and why: `decide` asks the table, `choose` asks who may and can take it."""

from hub.domain.routing_overlap import leads_that_overlap
from hub.domain.routing_table import Cell, Facts, Places, RoutingTable, Row, RowRole, row_from_plain
from hub.routing.rules.agreeing import with_a_yes
from hub.routing.rules.decision import Decision, decide, decided
from hub.routing.rules.explaining import explain
from hub.routing.rules.gate import Availability, Consent, Gate, Skip
from hub.routing.rules.nearest import Nearest, nearest
from hub.routing.rules.others import PASSED_OVER, others
from hub.routing.rules.placement import Choice, Placement, choose, choose_beside
from hub.routing.rules.traces import trace_from_plain, trace_to_plain
from hub.routing.rules.why_not import why_not
from hub.routing.rules.wording import why

__all__ = [
    "PASSED_OVER",
    "Availability",
    "Cell",
    "Choice",
    "Consent",
    "Decision",
    "Facts",
    "Gate",
    "Nearest",
    "Placement",
    "Places",
    "RoutingTable",
    "Row",
    "RowRole",
    "Skip",
    "choose",
    "choose_beside",
    "decide",
    "decided",
    "explain",
    "leads_that_overlap",
    "nearest",
    "others",
    "row_from_plain",
    "trace_from_plain",
    "trace_to_plain",
    "why",
    "why_not",
    "with_a_yes",
]
