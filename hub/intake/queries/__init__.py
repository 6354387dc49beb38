"""Every statement over referrals and their persons, split by what is done with them."""

from hub.intake.queries.add import add, add_joined, add_persons, add_unit_tasks, set_status
from hub.intake.queries.drafts import delete_expired_drafts
from hub.intake.queries.known import Key, Known, Match, lock_tokens, matches, newest
from hub.intake.queries.persons import erase, lapsed, sealed_person
from hub.intake.queries.read import (
    carriers,
    count_other_than_simulated,
    events,
    last_changed_at,
    page,
    read,
    several,
    unit_tasks,
)

__all__ = [
    "Key",
    "Known",
    "Match",
    "add",
    "add_joined",
    "add_persons",
    "add_unit_tasks",
    "carriers",
    "count_other_than_simulated",
    "delete_expired_drafts",
    "erase",
    "events",
    "lapsed",
    "last_changed_at",
    "lock_tokens",
    "matches",
    "newest",
    "page",
    "read",
    "sealed_person",
    "set_status",
    "several",
    "unit_tasks",
]
