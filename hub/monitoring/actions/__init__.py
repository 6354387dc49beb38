"""Reporting a quarter, tracing each of its figures, and writing it down."""

from hub.monitoring.actions.report import quarter_report
from hub.monitoring.actions.trace import rows_behind
from hub.monitoring.rules import Figure, Report, as_csv, as_plain

__all__ = ["Figure", "Report", "as_csv", "as_plain", "quarter_report", "rows_behind"]
