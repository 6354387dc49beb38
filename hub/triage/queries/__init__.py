"""What needs a person, as rows: every statement over them, split by what is done with them."""

from hub.triage.queries.about import open_reasons, possible_duplicates
from hub.triage.queries.items import Item, Settled, lock, open_items, open_of_referral, read_open, settled
from hub.triage.queries.writing import add, close, close_answered

__all__ = [
    "Item",
    "Settled",
    "add",
    "close",
    "close_answered",
    "lock",
    "open_items",
    "open_of_referral",
    "open_reasons",
    "possible_duplicates",
    "read_open",
    "settled",
]
