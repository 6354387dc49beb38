"""Submissions as they come over the wire, each with one thing changed; every person is made up."""

from copy import deepcopy
from typing import Any

ABSENT: Any = object()
"""As an override: leave the field out."""

SERVICES = frozenset(
    {
        "vulnerable-victims",
        "exploitation",
        "sexual-violence-rasa",
        "sexual-violence-rasasc",
        "domestic-abuse-young-people",
        "hate-crime-advocacy",
        "complementary",
        "idva-knowsley",
        "idva-liverpool",
        "idva-sefton",
        "idva-st-helens",
        "idva-wirral",
        "hate-crime-24h",
        "the-hub",
        "buddy-scheme",
    }
)

_WHOLE: dict[str, Any] = {
    "source": "merseyside-police",
    "source_reference": "SYN/18/000123",
    "person_reference": "1",
    "incident_reference": "SYN/18/000123",
    "referring_unit": "sigma",
    "officer": {"name": "PC 0000", "unit_mailbox": "sigma@police.example.org"},
    "reported": "yes",
    "reported_at": "2018-03-29T16:00:00+01:00",
    "incident_at": "2018-03-28T23:10:00+01:00",
    "crime": {
        "type": "hate_crime",
        "offence_code": None,
        "flags": ["antisocial_behaviour"],
        "hate_strands": ["race"],
        "incident_borough": "knowsley",
    },
    "person": {
        "relationship": "victim",
        "given_name": "Ines",
        "family_name": "Example",
        "birth_date": "1988-04-17",
        "age": None,
        "borough": "knowsley",
        "postcode": "L34 1AA",
        "address": "1 Example Street",
        "address_confidential": False,
        "works_or_visits": [],
    },
    "contact": {
        "phone": {"value": "07700 900123", "safe": "yes"},
        "voicemail": {"safe": "no"},
        "text": {"safe": "not_known"},
        "email": {"value": "ines@example.org", "safe": "yes"},
        "letter": {"safe": "no", "address": None},
        "windows": [{"days": ["mon", "tue"], "from": "17:00", "to": "20:00"}],
        "ask_for": "Ines",
        "introduce_as": "a friend of Jo",
        "may_answer": [],
        "never_tell": [],
        "suspect_at_home": "no",
        "through": None,
        "confirmed_on": "2018-03-29",
    },
    "needs": {"interpreter": "pl", "communication": ["bsl"]},
    "risk": {"tool": "merit", "score": 75, "band": "high", "professional_judgement": False, "reason": None},
    "consent": {
        "basis": "explicit",
        "scope": "any_suitable_service",
        "services": [],
        "given_by": "self",
        "how": "phone",
        "recorded_by": "PC 0000",
        "given_on": "2018-03-29",
    },
    "exclude_services": [],
    "summary": "Eggs thrown at the window twice this week.",
}

NOTHING_SAFE: dict[str, Any] = {
    "contact.phone.safe": "no",
    "contact.email.safe": "no",
    "contact.text.safe": "no",
}
"""Overrides that leave no safe way to the person."""


def submission(**overrides: Any) -> dict[str, Any]:
    """Give a whole submission with deep overrides: `submission(**{"crime.type": "burglary"})`.

    Beware that its MeRIT score of 75 stands for high: a lower band needs a lower score.
    """
    body = deepcopy(_WHOLE)
    for path, value in overrides.items():
        *parents, last = path.split(".")
        fields = body
        for parent in parents:
            if not isinstance(fields.get(parent), dict):
                fields[parent] = {}
            fields = fields[parent]
        if value is ABSENT:
            fields.pop(last, None)
        else:
            fields[last] = deepcopy(value)
    return body


def smallest() -> dict[str, Any]:
    """Give a submission of the required fields alone."""
    return {
        "source": "merseyside-police",
        "source_reference": "SYN/18/000124",
        "referring_unit": "sigma",
        "reported": "no",
        "crime": {"type": "burglary"},
        "person": {"relationship": "victim", "borough": "wirral"},
        "consent": {"basis": "opt_out_default"},
    }
