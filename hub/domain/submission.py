"""A submission as a value, grouped by who may see what and when.

The wire groups by question; here everything personal stands in the five sealed parts (`SealedPart`), and
what routing, clocks and figures need stays plain beside them. The sealed parts have no repr of their own, so
that a traceback or a log line that shows a submission shows no person.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from hub.domain.codes import (
    Borough,
    ConsentBasis,
    ConsentHow,
    ConsentScope,
    CrimeType,
    GivenBy,
    HateStrand,
    Relationship,
    RiskBand,
    YesNo,
)
from hub.domain.plain import to_plain


class Weekday(StrEnum):
    """A day of a contact window, in London."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class ThroughRole(StrEnum):
    """Who stands between the hub and a person who cannot be reached direct."""

    PARENT = "parent"
    RESPONSIBLE_ADULT = "responsible_adult"
    SOCIAL_WORKER = "social_worker"
    LIAISON_OFFICER = "liaison_officer"
    REFUGE = "refuge"
    OTHER = "other"


class RiskTool(StrEnum):
    """The assessment that a score comes from."""

    MERIT = "merit"
    DASH = "dash"


class CommunicationNeed(StrEnum):
    """What a provider must have ready before the first contact, beside an interpreter."""

    BSL = "bsl"
    BRAILLE = "braille"
    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    LIP_READING = "lip_reading"
    HEARING_LOOP = "hearing_loop"
    TEXT_RELAY = "text_relay"
    MAKATON = "makaton"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Crime:
    """What routing and figures ask of the crime; `flags` holds crime types as aspects too."""

    type: CrimeType
    offence_code: str | None = None
    flags: tuple[str, ...] = ()
    hate_strands: tuple[HateStrand, ...] = ()
    incident_borough: Borough = Borough.NOT_KNOWN

    @property
    def aspects(self) -> frozenset[str]:
        """The crime's type together with its flags: a rule for one holds for the other."""
        return frozenset((self.type, *self.flags))


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What is plain about the person whom the support is for; `borough` is the present safe one."""

    relationship: Relationship
    borough: Borough = Borough.NOT_KNOWN
    works_or_visits: tuple[Borough, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Risk:
    """The assessment and the band that counts: the score's own, or the one that judgement lifted it to."""

    tool: RiskTool | None = None
    score: int | None = None
    band: RiskBand = RiskBand.NOT_KNOWN
    professional_judgement: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """On what ground and how far the details may travel; who recorded it and why is in `Notes`."""

    basis: ConsentBasis
    scope: ConsentScope = ConsentScope.ANY_SUITABLE_SERVICE
    services: tuple[str, ...] = ()
    given_by: GivenBy | None = None
    how: ConsentHow | None = None
    given_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Identity:
    """Sealed: who the person is; seen before acceptance only by a check for conflict."""

    given_name: str | None = None
    family_name: str | None = None
    birth_date: date | None = None
    age: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ChannelSafety:
    """One way to the person and whether it is safe; `value` is the number or address, where it has one."""

    value: str | None = None
    safe: YesNo = YesNo.NOT_KNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """When contact is safe, in London; `end` is no longer part of it."""

    days: tuple[Weekday, ...]
    start: time
    end: time


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Through:
    """A go-between; `value` is a phone number or an email address."""

    role: ThroughRole
    name: str | None = None
    value: str | None = None
    safe: YesNo = YesNo.NOT_KNOWN
    suspected: YesNo = YesNo.NOT_KNOWN


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Contact:
    """Sealed: where the person is and how to reach them safely; seen after acceptance only.

    Voicemail and text use the phone's number; a letter goes to its own address or else to `address`.
    """

    address: str | None = None
    postcode: str | None = None
    address_confidential: bool = False
    phone: ChannelSafety = ChannelSafety()
    voicemail: ChannelSafety = ChannelSafety()
    text: ChannelSafety = ChannelSafety()
    email: ChannelSafety = ChannelSafety()
    letter: ChannelSafety = ChannelSafety()
    windows: tuple[Window, ...] = ()
    ask_for: str | None = None
    introduce_as: str | None = None
    may_answer: tuple[str, ...] = ()
    never_tell: tuple[str, ...] = ()
    suspect_at_home: YesNo = YesNo.NOT_KNOWN
    through: Through | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Needs:
    """Sealed: what the first contact needs; a provider sees it before deciding."""

    interpreter: str | None = None
    communication: tuple[CommunicationNeed, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Summary:
    """Sealed: the referrer's own words; seen after acceptance only."""

    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Notes:
    """Sealed: names and reasons that the referring side wrote; for it and the coordinator."""

    officer_name: str | None = None
    recorded_by: str | None = None
    consent_reason: str | None = None
    risk_reason: str | None = None
    holder_until_open: str | None = None


class SealedPart(StrEnum):
    """What is sealed together because it is shown together; each names a field of `Submission`."""

    IDENTITY = "identity"
    CONTACT = "contact"
    NEEDS = "needs"
    SUMMARY = "summary"
    NOTES = "notes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One person's referral as the source gave it, every value checked; instants are in UTC."""

    source: str
    source_reference: str
    person_reference: str = "1"
    incident_reference: str | None = None
    referring_unit: str
    unit_mailbox: str | None = None
    reported: YesNo
    reported_at: datetime | None = None
    incident_at: datetime | None = None
    crime: Crime
    person: Person
    risk: Risk = field(default_factory=Risk)
    consent: Consent
    exclude_services: tuple[str, ...] = ()
    identity: Identity = field(default_factory=Identity)
    contact: Contact = field(default_factory=Contact)
    needs: Needs = field(default_factory=Needs)
    summary: Summary = field(default_factory=Summary)
    notes: Notes = field(default_factory=Notes)


def sealed_parts(submission: Submission) -> dict[SealedPart, dict[str, Any]]:
    """Give the personal parts as plain JSON objects, ready to be sealed one by one.

    `hub.domain.plain.from_plain(Contact, opened)` and its like turn an opened part back into its value.
    """
    return {part: to_plain(getattr(submission, part)) for part in SealedPart}
