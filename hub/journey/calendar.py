"""A bank holiday comes or goes at short notice: every clock that runs over it is due at another instant."""

from datetime import date

from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.jobs import Job, ring
from hub.sla import actions as sla
from hub.sla.actions import NewHoliday

BATCH = 200


def add_bank_holiday(tx: Transaction, new: NewHoliday) -> None:
    """Make a day a bank holiday, and have running clocks counted anew; raises as the stage does."""
    sla.add_holiday(tx, new)
    ring(tx, Job.RECOMPUTE_CLOCKS)


def remove_bank_holiday(tx: Transaction, day: date, why: str) -> None:
    """Make a day one that is worked after all, and have running clocks counted anew."""
    sla.remove_holiday(tx, day, why)
    ring(tx, Job.RECOMPUTE_CLOCKS)


def recompute_clocks(database: Database) -> int:
    """Count anew every running clock that was counted by another calendar; returns how many there were.

    In batches of one transaction each. Once more finds nothing; whatever a process with an older calendar
    writes meanwhile is found the next time, by its version.
    """
    counted = 0
    while True:
        found = database.run(HUB, lambda tx: sla.recompute(tx, BATCH))
        counted += found
        if found < BATCH:
            return counted
