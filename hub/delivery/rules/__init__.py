"""When to try again, for how long a claim holds, and what a message says of itself."""

from hub.delivery.rules.leases import lease_seconds
from hub.delivery.rules.resuming import APART, WITHIN, apart
from hub.delivery.rules.retry import (
    HIGH_RISK,
    MOST_ATTEMPTS,
    STANDARD,
    TRIES_ELSEWHERE,
    Decision,
    GiveUp,
    Patience,
    Plan,
    Retry,
    Standing,
    SwitchChannel,
    Tried,
    after,
    cause_of,
)
from hub.delivery.rules.words import (
    LINK_LIFE,
    acknowledge_within,
    fault_in_words,
    instant_in_words,
    link_path,
    topic,
)

__all__ = [
    "APART",
    "HIGH_RISK",
    "LINK_LIFE",
    "MOST_ATTEMPTS",
    "STANDARD",
    "TRIES_ELSEWHERE",
    "WITHIN",
    "Decision",
    "GiveUp",
    "Patience",
    "Plan",
    "Retry",
    "Standing",
    "SwitchChannel",
    "Tried",
    "acknowledge_within",
    "after",
    "apart",
    "cause_of",
    "fault_in_words",
    "instant_in_words",
    "lease_seconds",
    "link_path",
    "topic",
]
