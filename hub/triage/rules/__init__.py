"""How soon a person must look at a triage row, who is told when nobody did, and what can be done about it."""

from hub.triage.rules.acts import (
    PASSES_ON,
    Room,
    RowFacts,
    TriageAct,
    acts_for,
    only_adds,
    room_for,
)
from hub.triage.rules.many import MOST_AT_ONCE, ManyAct, fits_many
from hub.triage.rules.targets import AT_ONCE, Section, due_at, is_urgent, section_of
from hub.triage.rules.watching import (
    CALM_FOR,
    Alarming,
    Told,
    alarming,
    calm_below,
    first_step,
    step_after,
)

__all__ = [
    "AT_ONCE",
    "CALM_FOR",
    "MOST_AT_ONCE",
    "PASSES_ON",
    "Alarming",
    "ManyAct",
    "Room",
    "RowFacts",
    "Section",
    "Told",
    "TriageAct",
    "acts_for",
    "alarming",
    "calm_below",
    "due_at",
    "first_step",
    "fits_many",
    "is_urgent",
    "only_adds",
    "room_for",
    "section_of",
    "step_after",
]
