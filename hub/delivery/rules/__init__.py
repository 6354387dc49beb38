"""When to try again, for how long a claim holds, and what a message says of itself."""

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
from hub.delivery.rules.words import LINK_LIFE, acknowledge_within, instant_in_words, link_path, topic

__all__ = [
    "HIGH_RISK",
    "LINK_LIFE",
    "MOST_ATTEMPTS",
    "STANDARD",
    "TRIES_ELSEWHERE",
    "Backoff",
    "Decision",
    "GiveUp",
    "Retry",
    "SwitchChannel",
    "acknowledge_within",
    "after",
    "instant_in_words",
    "lease_seconds",
    "link_path",
    "topic",
]
