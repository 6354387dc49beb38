"""One clock of two quarters side by side: how many were in time, how long they took, and what has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring.rules.cuts import ALL, Cut
from hub.monitoring.rules.figures import Figure
from hub.monitoring.rules.measures import PERCENTILES, ClockMeasure


class SplitBy(StrEnum):
    """By what delivery times are set out; each is an axis of the report."""

    PROVIDER = "provider"
    CRIME_TYPE = "crime_type"
    BOROUGH = "borough"


class Trend(StrEnum):
    """What has become of the share that was in time."""

    BETTER = "better"
    WORSE = "worse"
    THE_SAME = "the_same"
    NOTHING_YET = "nothing_yet"
    NOTHING_BEFORE = "nothing_before"


@dataclass(frozen=True, kw_only=True)
class Timed:
    """How one clock went in one quarter: counts of clocks, and seconds from start to stop.

    `met` and `breached` are the clocks that were judged, each once. Median and 90th percentile are drawn
    from the `timed`, those that stopped and were judged; None where there is none.
    """

    met: int = 0
    breached: int = 0
    timed: int = 0
    median: int | None = None
    p90: int | None = None

    @property
    def judged(self) -> int:
        """How many clocks have kept their target or missed it."""
        return self.met + self.breached

    @property
    def share(self) -> float | None:
        """Which part of the judged was in time, 0 to 1; None where none was judged."""
        return self.met / self.judged if self.judged else None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One provider, crime type or borough, or all of them, in a quarter and the one before."""

    cut: Cut
    now: Timed
    before: Timed

    @property
    def points(self) -> float | None:
        """How many percentage points more are in time than before, to one decimal; None without both."""
        if self.now.share is None or self.before.share is None:
            return None
        return round((self.now.share - self.before.share) * 100, 1)

    @property
    def trend(self) -> Trend:
        """Say in one word how the quarter compares."""
        if self.now.share is None:
            return Trend.NOTHING_YET
        if self.points is None:
            return Trend.NOTHING_BEFORE
        if self.points == 0:
            return Trend.THE_SAME
        return Trend.BETTER if self.points > 0 else Trend.WORSE


@dataclass(frozen=True, kw_only=True)
class DeliveryTimes:
    """Every clock over all rows, and the asked one by line, ordered by the lines' codes."""

    quarter: Quarter
    clock: Clock
    by: SplitBy
    whole: Mapping[Clock, Line]
    lines: tuple[Line, ...]


def compare(
    quarter: Quarter, clock: Clock, by: SplitBy, now: Iterable[Figure], before: Iterable[Figure]
) -> DeliveryTimes:
    """Set the clocks' figures of a quarter and of the one before side by side."""
    ours, theirs = _timed(now), _timed(before)
    cuts = {cut for each, cut in (*ours, *theirs) if each is clock and cut.named.keys() == {str(by)}}

    def line(each: Clock, cut: Cut) -> Line:
        key = (each, cut)
        return Line(cut=cut, now=ours.get(key, Timed()), before=theirs.get(key, Timed()))

    return DeliveryTimes(
        quarter=quarter,
        clock=clock,
        by=by,
        whole={each: line(each, ALL) for each in Clock},
        lines=tuple(line(clock, cut) for cut in sorted(cuts, key=lambda cut: cut.named[by])),
    )


_FIELDS = {
    ClockMeasure.MET: "met",
    ClockMeasure.BREACHED: "breached",
    ClockMeasure.TIMED: "timed",
    ClockMeasure.MEDIAN: "median",
    ClockMeasure.P90: "p90",
}


def _timed(figures: Iterable[Figure]) -> dict[tuple[Clock, Cut], Timed]:
    """Gather figures by clock and cut; a cut where nothing was judged is left out, whatever zeros it has."""
    found: dict[tuple[Clock, Cut], dict[str, int]] = {}
    for figure in figures:
        name = _FIELDS.get(ClockMeasure(figure.measure))
        if figure.clock and name and (figure.value or figure.measure in PERCENTILES):
            found.setdefault((figure.clock, figure.cut), {})[name] = figure.value
    return {key: Timed(**values) for key, values in found.items()}
