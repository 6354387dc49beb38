"""A change of what a referral says, read against what is on record, by the rules of a submission."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.domain.calendar import london_date
from hub.domain.codes import RiskBand
from hub.domain.errors import Fault
from hub.domain.submission import Submission
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.known import Known
from hub.intake.rules.limits import REASON
from hub.intake.rules.parse import parse
from hub.intake.rules.parse_terms import read_risk
from hub.intake.rules.reading import Reading
from hub.intake.rules.risk import is_below

Plain = dict[str, Any]

AMENDABLE: Mapping[str, frozenset[str]] = {
    "crime": frozenset({"type", "flags", "hate_strands", "incident_borough"}),
    "person": frozenset({"borough", "postcode", "works_or_visits"}),
    "risk": frozenset({"tool", "score", "band", "professional_judgement", "reason"}),
}
"""What may be changed once a referral has been taken in; of the rest the coordinator is told."""

_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_OF_AN_ASSESSMENT = ("band", "professional_judgement", "reason")


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A referral as it is to be, beside what it is, and why."""

    before: Submission
    after: Submission
    reason: str


def parse_amendment(
    sent: object, on_record: Plain, *, received_at: datetime, known_services: frozenset[str]
) -> Amendment | tuple[Fault, ...]:
    """Read the parts that changed, with a reason, or give every fault at once, sorted by JSON pointer.

    `on_record` is the submission of the referral, read as of the day of its receipt, with what is sent put in
    its place. A new postcode takes away the address that belonged to the old one, and the borough, unless one
    is sent with it. A score that differs is a new assessment; nothing else lowers the band.
    """
    if not isinstance(sent, dict):
        return (Fault(pointer="", code=FaultCode.WRONG_TYPE, message="Give an object."),)
    faults = [*_misplaced(sent)]
    known = Known(now=received_at, today=london_date(received_at), services=known_services, units=None)
    reason = _read_reason(sent, known, faults)
    present = _without_nulls(on_record)
    wanted = _merged(present, sent)
    faults += _why_not_lowered(present.get("risk", {}), wanted.get("risk", {}), known)
    before, after = (
        parse(body, now=received_at, known_services=known_services, known_units=None)
        for body in (present, wanted)
    )
    for read in (before, after):
        faults += () if isinstance(read, Submission) else read
    if faults or not isinstance(after, Submission) or not isinstance(before, Submission):
        return tuple(sorted(set(faults)))
    return Amendment(before=before, after=after, reason=reason)


def _misplaced(sent: Plain) -> Iterator[Fault]:
    """Find what is no part of an amendment; a name that does not look like one is not repeated."""
    yield from _unknown("", sent.keys() - AMENDABLE.keys() - {"reason"})
    for part, fields in AMENDABLE.items():
        value = sent.get(part)
        if isinstance(value, dict):
            yield from _unknown(f"/{part}", value.keys() - fields)
        elif value is not None:
            yield Fault(pointer=f"/{part}", code=FaultCode.WRONG_TYPE, message="Give an object.")


def _unknown(place: str, names: Iterable[str]) -> Iterator[Fault]:
    for name in names:
        pointer = f"{place}/{name}" if _FIELD_NAME.fullmatch(name) else place
        yield Fault(pointer=pointer, code=FaultCode.UNKNOWN_FIELD, message="This cannot be amended.")


def _read_reason(sent: Plain, known: Known, faults: list[Fault]) -> str:
    found: list[Fault] = []
    reading = Reading({"reason": sent.get("reason")}, known=known, faults=found)
    reason = reading.text("reason", REASON, lines=True)
    if reason is None and not found:
        reading.refuse("reason", FaultCode.REQUIRED, "Say why it changes.")
    faults += found
    return reason or ""


def _merged(present: Plain, sent: Plain) -> Plain:
    """Put what is sent in the place of what is on record; a null is not sent."""
    given = {
        part: {name: value for name, value in sent[part].items() if name in fields and value is not None}
        for part, fields in AMENDABLE.items()
        if isinstance(sent.get(part), dict)
    }
    kept = {part: dict(present.get(part, {})) for part in AMENDABLE}
    risk, person = given.get("risk", {}), given.get("person", {})
    if _is_new_assessment(kept["risk"], {**kept["risk"], **risk}):
        kept["risk"] = {name: kept["risk"][name] for name in kept["risk"] if name not in _OF_AN_ASSESSMENT}
    if (
        _squeezed(person.get("postcode")) != _squeezed(kept["person"].get("postcode"))
        and "postcode" in person
    ):
        kept["person"] = {
            name: kept["person"][name] for name in kept["person"] if name not in {"borough", "address"}
        }
    return {**present, **{part: {**kept[part], **given.get(part, {})} for part in AMENDABLE}}


def _is_new_assessment(present: Plain, wanted: Plain) -> bool:
    """Say whether a score is sent that is not on record yet: the same one once more lowers nothing."""
    keys = ("tool", "score")
    return wanted.get("score") is not None and any(wanted.get(key) != present.get(key) for key in keys)


def _why_not_lowered(present: Plain, wanted: Plain, known: Known) -> Iterator[Fault]:
    found: list[Fault] = []
    before, _ = read_risk(Reading(present, known=known, faults=[], pointer="/risk"))
    after, _ = read_risk(Reading(wanted, known=known, faults=found, pointer="/risk"))
    if found:
        return
    if not _is_new_assessment(present, wanted):
        if is_below(after.band, before.band):
            message = "Only a new score lowers the risk."
            yield Fault(pointer="/risk/band", code=FaultCode.BAND_BELOW_SCORE, message=message)
    elif after.band is RiskBand.NOT_KNOWN is not before.band:
        message = "This score stands for no band; give the band as well."
        yield Fault(pointer="/risk/band", code=FaultCode.REQUIRED, message=message)


def _squeezed(postcode: object) -> object:
    return postcode.replace(" ", "").upper() if isinstance(postcode, str) else postcode


def _without_nulls(value: Any) -> Any:
    """Leave out what was never said, as if it had not been sent."""
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value
