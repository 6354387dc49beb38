"""Words for what of a referral was changed, from what to what."""

from collections.abc import Iterable, Mapping
from typing import Any

from hub.domain.codes import Borough, CrimeType, Flag, HateStrand, RiskBand
from hub.domain.submission import RiskTool
from hub.portal.words import label

CALLED: Mapping[str, str] = {
    "crime_type": "Crime type",
    "flags": "Flags",
    "strands": "Hate strands",
    "incident_borough": "Borough of the incident",
    "borough": "Borough",
    "works_or_visits": "Works in or visits",
    "risk_tool": "Risk assessment",
    "risk_score": "Score",
    "risk_band": "Risk",
    "professional_judgement": "Professional judgement",
    "postcode": "Postcode",
    "address": "Address taken away, as it belonged to the old postcode",
    "risk_reason": "Reason for the risk band",
}

_CODES: Mapping[str, Any] = {
    "crime_type": CrimeType,
    "flags": Flag,
    "strands": HateStrand,
    "incident_borough": Borough,
    "borough": Borough,
    "works_or_visits": Borough,
    "risk_tool": RiskTool,
    "risk_band": RiskBand,
}


def amended_told(changes: Iterable[Mapping[str, Any]]) -> str:
    """Say what was changed, such as "Crime type: Burglary, now Robbery. Postcode"."""
    return ". ".join(_told(each) for each in changes)


def _told(each: Mapping[str, Any]) -> str:
    called = CALLED[each["what"]]
    if "after" not in each:
        return called
    before, after = (_value(each["what"], each[key]) for key in ("before", "after"))
    return f"{called}: {before}, now {after}"


def _value(what: str, value: Any) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(label(_CODES[what](each)) for each in value)
    return label(_CODES[what](value)) if what in _CODES else str(value)
