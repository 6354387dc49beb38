"""A decision that is open again, in words: what changed, what the table said and says, and who holds it."""

from collections.abc import Iterable, Mapping
from typing import Any

from hub.domain.assignment import AssignmentState
from hub.domain.codes import AssignmentRole
from hub.portal.filters import when
from hub.portal.words import label
from hub.portal.words.amending import amended_told
from hub.sight.naming import Names

Row = Mapping[str, Any]
Pair = tuple[str, str | None]


def reopened_told(detail: Row, amendments: Iterable[Row], names: Names) -> list[Pair]:
    """Tell the detail of a triage row for a changed crime or place; nothing for a row of another kind."""
    if "amendment" not in detail:
        return []
    mine = next((each for each in amendments if str(each["id"]) == detail["amendment"]), None)
    holders = [_holder(names, *each) for each in detail["holders"]]
    return [
        ("What changed", amended_told(mine["amended"]) if mine else None),
        ("As it was, by today's table", _outcome(detail["before"], names)),
        ("As it is now, by today's table", _outcome(detail["now"], names)),
        ("Who had it when it changed", "; ".join(holders) or "Nobody"),
    ]


def amendments_told(amendments: Iterable[Row]) -> list[Pair]:
    """Tell why a referral was amended each time, under when and by whom."""
    return [
        (f"Changed by the {label(each['by']).lower()}, {when(each['at'])}", each["reason"])
        for each in amendments
    ]


def _holder(names: Names, service: str, role: str, state: str) -> str:
    said = f"{label(AssignmentRole(role)).lower()}, {label(AssignmentState(state)).lower()}"
    return f"{names.services.get(service, service)} ({said})"


def _outcome(outcome: Row, names: Names) -> str:
    if outcome["information_only"]:
        return "Nobody is sent: the unit gives information"
    if outcome["outside_area"]:
        return "Nobody here: the person lives outside Merseyside"
    if outcome["lead"] is None:
        return "No service fits; a person decides"
    beside = ", ".join(names.services.get(slug, slug) for slug in outcome["additional"])
    lead = names.services.get(outcome["lead"], outcome["lead"])
    return f"{lead} leads" + (f", with {beside} beside it" if beside else "")
