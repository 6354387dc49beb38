"""How what has waited for an address goes out once it is used again."""

from datetime import timedelta

APART = timedelta(seconds=1)
"""Between two messages to an address that has just come back: sixty a minute (I)."""

WITHIN = timedelta(hours=1)
"""However many have waited, the last of them is due by then (I)."""


def apart(waiting: int) -> timedelta:
    """Say how far apart that many messages fall due, so that none is run over that has come back."""
    return min(APART, WITHIN / waiting) if waiting else APART
