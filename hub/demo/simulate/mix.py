"""What the police's categories stand for in the hub's words, by written shares.

A category cannot route by itself: "Violence and sexual offences" mixes assault, domestic abuse, rape and
stalking. The shares are rough guesses of ours (I); nothing else depends on them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hub.domain.codes import CrimeType as C
from hub.domain.codes import HateStrand, PersonFlag

T = TypeVar("T")

CATEGORIES: Mapping[str, Mapping[C, float]] = {
    "Anti-social behaviour": {C.ANTISOCIAL_BEHAVIOUR: 1},
    "Bicycle theft": {C.THEFT: 1},
    "Burglary": {C.BURGLARY: 1},
    "Criminal damage and arson": {C.CRIMINAL_DAMAGE_ARSON: 0.95, C.HATE_CRIME: 0.03, C.DOMESTIC_ABUSE: 0.02},
    "Drugs": {C.OTHER: 0.85, C.CHILD_CRIMINAL_EXPLOITATION: 0.15},
    "Other crime": {C.OTHER: 0.64, C.FRAUD_CYBER: 0.3, C.MODERN_SLAVERY: 0.04, C.CULPABLE_ROAD_DEATH: 0.02},
    "Other theft": {C.THEFT: 1},
    "Possession of weapons": {C.OTHER: 0.92, C.CHILD_CRIMINAL_EXPLOITATION: 0.08},
    "Public order": {C.PUBLIC_ORDER: 0.82, C.HATE_CRIME: 0.18},
    "Robbery": {C.ROBBERY: 1},
    "Shoplifting": {C.THEFT: 1},
    "Theft from the person": {C.THEFT: 1},
    "Vehicle crime": {C.VEHICLE_CRIME: 1},
    "Violence and sexual offences": {
        C.VIOLENCE: 0.385,
        C.DOMESTIC_ABUSE: 0.35,
        C.STALKING_HARASSMENT: 0.12,
        C.SEXUAL_OFFENCE: 0.09,
        C.HATE_CRIME: 0.03,
        C.CHILD_SEXUAL_EXPLOITATION: 0.012,
        C.HONOUR_BASED_ABUSE: 0.006,
        C.MODERN_SLAVERY: 0.004,
        C.HOMICIDE: 0.003,
    },
}

STRANDS: Mapping[HateStrand, float] = {
    HateStrand.RACE: 0.66,
    HateStrand.SEXUAL_ORIENTATION: 0.16,
    HateStrand.DISABILITY: 0.09,
    HateStrand.RELIGION: 0.05,
    HateStrand.TRANSGENDER_IDENTITY: 0.03,
    HateStrand.SEX_WORKER: 0.01,
}


@dataclass(frozen=True, kw_only=True)
class Trait:
    """How often the people of a crime type are high, medium and standard risk, and carry a flag."""

    high: float = 0.03
    medium: float = 0.12
    standard: float = 0.5
    """What is left is not known."""
    flags: Mapping[str, float] = field(default_factory=dict)


_ANYBODY: Mapping[str, float] = {
    PersonFlag.VULNERABLE: 0.2,
    PersonFlag.WANTS_SUPPORT: 0.2,
    PersonFlag.PERSISTENTLY_TARGETED: 0.04,
}
_NEAR: Mapping[str, float] = {PersonFlag.VULNERABLE: 0.35, PersonFlag.WANTS_SUPPORT: 0.3}
_CHILD: Mapping[str, float] = {PersonFlag.VULNERABLE: 0.8, PersonFlag.MISSING_FROM_HOME: 0.35}

TRAITS: Mapping[C, Trait] = {
    C.DOMESTIC_ABUSE: Trait(
        high=0.18, medium=0.37, standard=0.43, flags={**_NEAR, C.STALKING_HARASSMENT: 0.05}
    ),
    C.SEXUAL_OFFENCE: Trait(high=0.15, medium=0.4, standard=0.3, flags={**_NEAR, C.DOMESTIC_ABUSE: 0.15}),
    C.STALKING_HARASSMENT: Trait(
        high=0.1, medium=0.35, standard=0.45, flags={**_NEAR, C.DOMESTIC_ABUSE: 0.3}
    ),
    C.HATE_CRIME: Trait(
        high=0.08, medium=0.27, standard=0.55, flags={**_ANYBODY, C.ANTISOCIAL_BEHAVIOUR: 0.2}
    ),
    C.CHILD_SEXUAL_EXPLOITATION: Trait(high=0.4, medium=0.4, standard=0.1, flags=_CHILD),
    C.CHILD_CRIMINAL_EXPLOITATION: Trait(high=0.3, medium=0.4, standard=0.2, flags=_CHILD),
    C.HONOUR_BASED_ABUSE: Trait(high=0.5, medium=0.3, standard=0.1, flags=_NEAR),
    C.MODERN_SLAVERY: Trait(high=0.35, medium=0.4, standard=0.1, flags=_NEAR),
    C.HOMICIDE: Trait(high=0.1, medium=0.3, standard=0.3, flags={}),
    C.CULPABLE_ROAD_DEATH: Trait(high=0.05, medium=0.2, standard=0.4, flags={}),
}
ORDINARY = Trait(flags=_ANYBODY)


def trait_of(crime: C) -> Trait:
    """Give the shares of a crime type."""
    return TRAITS.get(crime, ORDINARY)


def draw_crime(rng: random.Random, category: str) -> C:
    """Draw what a recorded crime of a category was."""
    return pick(rng, CATEGORIES[category])


def draw_flags(rng: random.Random, crime: C) -> list[str]:
    """Draw what else is known of the person and the crime."""
    return [str(flag) for flag, share in trait_of(crime).flags.items() if rng.random() < share]


def draw_strands(rng: random.Random, crime: C) -> list[str]:
    """Draw the strands of a hate crime: one, at times two."""
    if crime is not C.HATE_CRIME:
        return []
    return sorted({str(pick(rng, STRANDS)) for _ in range(2 if rng.random() < 0.07 else 1)})  # noqa: PLR2004  a share


def pick(rng: random.Random, shares: Mapping[T, float]) -> T:
    """Draw one of some values by their shares, which need not add up to one."""
    return rng.choices(list(shares), list(shares.values()))[0]
