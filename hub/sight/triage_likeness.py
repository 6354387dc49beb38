"""Two referrals side by side: what is the same in both, what differs, what only one of them says."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hub.domain.submission import Contact, Identity
from hub.intake.rules.ways_to_reach import e164


class Trait(StrEnum):
    """What two referrals are compared by."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    RELATIONSHIP = "relationship"
    CRIME_TYPE = "crime_type"
    INCIDENT_AT = "incident_at"
    BOROUGH = "borough"
    RISK = "risk"


class Likeness(StrEnum):
    """What comes of comparing one trait."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, kw_only=True, repr=False)
class Side:
    """One of the two: its plain facts, and the person's parts unless they are erased."""

    facts: Mapping[str, Any]
    identity: Identity | None
    contact: Contact | None


@dataclass(frozen=True, kw_only=True, repr=False)
class Line:
    """One trait of both, as given, and whether they are the same once spelling is set aside."""

    trait: Trait
    mine: Any
    other: Any
    likeness: Likeness


def compare(mine: Side, other: Side) -> tuple[Line, ...]:
    """Compare two referrals trait by trait; a trait that neither gives is left out.

    Names are compared by their letters, without case and accents; phone numbers in one spelling.
    """
    pairs = ((trait, read(mine), read(other), plain) for trait, (read, plain) in _TRAITS.items())
    return tuple(
        Line(trait=trait, mine=one, other=two, likeness=_likeness(one, two, plain))
        for trait, one, two, plain in pairs
        if one is not None or two is not None
    )


def _likeness(mine: Any, other: Any, plain: Callable[[Any], Any]) -> Likeness:
    if mine is None or other is None:
        return Likeness.NOT_COMPARED
    return Likeness.SAME if plain(mine) == plain(other) else Likeness.DIFFERENT


def _letters(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if each.isalnum())


def _spelt_once(phone: str) -> str:
    return e164(phone) or _letters(phone)


def _as_it_is(value: Any) -> Any:
    return value


def _identity(name: str) -> Callable[[Side], Any]:
    return lambda side: getattr(side.identity, name) if side.identity else None


def _contact(name: str) -> Callable[[Side], Any]:
    return lambda side: getattr(side.contact, name) if side.contact else None


def _reached_at(name: str) -> Callable[[Side], Any]:
    return lambda side: getattr(side.contact, name).value if side.contact else None


def _fact(name: str) -> Callable[[Side], Any]:
    return lambda side: side.facts[name]


_TRAITS: Mapping[Trait, tuple[Callable[[Side], Any], Callable[[Any], Any]]] = {
    Trait.FAMILY_NAME: (_identity("family_name"), _letters),
    Trait.GIVEN_NAME: (_identity("given_name"), _letters),
    Trait.BIRTH_DATE: (_identity("birth_date"), _as_it_is),
    Trait.AGE: (_identity("age"), _as_it_is),
    Trait.PHONE: (_reached_at("phone"), _spelt_once),
    Trait.EMAIL: (_reached_at("email"), str.lower),
    Trait.ADDRESS: (_contact("address"), _letters),
    Trait.POSTCODE: (_contact("postcode"), _letters),
    Trait.RELATIONSHIP: (_fact("relationship"), _as_it_is),
    Trait.CRIME_TYPE: (_fact("crime_type"), _as_it_is),
    Trait.INCIDENT_AT: (_fact("incident_at"), _as_it_is),
    Trait.BOROUGH: (_fact("borough"), _as_it_is),
    Trait.RISK: (_fact("risk_band"), _as_it_is),
}
"""How each trait is read from a side, and how its spelling is set aside."""
