"""Two quarters side by side: shares, what has changed, and what is left out."""

import pytest

from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring.rules import ClockMeasure as M
from hub.monitoring.rules import Cut, Figure, Line, Section, SplitBy, Timed, Trend, compare

QUARTER = Quarter(year=2019, number=3)
RASA = Cut(provider="rasa")


def figure(measure, value, cut=RASA, clock=Clock.ACKNOWLEDGED):
    return Figure(section=Section.CLOCKS, measure=measure, value=value, cut=cut, clock=clock)


def found(now, before=()):
    return compare(QUARTER, Clock.ACKNOWLEDGED, SplitBy.PROVIDER, now, before)


@pytest.mark.parametrize(
    ("now", "before", "points", "trend"),
    [
        ((3, 1), (1, 1), 25.0, Trend.BETTER),
        ((1, 1), (3, 1), -25.0, Trend.WORSE),
        ((2, 2), (1, 1), 0.0, Trend.THE_SAME),
        ((10_000, 1), (10_000, 2), 0.0, Trend.THE_SAME),
        ((0, 3), (1, 0), -100.0, Trend.WORSE),
        ((1, 0), (0, 0), None, Trend.NOTHING_BEFORE),
        ((0, 0), (1, 0), None, Trend.NOTHING_YET),
        ((0, 0), (0, 0), None, Trend.NOTHING_YET),
    ],
)
def test_a_line_says_how_the_share_in_time_has_changed(now, before, points, trend):
    line = Line(
        cut=RASA,
        now=Timed(met=now[0], breached=now[1]),
        before=Timed(met=before[0], breached=before[1]),
    )
    assert (line.points, line.trend) == (points, trend)


def test_a_share_is_of_what_was_judged():
    assert Timed(met=3, breached=1, timed=9).share == 0.75
    assert Timed(timed=9).share is None


def test_who_had_clocks_only_last_quarter_keeps_a_line():
    times = found([], [figure(M.MET, 2)])
    (line,) = times.lines
    assert (line.cut, line.now, line.before) == (RASA, Timed(), Timed(met=2))


def test_a_median_of_no_seconds_is_a_median():
    (line,) = found([figure(M.MET, 1), figure(M.TIMED, 1), figure(M.MEDIAN, 0), figure(M.P90, 0)]).lines
    assert line.now == Timed(met=1, timed=1, median=0, p90=0)


def test_other_clocks_and_other_splits_are_not_among_the_lines():
    others = [
        figure(M.MET, 1, cut=Cut(borough="wirral")),
        figure(M.MET, 1, clock=Clock.DECIDED),
        figure(M.MET, 1, cut=Cut()),
        figure(M.STOPPED, 5),
        figure(M.RUNNING_AT_END, 5),
        figure(M.MET, 0),
    ]
    times = found(others)
    assert times.lines == ()
    assert times.whole[Clock.ACKNOWLEDGED].now.met == 1
    assert times.whole[Clock.DECIDED].now == Timed()


def test_lines_come_in_the_order_of_their_codes():
    given = [figure(M.MET, 1, cut=Cut(provider=slug)) for slug in ("rasa", "catch22", "kems")]
    assert [line.cut.provider for line in found(given).lines] == ["catch22", "kems", "rasa"]
