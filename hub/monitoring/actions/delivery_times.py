"""How soon services answer, this quarter against the last one."""

from hub.db import Transaction
from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring.actions.report import clock_figures
from hub.monitoring.rules import DeliveryTimes, SplitBy, compare


def delivery_times(tx: Transaction, quarter: Quarter, clock: Clock, by: SplitBy) -> DeliveryTimes:
    """Set one clock of a quarter beside that of the quarter before, line by line.

    The figures are those of the quarter's report, over the rows that the transaction's scope may see, and
    small numbers are not hidden.
    """
    now, before = clock_figures(tx, quarter), clock_figures(tx, quarter.previous())
    return compare(quarter, clock, by, now, before)
