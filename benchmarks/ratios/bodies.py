"""Referrals of made-up people, as many as are asked for, none like another."""

import json
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def body(number: int, *, crime: str = "hate_crime", risk: str = "standard") -> dict[str, Any]:
    """Write one whole submission of the police about a person of Knowsley."""
    return {
        "source": "merseyside-police",
        "source_reference": f"SYN/26/{number:09}",
        "person_reference": "1",
        "referring_unit": "sigma",
        "reported": "yes",
        "reported_at": "2026-01-05T09:00:00+00:00",
        "crime": {
            "type": crime,
            "flags": ["wants_support"],
            "hate_strands": ["race"] if crime == "hate_crime" else [],
            "incident_borough": "knowsley",
        },
        "person": {
            "relationship": "victim",
            "given_name": "Ines",
            "family_name": "Example" + _word(number),
            "birth_date": f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}",
            "borough": "knowsley",
            "address": f"{number} Example Street",
        },
        "contact": _contact(number),
        "needs": {"interpreter": "pl", "communication": ["bsl"]},
        "risk": {"band": risk},
        "consent": {
            "basis": "explicit",
            "scope": "any_suitable_service",
            "given_by": "self",
            "how": "phone",
            "recorded_by": "PC 0000",
            "given_on": "2026-01-05",
        },
        "summary": "Was shouted at on the way home, twice, and is afraid to go out.",
    }


def _contact(number: int) -> dict[str, Any]:
    return {
        "phone": {"value": f"07700 90{number % 1000:04}", "safe": "yes"},
        "voicemail": {"safe": "no"},
        "text": {"safe": "not_known"},
        "email": {"value": f"person{number}@example.org", "safe": "yes"},
        "suspect_at_home": "no",
    }


def written(numbers: range, **more: str) -> list[bytes]:
    """Write the bodies of these numbers as JSON."""
    return [json.dumps(body(number, **more)).encode() for number in numbers]


def _word(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return letters
