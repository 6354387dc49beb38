"""Clocks that run out: reminders, escalations, the next service, a person; and what else falls due."""

from hub.access.scopes import HUB
from hub.db import Database
from hub.intake.actions import erase_lapsed
from hub.intake.queries import delete_expired_drafts
from hub.journey.chasing.asking import ask_about_holds
from hub.journey.chasing.climbing import BATCH, chase_batch
from hub.journey.chasing.recalling import recall_next
from hub.sla import queries as sla

__all__ = ["BATCH", "ask_about_holds", "chase_batch", "chase_due", "recall_next"]


def chase_due(database: Database) -> int:
    """Climb every rung that is due; returns how many there were.

    Messages and questions go in batches of one transaction each, a recall in a transaction of its own.
    """
    database.run(HUB, sla.mark_breaches)
    database.run(HUB, erase_lapsed)
    database.run(HUB, delete_expired_drafts)
    while database.run(HUB, ask_about_holds) == BATCH:
        pass
    climbed = 0
    while (found := database.run(HUB, chase_batch)) == BATCH:
        climbed += found
    climbed += found
    while database.run(HUB, recall_next):
        climbed += 1
    return climbed
