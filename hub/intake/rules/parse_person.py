"""The person whom the support is for, as the wire gives them."""

from dataclasses import dataclass
from datetime import date

from hub.domain.age import age_on
from hub.domain.codes import Borough, Relationship
from hub.domain.postcode import normalise_postcode
from hub.domain.submission import Identity, Person
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.limits import ADDRESS, NAME, POSTCODE
from hub.intake.rules.reading import Reading

MOST_YEARS = 120
"""Nobody has lived much longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """Where the person lives or is safe at present; it is sealed with the contact details."""

    address: str | None
    postcode: str | None
    address_confidential: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonFound:
    """The wire's `person`, sorted into what is plain and what is sealed with what."""

    person: Person
    identity: Identity
    home: Home


def read_person(reading: Reading) -> PersonFound:
    """Read the person; one of borough and postcode must be there, and not known is a borough."""
    if not reading.has("borough") and not reading.has("postcode"):
        message = "Give the borough or the postcode; the borough may be not_known."
        reading.refuse("borough", FaultCode.REQUIRED, message)
    return PersonFound(
        person=Person(
            relationship=reading.required_code("relationship", Relationship),
            borough=reading.code("borough", Borough, Borough.NOT_KNOWN),
            works_or_visits=reading.codes("works_or_visits", Borough),
        ),
        identity=_read_identity(reading),
        home=_read_home(reading),
    )


def _read_identity(reading: Reading) -> Identity:
    identity = Identity(
        given_name=reading.text("given_name", NAME),
        family_name=reading.text("family_name", NAME),
        birth_date=reading.day("birth_date"),
        age=reading.whole("age", 0, MOST_YEARS),
    )
    if identity.birth_date is not None:
        _check_age(reading, identity.birth_date, identity.age)
    return identity


def _check_age(reading: Reading, birth_date: date, stated: int | None) -> None:
    """Allow a stated age to be a birthday behind, being the incident's, or one ahead, being rounded."""
    age = age_on(birth_date, reading.known.today)
    if age > MOST_YEARS:
        message = "Nobody born on this day is alive; leave out a date that is not known."
        reading.refuse("birth_date", FaultCode.BAD_DATE, message)
    elif stated is not None and abs(age - stated) > 1:
        reading.refuse(
            "age", FaultCode.CONTRADICTION, "Give the age that the date of birth makes, or leave the age out."
        )


def _read_home(reading: Reading) -> Home:
    written = reading.text("postcode", POSTCODE)
    postcode = None if written is None else normalise_postcode(written)
    if written is not None and postcode is None:
        reading.refuse("postcode", FaultCode.BAD_POSTCODE, "Give a UK postcode, or leave it out.")
    return Home(
        address=reading.text("address", ADDRESS, lines=True),
        postcode=postcode,
        address_confidential=reading.truth("address_confidential"),
    )
