"""The virtual clock, and what is to happen on it, in order."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from hub.db import Transaction

Deed = Callable[[Transaction, datetime], None]
"""What somebody does at an instant, in the transaction that is handed over; it may plan what comes later."""


class VirtualClock:
    """The business instant of everything that is played; it never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time to the database."""
        return self.now

    def reach(self, at: datetime) -> datetime:
        """Go on to an instant, or stay where that has passed already; gives the time that it is then."""
        self.now = max(self.now, at)
        return self.now


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """A deed to come. Those that stand alone are not put into one transaction with others."""

    at: datetime
    number: int
    deed: Deed = field(compare=False)
    alone: bool = field(compare=False)


class Agenda:
    """What is to come, the soonest first; of one instant, in the order in which it was planned."""

    def __init__(self) -> None:
        self._heap: list[Planned] = []
        self._numbers = count()

    def plan(self, at: datetime, deed: Deed, *, alone: bool = False) -> None:
        """Put a deed on the agenda; `alone` if it may queue messages, which then go out before all else."""
        heapq.heappush(self._heap, Planned(at, next(self._numbers), deed, alone))

    def next_at(self) -> datetime | None:
        """Tell when the next deed is due."""
        return self._heap[0].at if self._heap else None

    def take(self, until: datetime, most: int) -> list[Planned]:
        """Take deeds up to an instant, at most so many; one that stands alone comes alone."""
        taken: list[Planned] = []
        while self._heap and len(taken) < most and self._heap[0].at <= until:
            if self._heap[0].alone and taken:
                break
            taken.append(heapq.heappop(self._heap))
            if taken[-1].alone:
                break
        return taken
