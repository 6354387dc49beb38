"""How each clock of an assignment was counted, for whoever may read its timeline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.opening import Opening
from hub.sla import queries
from hub.sla.actions import limit_of, pause_of
from hub.sla.rules import Limit, due_at, gross_and_net_seconds
from hub.sla.rules.explaining import Explanation, Rest, Stop, Window, explain

Row = Mapping[str, Any]


def clock_stories(tx: Transaction, assignment_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Explain every clock of assignments that the caller may read, oldest first.

    Each has its limit and whose it is, the windows from its start to its due instant (seconds; `adds_up` is
    false where the service's hours have changed since), how long it ran, and what happened to it.
    """
    clocks = queries.explained(tx, assignment_ids)
    events = queries.events_of(tx, [clock["id"] for clock in clocks])
    return [_story(tx, clock, events.get(clock["id"], [])) for clock in clocks]


def _story(tx: Transaction, clock: Row, events: Sequence[Row]) -> dict[str, Any]:
    limit, opening = limit_of(clock), Opening.parse(clock["opening"])
    pauses = [pause_of(each) for each in clock["pauses"]]
    ran_until = clock["stopped_at"] or max(tx.now, clock["started_at"])
    gross, net = gross_and_net_seconds(clock["started_at"], ran_until, pauses)
    explained = explain(
        limit.target,
        started_at=clock["started_at"],
        due_at=clock["due_at"],
        opening=opening,
        calendar=tx.calendar,
        stops=[
            Stop(since=since, until=until, reason=kept["reason"])
            for (since, until), kept in zip(pauses, clock["pauses"], strict=True)
        ],
        now=ran_until,
    )
    return {
        "clock": clock["clock"],
        "service": clock["service"],
        "service_name": clock["service_name"],
        "target": _target(clock, limit),
        "started_at": clock["started_at"],
        "due_at": clock["due_at"],
        "stopped_at": clock["stopped_at"],
        "breached_at": clock["breached_at"],
        "met": clock["met"],
        "kept_by_late_evidence": clock["kept_by_late_evidence"],
        "gross_seconds": gross,
        "net_seconds": net,
        "paused_seconds": gross - net,
        **_windows(explained),
        "adds_up": _adds_up(tx, clock, opening),
        "history": _history(events),
    }


def _target(clock: Row, limit: Limit) -> dict[str, Any]:
    return {
        "amount": limit.target.amount,
        "unit": limit.target.unit,
        "words": clock["why"],
        "whose": "default" if limit.defaults_from else _whose(clock),
        "defaults_from": limit.defaults_from,
    }


def _whose(clock: Row) -> str | None:
    """Say that a limit is the contract's; None for a clock of before that was kept."""
    return "contract" if "defaults_from" in clock["target"] else None


def _adds_up(tx: Transaction, clock: Row, opening: Opening) -> bool:
    pauses = [pause_of(each) for each in clock["pauses"]]
    counted = due_at(limit_of(clock).target, clock["started_at"], opening, tx.calendar, pauses)
    return bool(max(counted, clock["not_before"] or counted) == clock["due_at"])


def _windows(explained: Explanation) -> dict[str, Any]:
    return {
        "windows": [_window(each) for each in explained.windows],
        "windows_summed_up": _rest(explained.rest) if explained.rest else None,
    }


def _window(each: Window) -> dict[str, Any]:
    return {
        "from": each.begins,
        "to": each.ends,
        "counted": each.counted,
        "why": each.kind,
        "reason": each.reason,
        "seconds": each.seconds,
    }


def _rest(rest: Rest) -> dict[str, Any]:
    return {
        "from": rest.begins,
        "to": rest.ends,
        "windows": rest.windows,
        "counted_seconds": rest.counted_seconds,
        "not_counted_seconds": rest.not_counted_seconds,
    }


def _history(events: Sequence[Row]) -> list[dict[str, Any]]:
    """Tell each event with the due instant before it, where it moved."""
    told: list[dict[str, Any]] = []
    due: datetime | None = None
    for each in events:
        moved = due is not None and due != each["due_at"]
        told.append(
            {
                "kind": each["kind"],
                "at": each["at"],
                "recorded_at": each["recorded_at"],
                "due_at": each["due_at"],
                "due_before": due if moved else None,
                "reason": each["reason"],
                "days": each["detail"].get("days", []),
            }
        )
        due = each["due_at"]
    return told
