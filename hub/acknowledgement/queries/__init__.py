"""Assignments and what happened to them, as rows."""

from hub.acknowledgement.queries.history import (
    LastEvent,
    attempts,
    events,
    has_happened,
    last_event,
    lead_comes_first,
    past_turns,
    services_tried,
    words,
)
from hub.acknowledgement.queries.listing import (
    InboxFilter,
    InboxSort,
    assignee,
    counts,
    inbox,
    of_referrals,
    one,
    page,
    services_of,
)
from hub.acknowledgement.queries.turns import Turn, lock, lock_known, lock_live
from hub.acknowledgement.queries.writing import add, add_attempt, change, take_holds_over

__all__ = [
    "InboxFilter",
    "InboxSort",
    "LastEvent",
    "Turn",
    "add",
    "add_attempt",
    "assignee",
    "attempts",
    "change",
    "counts",
    "events",
    "has_happened",
    "inbox",
    "last_event",
    "lead_comes_first",
    "lock",
    "lock_known",
    "lock_live",
    "of_referrals",
    "one",
    "page",
    "past_turns",
    "services_of",
    "services_tried",
    "take_holds_over",
    "words",
]
