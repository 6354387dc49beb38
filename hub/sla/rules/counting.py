"""When a clock is due, how long it ran, and whether it was kept; all by passed instants."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, ONE_DAY, Calendar, london_date, midnight, whole_second
from hub.domain.codes import Clock, RiskBand
from hub.domain.opening import Opening
from hub.domain.targets import Target, Targets, TargetUnit, default_targets
from hub.domain.working_time import add_working_time, is_open, next_opening, working_seconds_between

HOUR_SECONDS = 3600

Pause = tuple[datetime, datetime | None]
"""From when a clock stood still until it ran again; None while it still does."""

Span = tuple[datetime, datetime]


def target_for(clock: Clock, risk: RiskBand, contract_targets: Targets, day: date) -> Target:
    """Give the contract's own limit, else the default of the London day on which the clock starts."""
    key = (clock, risk is RiskBand.HIGH)
    return contract_targets.get(key) or default_targets(day)[key]


def due_at(
    target: Target,
    started_at: datetime,
    opening: Opening,
    calendar: Calendar = ENGLAND_AND_WALES,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """Give the first instant, in UTC, that is too late.

    Elapsed time runs day and night. Working hours run while the recipient is open, so they begin at its next
    opening. N working days end with the Nth working day after the London day of the start, whatever its
    hour (I).

    A pause pushes the instant on: by its seconds; by the seconds of opening in it; or by the working days
    that ended in it, so that a clock paused on its last day ends with the next working day that the
    pause leaves free. A pause that is still open pushes nothing yet: let a paused clock sleep, and ask
    again when it runs on.
    """
    start, spans = whole_second(started_at), _ended(pauses, started_at)
    match target.unit:
        case TargetUnit.ELAPSED_MINUTES:
            return _after_elapsed(start, timedelta(minutes=target.amount), spans)
        case TargetUnit.ELAPSED_HOURS:
            return _after_elapsed(start, timedelta(hours=target.amount), spans)
        case TargetUnit.WORKING_HOURS:
            return _after_opening(start, target.amount * HOUR_SECONDS, spans, opening, calendar)
        case TargetUnit.WORKING_DAYS:
            return _after_working_days(start, target.amount, spans, calendar)


def is_breached(due_at: datetime, stopped_at: datetime | None, now: datetime) -> bool:
    """Whether a clock was, or by now is, too late; stopping at the due instant is."""
    return (stopped_at or now).astimezone(UTC) >= due_at.astimezone(UTC)


def is_paused(pauses: Iterable[Pause], now: datetime) -> bool:
    """Whether the clock stands still at `now`, so that it is neither chased nor breached."""
    at = now.astimezone(UTC)
    return any(
        since.astimezone(UTC) <= at and (until is None or at < until.astimezone(UTC))
        for since, until in pauses
    )


def gross_and_net_seconds(
    started_at: datetime, stopped_at: datetime, pauses: Iterable[Pause] = ()
) -> tuple[int, int]:
    """Give the elapsed seconds of a clock, with and without its pauses; an open pause lasts to the stop."""
    start, stop = whole_second(started_at), whole_second(stopped_at)
    spans = _ended(((since, until or stop) for since, until in pauses), start)
    return _seconds(stop - start), _seconds(_running(start, stop, spans))


def partway(
    started_at: datetime, due_at: datetime, pauses: Iterable[Pause], *, quarters: int = 2
) -> datetime:
    """Give the instant when so many quarters of the running time, without its pauses, have gone."""
    start, due = whole_second(started_at), whole_second(due_at)
    spans = _ended(pauses, start)
    part = _seconds(_running(start, due, spans)) * quarters // 4
    return _after_elapsed(start, timedelta(seconds=part), spans)


def opens_at(
    opening: Opening, now: datetime, risk: RiskBand, calendar: Calendar = ENGLAND_AND_WALES
) -> datetime | None:
    """Say when a closed service opens, for a person at high risk; None when it is open or risk is lower.

    Somebody else has to keep that person safe until then, so the referrer is told before the hand-over.
    """
    if risk is not RiskBand.HIGH or is_open(opening, now, calendar):
        return None
    return next_opening(opening, now, calendar)


def _ended(pauses: Iterable[Pause], started_at: datetime) -> list[Span]:
    """Put pauses that have ended in order, cut off what lies before the start, and join what overlaps."""
    start, joined = whole_second(started_at), list[Span]()
    ended = [(whole_second(since), whole_second(until)) for since, until in pauses if until is not None]
    for since, until in sorted(ended):
        from_here = max(since, joined[-1][1] if joined else start)
        if from_here < until:
            joined.append((from_here, until))
    return joined


def _after_elapsed(start: datetime, length: timedelta, spans: list[Span]) -> datetime:
    due = start + length
    for since, until in spans:
        if since < due:
            due += until - since
    return due


def _after_opening(
    start: datetime, seconds: int, spans: list[Span], opening: Opening, calendar: Calendar
) -> datetime:
    due = add_working_time(opening, start, seconds, calendar)
    for since, until in spans:
        if since < due:
            paused = working_seconds_between(opening, since, until, calendar)
            due = add_working_time(opening, due, paused, calendar)
    return due


def _after_working_days(start: datetime, count: int, spans: list[Span], calendar: Calendar) -> datetime:
    day = london_date(start)
    paused = [(london_date(since), london_date(until)) for since, until in spans]
    while count:
        day = calendar.add_working_days(day, 1)
        count -= not any(since <= day < until for since, until in paused)
    return midnight(day + ONE_DAY)


def _running(start: datetime, stop: datetime, spans: list[Span]) -> timedelta:
    paused = (min(until, stop) - since for since, until in spans if since < stop)
    return stop - start - sum(paused, timedelta())


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
