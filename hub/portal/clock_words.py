"""How each clock was counted, as the part clock_stories.html shows it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hub.domain.calendar import london_date
from hub.domain.codes import ClockEventKind as Kind
from hub.domain.codes import HoldReason, RecomputeReason
from hub.domain.targets import TargetUnit
from hub.portal.filters import day, duration, when
from hub.portal.words import label

Row = Mapping[str, Any]
_A_MINUTE = timedelta(minutes=1)


def clocks_told(stories: Iterable[Row]) -> list[dict[str, Any]]:
    """Write clocks of hub.sight.clocks for a page: `title`, `facts` (pairs), `windows` (rows), `history`."""
    return [_told(each) for each in stories]


def _told(story: Row) -> dict[str, Any]:
    by_days = story["target"]["unit"] is TargetUnit.WORKING_DAYS
    return {
        "clock": label(story["clock"]),
        "service": story["service_name"],
        "facts": [
            ("Limit", _limit(story["target"])),
            ("Started", when(story["started_at"])),
            ("Due", when(story["due_at"])),
            ("Stopped", when(story["stopped_at"]) if story["stopped_at"] else None),
            ("Ran for", _ran(story)),
        ],
        "windows": [_window(each, by_days=by_days) for each in story["windows"]],
        "rest": _rest(story["windows_summed_up"]),
        "adds_up": story["adds_up"],
        "history": [_happened(each) for each in story["history"]],
    }


def _limit(target: Row) -> str:
    words = str(target["words"]).replace("elapsed ", "")
    if str(target["unit"]).startswith("elapsed"):
        words = f"{words}, day or night"
    if target["defaults_from"]:
        since = day(target["defaults_from"])
        return f"{words}. The contract says nothing, so this is the usual limit since {since}"
    return f"{words}, by the contract" if target["whose"] else words


def _ran(story: Row) -> str:
    gross = duration(story["gross_seconds"])
    if not story["paused_seconds"]:
        return gross
    return f"{gross}, or {duration(story['net_seconds'])} without the time on hold"


def _window(each: Row, *, by_days: bool) -> tuple[str, str, str]:
    reason = f": {label(HoldReason(each['reason'])).lower()}" if each["reason"] else ""
    days = _days(each["from"], each["to"]) if by_days else None
    span = _span_of_days(days) if days else f"{when(each['from'])} to {when(each['to'])}"
    what = f"{label(each['why'])}{reason}"
    if not each["counted"]:
        return span, what, "Does not count"
    if days is None:
        return span, what, f"Counts: {duration(each['seconds'])}"
    count = (days[1] - days[0]).days + 1
    return span, what, f"Counts: {count} working day{'' if count == 1 else 's'}"


def _days(begins: datetime, ends: datetime) -> tuple[date, date]:
    return london_date(begins), london_date(ends - timedelta(seconds=1))


def _span_of_days(days: tuple[date, date]) -> str:
    first, last = (f"{each:%A} {day(each)}" for each in days)
    return first if first == last else f"{first} to {last}"


def _rest(rest: Row | None) -> str | None:
    if rest is None:
        return None
    return (
        f"{rest['windows']} more stretches until {when(rest['to'])}: "
        f"{duration(rest['counted_seconds'])} count, {duration(rest['not_counted_seconds'])} do not."
    )


def _happened(event: Row) -> dict[str, Any]:
    recorded = ""
    if event["recorded_at"] - event["at"] >= _A_MINUTE:
        recorded = f"recorded {when(event['recorded_at'])}"
    return {"title": label(event["kind"]), "at": event["at"], "by": recorded, "text": _text(event)}


def _text(event: Row) -> str | None:
    match event["kind"]:
        case Kind.PAUSED:
            return label(HoldReason(event["reason"])) if event["reason"] in set(HoldReason) else None
        case Kind.RECOMPUTED:
            return f"{_moved(event) or 'Due as before'} because {_because(event)}"
        case Kind.LATE_EVIDENCE:
            return "It was late as seen at the time, and counts as late in the figures"
    return _moved(event)


def _moved(event: Row) -> str | None:
    if event["due_before"] is None:
        return None
    return f"Due moved from {when(event['due_before'])} to {when(event['due_at'])}"


def _because(event: Row) -> str:
    days: Sequence[Row] = event["days"]
    if not days:
        words = label(RecomputeReason(event["reason"]))
        return words[:1].lower() + words[1:]
    said = [
        f"{day(date.fromisoformat(each['day']))} "
        f"{'became a bank holiday' if each['is_holiday'] else 'is no bank holiday any more'}"
        for each in days
    ]
    return " and ".join(said)
