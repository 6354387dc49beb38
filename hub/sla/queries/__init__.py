"""Clocks and chases, as rows."""

from hub.sla.queries.chases import DueChase, ask_again, due_chases, finish_chases, rounds
from hub.sla.queries.recalling import last_told, next_to_recall, put_off, recall_still_due
from hub.sla.queries.writing import add, end, mark_breaches, of_assignments, stop

__all__ = [
    "DueChase",
    "add",
    "ask_again",
    "due_chases",
    "end",
    "finish_chases",
    "last_told",
    "mark_breaches",
    "next_to_recall",
    "of_assignments",
    "put_off",
    "recall_still_due",
    "rounds",
    "stop",
]
