"""What must always hold of the rows, and what is running over them."""

from hub.check.invariant import Extent
from hub.check.looking import INVARIANTS, Breach, Looked, breaches, look
from hub.check.running import SEEN_LATELY, Running, revision, running, workers

__all__ = [
    "INVARIANTS",
    "SEEN_LATELY",
    "Breach",
    "Extent",
    "Looked",
    "Running",
    "breaches",
    "look",
    "revision",
    "running",
    "workers",
]
