"""Comparing two tables: over every possible referral, and over the real ones of a time."""

from hub.routing.rules.compare.answers import Answer, AnswerKind
from hub.routing.rules.compare.cells import Change, Difference, changed_cells
from hub.routing.rules.compare.moves import Asked, Moves, answer_of, moves

__all__ = [
    "Answer",
    "AnswerKind",
    "Asked",
    "Change",
    "Difference",
    "Moves",
    "answer_of",
    "changed_cells",
    "moves",
]
