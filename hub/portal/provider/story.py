"""What happened to an assignment, in words; its codes are read by the event that they belong to."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from hub.domain.assignment import AssignmentEvent as E
from hub.domain.codes import ContactResult, DeclineReason, HoldReason, Outcome, Role
from hub.portal.words import label

_CODES: Mapping[E, type[StrEnum]] = {
    E.DECLINE: DeclineReason,
    E.RELEASE: DeclineReason,
    E.CONTACT_ATTEMPT: ContactResult,
    E.HOLD: HoldReason,
    E.COMPLETE: Outcome,
}
_REASONS: Mapping[str, str] = {
    "asked": "Somebody asked to stop for the person",
    "confirmed": "Confirmed by a person who is signed in",
    "returned": "It went back to the referring unit",
    DeclineReason.VICTIM_DECLINED: "The person does not want any support",
}


def told(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Write a timeline of hub.sight for the page: title, at, by and text of each event."""
    return [
        {
            "title": label(each["event"]),
            "at": each["at"],
            "by": "your service" if each["by"] is Role.PROVIDER else label(each["by"]).lower(),
            "text": _reason(each["event"], each["reason"]),
        }
        for each in events
    ]


def _reason(event: E, reason: str | None) -> str | None:
    if reason is None:
        return None
    codes = _CODES.get(event)
    if codes is not None and reason in set(codes):
        return label(codes(reason))
    return _REASONS.get(reason)
