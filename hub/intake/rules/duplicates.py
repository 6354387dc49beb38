"""What may show that two submissions speak of one person, without keeping it readable."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.domain.codes import CrimeType
from hub.domain.submission import Submission
from hub.intake.rules.ways_to_reach import e164

NEAR = timedelta(days=7)


class BlindKind(StrEnum):
    """What a blind token stands for; the same text under two kinds gives two tokens."""

    NAME_AND_BIRTH = "name_and_birth"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Incident:
    """What is compared once a token is shared."""

    crime_type: CrimeType
    incident_at: datetime | None


def blind_inputs(submission: Submission) -> tuple[tuple[BlindKind, str], ...]:
    """List what is to be hashed under the blind key: personal in itself, so never stored nor logged.

    A kind is left out where a part of it is missing. A go-between's number is left out always: a refuge
    shares one among many.
    """
    identity, contact = submission.identity, submission.contact
    return blind_values(
        identity.family_name, identity.birth_date, phone=contact.phone.value, email=contact.email.value
    )


def blind_values(
    family_name: str | None, birth_date: date | None, *, phone: str | None, email: str | None
) -> tuple[tuple[BlindKind, str], ...]:
    """List what is to be hashed of somebody who is looked for, by what is known of them."""
    found = (
        (BlindKind.NAME_AND_BIRTH, _name_and_birth(family_name, birth_date)),
        (BlindKind.PHONE, None if phone is None else e164(phone)),
        (BlindKind.EMAIL, None if email is None else email.lower()),
    )
    return tuple((kind, value) for kind, value in found if value is not None)


def is_possible_duplicate(mine: Incident, other: Incident) -> bool:
    """Say whether two referrals that share a token may be one: same crime type, near in time or unknown."""
    if mine.crime_type is not other.crime_type:
        return False
    if mine.incident_at is None or other.incident_at is None:
        return True
    return abs(mine.incident_at - other.incident_at) <= NEAR


def _name_and_birth(family_name: str | None, birth_date: date | None) -> str | None:
    if family_name is None or birth_date is None:
        return None
    letters = _letters(family_name)
    return f"{letters}|{birth_date.isoformat()}" if letters else None


def _letters(name: str) -> str:
    """Keep the letters alone, without case and accents, so that O'Neil, ONEIL and O Neíl are one."""
    return "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if each.isalpha())
