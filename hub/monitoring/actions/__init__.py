"""Reporting a quarter, tracing each of its figures, and writing it down."""

from hub.monitoring.actions.delivery_times import delivery_times
from hub.monitoring.actions.report import quarter_balances, quarter_report
from hub.monitoring.actions.trace import Traced, rows_behind, trace
from hub.monitoring.rules import Figure, Report, as_csv, as_plain

__all__ = [
    "Figure",
    "Report",
    "Traced",
    "as_csv",
    "as_plain",
    "delivery_times",
    "quarter_balances",
    "quarter_report",
    "rows_behind",
    "trace",
]
