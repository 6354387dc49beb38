"""What must always hold of the rows, and what is running over them."""

from hub.check.invariant import Extent
from hub.check.looking import INVARIANTS, Breach, Looked, breaches, look
from hub.check.running import SEEN_LATELY, Running, revision, running, workers
from hub.check.watching import Finding, Watched, watch, watched

__all__ = [
    "INVARIANTS",
    "SEEN_LATELY",
    "Breach",
    "Extent",
    "Finding",
    "Looked",
    "Running",
    "Watched",
    "breaches",
    "look",
    "revision",
    "running",
    "watch",
    "watched",
    "workers",
]
