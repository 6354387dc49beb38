"""A submission from plain JSON values, or every fault of it at once."""

import re
from datetime import datetime
from functools import partial

from hub.domain.calendar import london_date
from hub.domain.codes import FLAGS, Borough, CrimeType, HateStrand, YesNo
from hub.domain.errors import Fault
from hub.domain.submission import (
    CommunicationNeed,
    Crime,
    Needs,
    Notes,
    Submission,
    Summary,
)
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.known import Known
from hub.intake.rules.limits import LANGUAGE, NAME, OFFENCE_CODE, REFERENCE, SUMMARY
from hub.intake.rules.parse_contact import read_contact, read_email_address
from hub.intake.rules.parse_person import read_person
from hub.intake.rules.parse_terms import read_consent, read_risk, read_services
from hub.intake.rules.reading import Reading

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def parse(
    body: object, *, now: datetime, known_services: frozenset[str], known_units: frozenset[str] | None
) -> Submission | tuple[Fault, ...]:
    """Read one submission, received at the aware instant `now`.

    Every fault comes back at once, sorted by JSON pointer; no message repeats what was sent. Never raises,
    whatever the JSON. `known_units` is None where the source may name any referring unit.
    """
    if not isinstance(body, dict):
        return (Fault(pointer="", code=FaultCode.WRONG_TYPE, message="Give an object."),)
    faults: list[Fault] = []
    known = Known(now=now, today=london_date(now), services=known_services, units=known_units)
    reading = Reading(body, known=known, faults=faults)
    submission = _read_submission(reading)
    reading.refuse_leftovers()
    return tuple(sorted(faults)) if faults else submission


def _read_submission(reading: Reading) -> Submission:
    """Sort what the wire groups by question into what is plain and what is sealed."""
    found = reading.part("person", read_person)
    officer_name, unit_mailbox = reading.part("officer", _read_officer)
    consent, recorded_by, consent_reason = reading.part("consent", read_consent)
    risk, risk_reason = reading.part("risk", read_risk)
    reported, reported_at = _read_reported(reading)
    return Submission(
        source=reading.required_text("source", REFERENCE),
        source_reference=reading.required_text("source_reference", REFERENCE),
        person_reference=reading.text("person_reference", REFERENCE) or "1",
        incident_reference=reading.text("incident_reference", REFERENCE),
        referring_unit=_read_unit(reading),
        unit_mailbox=unit_mailbox,
        reported=reported,
        reported_at=reported_at,
        incident_at=reading.instant("incident_at"),
        crime=reading.part("crime", _read_crime),
        person=found.person,
        risk=risk,
        consent=consent,
        exclude_services=_read_excluded(reading, consent.services),
        identity=found.identity,
        contact=reading.part("contact", partial(read_contact, home=found.home)),
        needs=reading.part("needs", _read_needs),
        summary=Summary(text=reading.text("summary", SUMMARY, lines=True)),
        notes=Notes(
            officer_name=officer_name,
            recorded_by=recorded_by,
            consent_reason=consent_reason,
            risk_reason=risk_reason,
            holder_until_open=reading.text("holder_until_open", NAME),
        ),
    )


def _read_reported(reading: Reading) -> tuple[YesNo, datetime | None]:
    reported = reading.required_code("reported", YesNo)
    reported_at = reading.instant("reported_at")
    if reading.has_fault("reported", "reported_at"):
        return reported, reported_at
    if reported is YesNo.YES and reported_at is None:
        reading.refuse("reported_at", FaultCode.REQUIRED, "A reported crime needs when it was reported.")
    if reported is YesNo.NO and reported_at is not None:
        message = "A crime that is not reported has no instant of report."
        reading.refuse("reported_at", FaultCode.CONTRADICTION, message)
    return reported, reported_at


def _read_unit(reading: Reading) -> str:
    unit = reading.required_text("referring_unit", REFERENCE)
    units = reading.known.units
    if unit and units is not None and unit not in units:
        reading.refuse("referring_unit", FaultCode.UNKNOWN_UNIT, "The directory has no such unit.")
    return unit


def _read_excluded(reading: Reading, named: tuple[str, ...]) -> tuple[str, ...]:
    excluded = read_services(reading, "exclude_services")
    if not set(excluded).isdisjoint(named):
        message = "A service that the consent names is excluded here."
        reading.refuse("exclude_services", FaultCode.CONTRADICTION, message)
    return excluded


def _read_officer(reading: Reading) -> tuple[str | None, str | None]:
    return reading.text("name", NAME), read_email_address(reading, "unit_mailbox")


def _read_crime(reading: Reading) -> Crime:
    return Crime(
        type=reading.required_code("type", CrimeType),
        offence_code=reading.text("offence_code", OFFENCE_CODE),
        flags=reading.flags("flags", FLAGS),
        hate_strands=reading.codes("hate_strands", HateStrand),
        incident_borough=reading.code("incident_borough", Borough, Borough.NOT_KNOWN),
    )


def _read_needs(reading: Reading) -> Needs:
    interpreter = reading.text("interpreter", LANGUAGE)
    if interpreter is not None and not _LANGUAGE.fullmatch(interpreter):
        reading.refuse("interpreter", FaultCode.BAD_LANGUAGE, "Give a language code, such as pl or zh-Hant.")
    return Needs(interpreter=interpreter, communication=reading.codes("communication", CommunicationNeed))
