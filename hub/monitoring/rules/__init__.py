"""What a quarter's figures are, how they must balance, and how they are written down."""

from hub.monitoring.rules.balance import (
    FINAL,
    Balance,
    Counted,
    Movement,
    balances,
    leaving,
    movements,
    steps_of,
)
from hub.monitoring.rules.breaches import BreachesWanted, BreachSort
from hub.monitoring.rules.cuts import ALL, Axis, Cut
from hub.monitoring.rules.delivery_times import DeliveryTimes, Line, SplitBy, Timed, Trend, compare
from hub.monitoring.rules.figures import Figure, Report, with_zeros
from hub.monitoring.rules.measures import (
    AXES_OF,
    BREAKDOWNS,
    MEASURES,
    PERCENTILES,
    AssignmentMeasure,
    ClockMeasure,
    CountMeasure,
    ReferralMeasure,
    ReportedMeasure,
    Section,
    Unit,
    unit_of,
)
from hub.monitoring.rules.percentiles import MEDIAN, P90, nearest_rank
from hub.monitoring.rules.plain import as_plain
from hub.monitoring.rules.reported import due_after_report
from hub.monitoring.rules.table import as_csv

__all__ = [
    "ALL",
    "AXES_OF",
    "BREAKDOWNS",
    "FINAL",
    "MEASURES",
    "MEDIAN",
    "P90",
    "PERCENTILES",
    "AssignmentMeasure",
    "Axis",
    "Balance",
    "BreachSort",
    "BreachesWanted",
    "ClockMeasure",
    "CountMeasure",
    "Counted",
    "Cut",
    "DeliveryTimes",
    "Figure",
    "Line",
    "Movement",
    "ReferralMeasure",
    "Report",
    "ReportedMeasure",
    "Section",
    "SplitBy",
    "Timed",
    "Trend",
    "Unit",
    "as_csv",
    "as_plain",
    "balances",
    "compare",
    "due_after_report",
    "leaving",
    "movements",
    "nearest_rank",
    "steps_of",
    "unit_of",
    "with_zeros",
]
