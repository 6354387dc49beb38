"""What the senders write: whole submissions, as they come over the wire."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hub.demo.simulate.mix import draw_flags, draw_strands, pick, trait_of
from hub.demo.simulate.persons import Made, make_person
from hub.demo.simulate.schedule import STOP_HATE, Expected
from hub.domain.age import age_on
from hub.domain.calendar import london_date
from hub.domain.codes import Borough, RiskBand
from hub.domain.codes import CrimeType as C
from hub.intake.rules.consent import ASK_FIRST

UNITS: Mapping[C, str] = {
    C.HATE_CRIME: "sigma",
    C.HOMICIDE: "family-liaison",
    C.CULPABLE_ROAD_DEATH: "family-liaison",
    **dict.fromkeys(
        (C.DOMESTIC_ABUSE, C.SEXUAL_OFFENCE, C.HONOUR_BASED_ABUSE, C.MODERN_SLAVERY), "vulnerable-persons"
    ),
}
_BEREAVING = frozenset({C.HOMICIDE, C.CULPABLE_ROAD_DEATH})
_NEAR = frozenset({C.DOMESTIC_ABUSE, C.STALKING_HARASSMENT, C.HONOUR_BASED_ABUSE})

REFUSED, NOT_ASKED, NOTHING_SAFE, SUSPECTED = 0.025, 0.05, 0.03, 0.12
AT_HOME: Mapping[Borough | None, float] = {None: 0.955, Borough.OUTSIDE: 0.015, Borough.NOT_KNOWN: 0.01}
"""None: where it happened. What is left lives in another of the five boroughs."""
_FIVE = (Borough.KNOWSLEY, Borough.LIVERPOOL, Borough.SEFTON, Borough.ST_HELENS, Borough.WIRRAL)
_ADULT, _UNDERSTANDS = 16, 13
_LANGUAGES = ("pl", "ar", "ro", "zh", "ur")


def write(seed: str, expected: Expected) -> dict[str, Any]:
    """Write one referral, the same each time for the same seed and number."""
    rng = random.Random(f"{seed}/referral/{expected.number}")  # noqa: S311 - drawn lots, no secret
    day = london_date(expected.at)
    made = make_person(seed, expected.person, expected.crime, expected.person_since)
    age = age_on(made.birth_date, day)
    reported_at = expected.at - timedelta(minutes=int(rng.expovariate(1 / 600)) + 20)
    reference = f"SIM/{seed}/{expected.number:06}"
    by_line = expected.source == STOP_HATE
    return {
        "source": expected.source,
        "source_reference": reference,
        "incident_reference": f"SIM/{seed}/{expected.person:06}",
        "referring_unit": "helpline" if by_line else UNITS.get(expected.crime, "referral-service"),
        "reported": "no" if by_line else "yes",
        **({} if by_line else {"reported_at": reported_at.isoformat()}),
        "incident_at": (reported_at - timedelta(minutes=int(rng.expovariate(1 / 900)) + 5)).isoformat(),
        "crime": {
            "type": str(expected.crime),
            "flags": draw_flags(rng, expected.crime),
            "hate_strands": draw_strands(rng, expected.crime),
            "incident_borough": str(expected.borough),
        },
        "person": _person(rng, expected, made),
        "contact": _contact(rng, expected.crime, made, age, day),
        "needs": {"interpreter": rng.choice(_LANGUAGES) if rng.random() < 0.04 else None},  # noqa: PLR2004  a share
        "risk": _risk(rng, expected.crime),
        "consent": _consent(rng, expected, age, expected.at, by_line=by_line),
        "summary": "A made-up referral, drawn by lot to try the hub.",
    }


def _person(rng: random.Random, expected: Expected, made: Made) -> dict[str, Any]:
    bereaved = expected.crime in _BEREAVING
    return {
        "relationship": "bereaved_relative" if bereaved else "victim",
        "given_name": made.given_name,
        "family_name": made.family_name,
        "birth_date": made.birth_date.isoformat(),
        "borough": str(_home(rng, expected.borough)),
        "address": f"{rng.randrange(1, 400)} Example Street",
    }


def _home(rng: random.Random, incident: Borough) -> Borough:
    drawn = rng.random()
    for borough, share in AT_HOME.items():
        if drawn < share:
            return incident if borough is None and incident in _FIVE else borough or rng.choice(_FIVE)
        drawn -= share
    return rng.choice(_FIVE)


def _contact(rng: random.Random, crime: C, made: Made, age: int, day: date) -> dict[str, Any]:
    """Give ways to reach the person; now and then none that is safe."""
    nothing = rng.random() < NOTHING_SAFE
    yes, maybe = ("no", "no") if nothing else ("yes", rng.choice(("yes", "no", "not_known")))
    suspect = pick(rng, {"yes": 0.15, "no": 0.65, "not_known": 0.2} if crime in _NEAR else {"no": 1})
    windows = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]
    return {
        "phone": {"value": made.phone, "safe": yes},
        "voicemail": {"safe": maybe},
        "text": {"safe": maybe},
        "email": {"value": made.email, "safe": maybe},
        "letter": {"safe": "no"},
        "windows": windows if rng.random() < 0.15 else [],  # noqa: PLR2004  a share
        "suspect_at_home": suspect,
        "through": _parent(rng, made) if age < _ADULT and not nothing else None,
        "confirmed_on": day.isoformat(),
    }


def _parent(rng: random.Random, made: Made) -> dict[str, Any]:
    suspected = "not_known" if rng.random() < SUSPECTED else "no"
    name = f"Parent of {made.given_name}"
    return {"role": "parent", "name": name, "value": made.phone, "safe": "yes", "suspected": suspected}


def _risk(rng: random.Random, crime: C) -> dict[str, Any]:
    trait = trait_of(crime)
    shares = {RiskBand.HIGH: trait.high, RiskBand.MEDIUM: trait.medium, RiskBand.STANDARD: trait.standard}
    left = {RiskBand.NOT_KNOWN: max(1 - sum(shares.values()), 0)}
    band = pick(rng, {**shares, **left})
    scores = {RiskBand.HIGH: (72, 110), RiskBand.MEDIUM: (36, 71), RiskBand.STANDARD: (1, 35)}
    if band not in scores:
        return {"band": str(band)}
    return {"tool": "merit", "score": rng.randint(*scores[band]), "band": str(band)}


def _consent(
    rng: random.Random, expected: Expected, age: int, at: datetime, *, by_line: bool
) -> dict[str, Any]:
    """Write the consent: asked for where it must be, nearly always; a few refuse."""
    if rng.random() < REFUSED and not by_line:
        return {"basis": "refused"}
    must_ask = expected.crime in ASK_FIRST or expected.crime in _BEREAVING or by_line or age < _ADULT
    if not must_ask or rng.random() < NOT_ASKED:
        return {"basis": "opt_out_default"}
    return {
        "basis": "explicit",
        "scope": "any_suitable_service",
        "given_by": "parent_or_guardian" if age < _UNDERSTANDS else "self",
        "how": rng.choice(("phone", "in_person")),
        "recorded_by": f"PC {rng.randrange(10000):04}",
        "given_on": london_date(at).isoformat(),
    }
