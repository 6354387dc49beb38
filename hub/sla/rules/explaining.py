"""How a limit was counted: which stretches of time counted towards it, which did not, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hub.domain.calendar import ONE_DAY, Calendar, london_date, midnight, whole_second
from hub.domain.codes import WindowKind
from hub.domain.opening import Opening, windows_on
from hub.domain.targets import Target, TargetUnit

MOST_WINDOWS = 60
"""How many stretches are told one by one; the others are summed up."""

COUNTED = frozenset({WindowKind.RUNNING, WindowKind.OPEN, WindowKind.WORKING_DAY})
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Stop:
    """When a clock stood still and why; `until` is None while it still does."""

    since: datetime
    until: datetime | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Window:
    """One stretch of time, half-open, of one kind; `reason` is why the clock stood still."""

    begins: datetime
    ends: datetime
    kind: WindowKind
    reason: str | None = None

    @property
    def counted(self) -> bool:
        """Whether it counted towards the limit."""
        return self.kind in COUNTED

    @property
    def seconds(self) -> int:
        """Its length in seconds of elapsed time."""
        return int((self.ends - self.begins).total_seconds())


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What comes after the last window that is told, summed up in seconds."""

    begins: datetime
    ends: datetime
    windows: int
    counted_seconds: int
    not_counted_seconds: int


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The windows from a clock's start to its due instant, in order and without gaps."""

    windows: tuple[Window, ...]
    rest: Rest | None


def explain(
    target: Target,
    *,
    started_at: datetime,
    due_at: datetime,
    opening: Opening,
    calendar: Calendar,
    stops: Sequence[Stop],
    now: datetime,
) -> Explanation:
    """Say of all the time up to the due instant whether it counted; a clock that stands still, up to `now`.

    Elapsed time counts day and night, working hours while the recipient is open, working days whole and from
    the one after the start: the first is the day it started, whatever its hour. A pause takes what would
    have counted in it; of working days, those that ended in it.
    """
    start = whole_second(started_at)
    still = next((whole_second(stop.since) for stop in stops if stop.until is None), None)
    end = whole_second(due_at) if still is None else max(still, whole_second(now))
    paused = [_Span.of(stop, end) for stop in stops]
    if target.unit is TargetUnit.WORKING_DAYS:
        found = _by_days(start, end, paused, calendar)
    elif target.unit is TargetUnit.WORKING_HOURS:
        found = _with_pauses(_by_hours(start, end, opening, calendar), paused)
    else:
        found = _with_pauses([Window(begins=start, ends=end, kind=WindowKind.RUNNING)], paused)
    return _bounded(_joined(each for each in found if each.begins < each.ends))


@dataclass(frozen=True, kw_only=True)
class _Span:
    """A pause that is over, or is taken to last to the end of what is told."""

    since: datetime
    until: datetime
    reason: str | None

    @classmethod
    def of(cls, stop: Stop, end: datetime) -> "_Span":
        return cls(
            since=whole_second(stop.since),
            until=whole_second(stop.until) if stop.until else end,
            reason=stop.reason,
        )


def _by_days(start: datetime, end: datetime, paused: Sequence[_Span], calendar: Calendar) -> Iterator[Window]:
    day, first = london_date(start), london_date(start)
    while (begins := max(midnight(day), start)) < end:
        kind, reason = _kind_of_day(day, calendar), None
        if day == first:
            kind = WindowKind.FIRST_DAY
        elif kind is WindowKind.WORKING_DAY:
            over = [each for each in paused if london_date(each.since) <= day < london_date(each.until)]
            open_now = [each for each in paused if each.until == end and london_date(each.since) <= day]
            if over or open_now:
                kind, reason = WindowKind.PAUSED, (over or open_now)[0].reason
        yield Window(begins=begins, ends=min(midnight(day + ONE_DAY), end), kind=kind, reason=reason)
        day += ONE_DAY


def _kind_of_day(day: date, calendar: Calendar) -> WindowKind:
    if day.weekday() >= _SATURDAY:
        return WindowKind.WEEKEND
    return WindowKind.WORKING_DAY if calendar.is_working_day(day) else WindowKind.BANK_HOLIDAY


def _by_hours(start: datetime, end: datetime, opening: Opening, calendar: Calendar) -> Iterator[Window]:
    day, here = london_date(start), start
    while here < end:
        closed = _closed_on(day, opening, calendar)
        for opens, closes in windows_on(opening, day, calendar):
            if closes > here:
                yield Window(begins=here, ends=min(max(opens, here), end), kind=closed)
                yield Window(begins=max(opens, here), ends=min(closes, end), kind=WindowKind.OPEN)
                here = closes
        tomorrow = midnight(day + ONE_DAY)
        yield Window(begins=here, ends=min(tomorrow, end), kind=closed)
        here, day = max(here, tomorrow), day + ONE_DAY


def _closed_on(day: date, opening: Opening, calendar: Calendar) -> WindowKind:
    if windows_on(opening, day, calendar):
        return WindowKind.CLOSED
    kind = _kind_of_day(day, calendar)
    return WindowKind.CLOSED if kind is WindowKind.WORKING_DAY else kind


def _with_pauses(windows: Iterable[Window], paused: Sequence[_Span]) -> Iterator[Window]:
    """Take out of what counted whatever lies in a pause."""
    for window in windows:
        here = window.begins
        for span in sorted(paused, key=lambda each: each.since) if window.counted else ():
            since, until = max(span.since, here), min(span.until, window.ends)
            if since < until:
                yield replace(window, begins=here, ends=since)
                yield Window(begins=since, ends=until, kind=WindowKind.PAUSED, reason=span.reason)
                here = until
        yield replace(window, begins=here)


def _joined(windows: Iterable[Window]) -> Iterator[Window]:
    last: Window | None = None
    for each in windows:
        if last is not None and (last.kind, last.reason, last.ends) == (each.kind, each.reason, each.begins):
            last = replace(last, ends=each.ends)
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def _bounded(windows: Iterator[Window]) -> Explanation:
    found = tuple(windows)
    told, left = found[:MOST_WINDOWS], found[MOST_WINDOWS:]
    if not left:
        return Explanation(windows=told, rest=None)
    counted = sum(each.seconds for each in left if each.counted)
    rest = Rest(
        begins=left[0].begins,
        ends=left[-1].ends,
        windows=len(left),
        counted_seconds=counted,
        not_counted_seconds=sum(each.seconds for each in left) - counted,
    )
    return Explanation(windows=told, rest=rest)
