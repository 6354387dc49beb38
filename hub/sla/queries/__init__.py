"""Clocks, what happened to them, and chases, as rows."""

from hub.sla.queries.chases import (
    DueChase,
    ask_again,
    cancel_chases,
    chases_of,
    due_chases,
    finish_chases,
    rounds,
)
from hub.sla.queries.holidays import add_change, changes, lock_calendar
from hub.sla.queries.reading import (
    change,
    events_of,
    explained,
    of_assignments,
    running,
    running_by_another,
)
from hub.sla.queries.recalling import last_told, next_to_recall, put_off, recall_still_due
from hub.sla.queries.writing import add, end, mark_breaches, stop, tell

__all__ = [
    "DueChase",
    "add",
    "add_change",
    "ask_again",
    "cancel_chases",
    "change",
    "changes",
    "chases_of",
    "due_chases",
    "end",
    "events_of",
    "explained",
    "finish_chases",
    "last_told",
    "lock_calendar",
    "mark_breaches",
    "next_to_recall",
    "of_assignments",
    "put_off",
    "recall_still_due",
    "rounds",
    "running",
    "running_by_another",
    "stop",
    "tell",
]
