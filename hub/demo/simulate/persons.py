"""Synthetic persons: names that nobody bears, numbers that Ofcom keeps for drama, mail to example.org."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from hub.domain.codes import CrimeType as C

GIVEN = (
    "Sample", "Demo", "Madeup", "Testa", "Fictia", "Imagina", "Inventus", "Placey", "Mocko", "Dummia",
    "Specima", "Trialine", "Pretendra", "Fabula", "Synthia", "Mirage", "Phantasia",
    "Notreal", "Exempla", "Probe",
)  # fmt: skip
FAMILY = (
    "Example", "Placeholder", "Invented", "Fictitious", "Specimen", "Madeup", "Notreal", "Simulated",
    "Imagined", "Pretend", "Synthetic", "Testcase", "Dummy", "Mockup", "Sampleton", "Fablesby", "Figmentson",
    "Drawnlots",
)  # fmt: skip
_CHILDREN = frozenset({C.CHILD_SEXUAL_EXPLOITATION, C.CHILD_CRIMINAL_EXPLOITATION})
_DAYS_A_YEAR = 365.25
YOUNG = 0.07
"""How many victims of an ordinary crime are under 18 (I)."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """Somebody who does not exist."""

    given_name: str
    family_name: str
    birth_date: date
    phone: str
    email: str


def make_person(seed: str, number: int, crime: C, day: date) -> Made:
    """Make the person of a number, the same one each time for the same seed, crime and day."""
    rng = random.Random(f"{seed}/person/{number}")  # noqa: S311 - drawn lots, no secret
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    born = day - timedelta(days=int(_age(rng, crime) * _DAYS_A_YEAR))
    return Made(
        given_name=given,
        family_name=family,
        birth_date=born,
        phone=f"07700 900{rng.randrange(1000):03}",
        email=f"{given}.{family}.{number}@example.org".lower(),
    )


def _age(rng: random.Random, crime: C) -> float:
    if crime in _CHILDREN:
        return rng.uniform(11, 17.9)
    if rng.random() < YOUNG:
        return rng.uniform(8, 17.9)
    return min(18 + rng.gammavariate(2.2, 11), 99)
