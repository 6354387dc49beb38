"""When to try again, for how long a claim holds, what a message says of itself, and what came back."""

from hub.delivery.rules.leases import lease_seconds
from hub.delivery.rules.retry import (
    HIGH_RISK,
    MOST_ATTEMPTS,
    STANDARD,
    TRIES_ELSEWHERE,
    Backoff,
    Decision,
    GiveUp,
    Retry,
    SwitchChannel,
    after,
)
from hub.delivery.rules.returned import (
    FAILS_OFTEN,
    FAILS_OFTEN_DAYS,
    Ask,
    Follows,
    Note,
    Reading,
    Reopen,
    Standing,
    classify,
    follow,
    return_path,
    token_in,
)
from hub.delivery.rules.returned_words import meaning_of
from hub.delivery.rules.words import LINK_LIFE, acknowledge_within, instant_in_words, link_path, topic

__all__ = [
    "FAILS_OFTEN",
    "FAILS_OFTEN_DAYS",
    "HIGH_RISK",
    "LINK_LIFE",
    "MOST_ATTEMPTS",
    "STANDARD",
    "TRIES_ELSEWHERE",
    "Ask",
    "Backoff",
    "Decision",
    "Follows",
    "GiveUp",
    "Note",
    "Reading",
    "Reopen",
    "Retry",
    "Standing",
    "SwitchChannel",
    "acknowledge_within",
    "after",
    "classify",
    "follow",
    "instant_in_words",
    "lease_seconds",
    "link_path",
    "meaning_of",
    "return_path",
    "token_in",
    "topic",
]
