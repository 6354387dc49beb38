"""What is asked of a play, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.demo.simulate.cast import Cast
from hub.demo.simulate.schedule import Expected

Progress = Callable[[int], None]
"""Told how many more referrals have been submitted."""


@dataclass(frozen=True, kw_only=True)
class Play:
    """What is to be played: the referrals in order, by whom, under which seed, and until when."""

    expected: Sequence[Expected]
    cast: Cast
    seed: str
    until: datetime


@dataclass(kw_only=True)
class Played:
    """What came of it."""

    taken: dict[str, int] = field(default_factory=dict)
    """Referrals by the status that they began in."""
    already_here: int = 0
    acts: int = 0
    stale: int = 0
    """Acts that came too late: somebody else had acted before."""
