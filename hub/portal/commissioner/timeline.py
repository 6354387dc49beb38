"""What happened to one referral, in words: when, by which role, and how its clocks went; never with whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.domain.codes import DeclineReason, ReturnReason
from hub.portal.agreed import agreed_told
from hub.portal.words import label
from hub.portal.words.amending import amended_told
from hub.sight.naming import Names

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """One clock: for which service, against which target, what came of it, and how many seconds too late."""

    service: str
    clock: str
    target: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    result: str
    look: str
    late: float | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that the page of one referral shows."""

    head: Row
    source: str
    facts: Row
    assignments: tuple[Row, ...]
    clocks: tuple[ClockLine, ...]
    events: tuple[Row, ...]


def story(
    head: Row, facts: Row, events: Iterable[Row], clocks: Sequence[Row], names: Names, now: datetime
) -> Story:
    """Tell a referral: `head` and `events` as hub.sight shows them, `clocks` with their `service`."""
    told = [*(_event(each, names) for each in events), *_breaches(clocks, names)]
    return Story(
        head=head,
        source=names.agencies[head["source"]],
        facts=facts,
        assignments=tuple(_assignment(each, names) for each in head["assignments"]),
        clocks=tuple(_clock(each, names, now) for each in clocks),
        events=tuple(sorted(told, key=lambda each: each["at"])),
    )


def _assignment(each: Row, names: Names) -> Row:
    return {
        "service": names.services[each["service"]],
        "provider": names.agencies[each["provider"]],
        "role": each["role"],
        "status": each["status"],
    }


def _event(each: Row, names: Names) -> Row:
    if "amended" in each:
        return {
            "title": "Referral changed",
            "at": each["at"],
            "by": label(each["by"]),
            "text": amended_told(each["amended"]),
        }
    if "agreed" in each:
        return agreed_told(each, names)
    if "referral" in each:
        reasons = ", ".join(_reason(reason) for reason in each["reasons"])
        return {"at": each["at"], "title": f"Referral: {label(each['referral'])}", "by": "", "text": reasons}
    return {
        "at": each["at"],
        "title": f"{names.services[each['service']]}: {label(each['event'])}",
        "by": label(each["by"]),
        "text": "" if each["verified"] else "By the link of a mail, and not by a person who had signed in.",
    }


def _breaches(clocks: Iterable[Row], names: Names) -> Iterator[Row]:
    for each in clocks:
        if each["breached_at"]:
            title = f"{names.services[each['service']]}: target missed"
            yield {"at": each["breached_at"], "title": title, "by": "", "text": label(each["clock"])}


def _clock(each: Row, names: Names, now: datetime) -> ClockLine:
    result, look = _result(each)
    late = (
        ((each["stopped_at"] or now) - each["breached_at"]).total_seconds() if each["breached_at"] else None
    )
    return ClockLine(
        service=names.services[each["service"]],
        clock=label(each["clock"]),
        target=each["why"],
        started_at=each["started_at"],
        due_at=each["due_at"],
        stopped_at=each["stopped_at"],
        result=result,
        look=look,
        late=late,
    )


def _result(each: Row) -> tuple[str, str]:
    if each["breached_at"]:
        return "Breached" if each["stopped_at"] else "Breached and running", "bad"
    if each["stopped_at"] is None:
        return "Running", "waiting"
    return ("In time", "good") if each["met"] else ("Not judged", "over")


def _reason(code: str) -> str:
    for kind in (ReturnReason, DeclineReason):
        if code in {str(value) for value in kind}:
            return label(kind(code))
    return label(code)
