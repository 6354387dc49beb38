"""One line of the table: what is measured, beside what, and which ratio it must reach."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Round:
    """One measurement of the product and of its floor, taken one after the other."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        """Give how many times the floor the product is."""
        return self.ours / self.floor


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a row of the table says, before anything is measured.

    `wanted` is the ratio to reach: at least, or (`is_most`) at most. `aim` is where the product is to go.
    """

    name: str
    what: str
    floor: str
    unit: str
    wanted: float
    is_most: bool
    aim: float | None = None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A line with its rounds."""

    line: Line
    rounds: tuple[Round, ...]

    @property
    def ratio(self) -> float:
        """Give the median of the rounds' ratios."""
        return statistics.median(each.ratio for each in self.rounds)

    @property
    def holds(self) -> bool:
        """Say whether the line is reached."""
        return self.ratio <= self.line.wanted if self.line.is_most else self.ratio >= self.line.wanted

    def told(self) -> str:
        """Write the row of the table."""
        line, ratios = self.line, [each.ratio for each in self.rounds]
        ours, floor = (
            statistics.median(values)
            for values in zip(*((each.ours, each.floor) for each in self.rounds), strict=True)
        )
        least = "at most" if line.is_most else "at least"
        aim = f" (aim {line.aim:g})" if line.aim else ""
        return (
            f"{line.name:<22} {ours:>10.2f} {line.unit:<6} {floor:>10.2f} {line.unit:<6} "
            f"{self.ratio:>7.2f}  {min(ratios):.2f} to {max(ratios):.2f}   "
            f"{least} {line.wanted:g}{aim}   {'holds' if self.holds else 'MISSED'}"
        )


HEAD = f"{'line':<22} {'product':>17} {'floor':>17} {'ratio':>7}  spread         wanted"


def interleaved(
    line: Line, rounds: int, ours: Callable[[int], float], floor: Callable[[int], float]
) -> Measured:
    """Measure the floor and the product in turn, so that what slows the machine down slows both."""
    taken = []
    for number in range(rounds):
        under = floor(number)
        taken.append(Round(ours=ours(number), floor=under))
    return Measured(line=line, rounds=tuple(taken))


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value below which a share (0 to 1) of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
