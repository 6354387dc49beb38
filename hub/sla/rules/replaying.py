"""What a clock's events come to: the row is nothing but their sum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hub.domain.codes import ClockEventKind as Kind
from hub.sla.rules.counting import Pause


@dataclass(frozen=True, kw_only=True)
class ClockState:
    """Where a clock stands by what happened to it; `met` is None while it runs, and where it just ended."""

    started_at: datetime
    due_at: datetime
    pauses: tuple[Pause, ...] = ()
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    met: bool | None = None


def replay(events: Iterable[Mapping[str, Any]]) -> ClockState:
    """Go through a clock's events (`kind`, `at`, `due_at`, `detail`), in the order they were recorded.

    Raises ValueError where the first is not its start.
    """
    found: ClockState | None = None
    for each in events:
        found = _begun(each) if found is None else _after(found, each)
    if found is None:
        raise ValueError("a clock begins with its start")
    return found


def _begun(event: Mapping[str, Any]) -> ClockState:
    if event["kind"] != Kind.STARTED:
        raise ValueError("a clock begins with its start")
    return ClockState(started_at=event["at"], due_at=event["due_at"])


def _after(clock: ClockState, event: Mapping[str, Any]) -> ClockState:
    return replace(clock, **_changes(clock, event))


def _changes(clock: ClockState, event: Mapping[str, Any]) -> dict[str, Any]:
    at, due_at, breached_at = event["at"], event["due_at"], clock.breached_at
    ended = tuple((since, until or at) for since, until in clock.pauses)
    changes: Mapping[Kind, dict[str, Any]] = {
        Kind.PAUSED: {"pauses": (*clock.pauses, (at, None))},
        Kind.RESUMED: {"pauses": ended, "due_at": due_at},
        Kind.RECOMPUTED: {
            "due_at": due_at,
            "breached_at": None if event["detail"].get("late_no_more") else breached_at,
        },
        Kind.BREACHED: {"breached_at": at},
        Kind.STOPPED: {"stopped_at": at, "met": breached_at is None},
        Kind.ENDED: {"stopped_at": at, "met": False if breached_at else None},
    }
    return changes.get(Kind(event["kind"]), {})  # evidence that came late changes no figure
