"""Taking referrals in, and looking after what is personal in them."""

from hub.intake.actions.arrivals import Arrival, Settled, possible_duplicates, tokens_of
from hub.intake.actions.persons import RETURNED_KEPT, erase_lapsed, open_part
from hub.intake.actions.receiving import receive
from hub.intake.actions.statuses import change_status

__all__ = [
    "RETURNED_KEPT",
    "Arrival",
    "Settled",
    "change_status",
    "erase_lapsed",
    "open_part",
    "possible_duplicates",
    "receive",
    "tokens_of",
]
