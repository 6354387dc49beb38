"""What a fault is, and what came of one."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tests.faults.comparing import Compared
from tests.faults.house import House


class SkippedError(Exception):
    """This machine cannot do that; the sentence says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way in which the world goes wrong.

    `inject` submits, breaks, mends, calls `house.healing()` when all is mended, and gives how often it broke
    something. What it sees meanwhile and should not have, it tells by `house.expect`.
    """

    name: str
    inject: Callable[[House], int]
    may_repeat: bool = False
    """Whether a receiver may be told again under the same id: something died between send and record."""
    of_its_own: bool = False
    """Whether it needs a house that nobody uses before or after it."""
    keeps_workers: bool = False
    """Whether it goes on with the workers of the one before."""
    seed: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of one fault; `wrong` says in words what else should not have been."""

    name: str
    injected: int = 0
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    repeats: int = 0
    heal_seconds: float | None = None
    wrong: tuple[str, ...] = ()
    referrals: int = 0
    skipped: str = ""
    unplayed: bool = False
    """Whether a program did not start, so that nothing was shown."""
    seed: int | None = None
    took_seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing doubled, nothing wrong."""
        return not (self.lost or self.doubled or self.wrong)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def came_of(fault: Fault, injected: int, compared: Compared, house: House) -> tuple[str, ...]:
    """Say what is wrong beside what is lost and doubled."""
    wrong = [*house.wrong, *house.checked()]
    wrong += [f"message {each}: taken more often than it was tried" for each in compared.unexplained]
    wrong += [f"{each}: no answer at all" for each in compared.unanswered]
    if compared.repeats and not fault.may_repeat:
        wrong.append(f"{compared.repeats} messages came twice, and nothing had died on the way")
    if not injected:
        wrong.append("nothing was injected")
    return tuple(wrong)
