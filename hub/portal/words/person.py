"""Words about the crime, the person, their agreement and how to reach them."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import (
    AgeBand,
    Borough,
    ConsentBasis,
    ConsentHow,
    ConsentScope,
    ContactChannel,
    CrimeType,
    Flag,
    GivenBy,
    HateStrand,
    PersonFlag,
    Relationship,
    RiskBand,
    YesNo,
)
from hub.domain.submission import CommunicationNeed, RiskTool, ThroughRole, Weekday

CRIME_TYPES: Mapping[StrEnum, str] = {
    CrimeType.DOMESTIC_ABUSE: "Domestic abuse",
    CrimeType.SEXUAL_OFFENCE: "Sexual offence",
    CrimeType.HATE_CRIME: "Hate crime",
    CrimeType.CHILD_SEXUAL_EXPLOITATION: "Child sexual exploitation",
    CrimeType.CHILD_CRIMINAL_EXPLOITATION: "Child criminal exploitation",
    CrimeType.HOMICIDE: "Homicide",
    CrimeType.CULPABLE_ROAD_DEATH: "Culpable road death",
    CrimeType.STALKING_HARASSMENT: "Stalking or harassment",
    CrimeType.HONOUR_BASED_ABUSE: "So-called honour-based abuse",
    CrimeType.MODERN_SLAVERY: "Modern slavery",
    CrimeType.VIOLENCE: "Violence",
    CrimeType.ROBBERY: "Robbery",
    CrimeType.BURGLARY: "Burglary",
    CrimeType.THEFT: "Theft",
    CrimeType.VEHICLE_CRIME: "Vehicle crime",
    CrimeType.CRIMINAL_DAMAGE_ARSON: "Criminal damage or arson",
    CrimeType.FRAUD_CYBER: "Fraud or cyber crime",
    CrimeType.ANTISOCIAL_BEHAVIOUR: "Antisocial behaviour",
    CrimeType.PUBLIC_ORDER: "Public order offence",
    CrimeType.OTHER: "Other crime",
}

PERSON_FLAGS: Mapping[StrEnum, str] = {
    PersonFlag.VULNERABLE: "Vulnerable",
    PersonFlag.PERSISTENTLY_TARGETED: "Persistently targeted",
    PersonFlag.MISSING_FROM_HOME: "Missing from home",
    PersonFlag.WANTS_SUPPORT: "Wants support",
}

FLAGS: Mapping[StrEnum, str] = {
    Flag(str(value)): text for each in (CRIME_TYPES, PERSON_FLAGS) for value, text in each.items()
}

STRANDS: Mapping[StrEnum, str] = {
    HateStrand.RACE: "Race",
    HateStrand.RELIGION: "Religion",
    HateStrand.SEXUAL_ORIENTATION: "Sexual orientation",
    HateStrand.DISABILITY: "Disability",
    HateStrand.TRANSGENDER_IDENTITY: "Transgender identity",
    HateStrand.SEX_WORKER: "Sex worker",
}

BOROUGHS: Mapping[StrEnum, str] = {
    Borough.KNOWSLEY: "Knowsley",
    Borough.LIVERPOOL: "Liverpool",
    Borough.SEFTON: "Sefton",
    Borough.ST_HELENS: "St Helens",
    Borough.WIRRAL: "Wirral",
    Borough.OUTSIDE: "Outside Merseyside",
    Borough.NOT_KNOWN: "Not known",
}

AGE_BANDS: Mapping[StrEnum, str] = {
    AgeBand.UNDER_13: "Under 13",
    AgeBand.AGE_13_TO_15: "13 to 15",
    AgeBand.AGE_16_TO_17: "16 to 17",
    AgeBand.AGE_18_TO_24: "18 to 24",
    AgeBand.AGE_25_TO_59: "25 to 59",
    AgeBand.AGE_60_AND_OVER: "60 and over",
    AgeBand.NOT_KNOWN: "Not known",
}

RISKS: Mapping[StrEnum, str] = {
    RiskBand.HIGH: "High",
    RiskBand.MEDIUM: "Medium",
    RiskBand.STANDARD: "Standard",
    RiskBand.NOT_KNOWN: "Not known",
}

RELATIONSHIPS: Mapping[StrEnum, str] = {
    Relationship.VICTIM: "Victim",
    Relationship.BEREAVED_RELATIVE: "Bereaved relative",
    Relationship.WITNESS: "Witness",
    Relationship.SPOKESPERSON: "Family spokesperson",
}

ANSWERS: Mapping[StrEnum, str] = {
    YesNo.YES: "Yes",
    YesNo.NO: "No",
    YesNo.NOT_KNOWN: "Not known",
}

CONSENT_BASES: Mapping[StrEnum, str] = {
    ConsentBasis.OPT_OUT_DEFAULT: "Told about it and did not object",
    ConsentBasis.EXPLICIT: "Agreed",
    ConsentBasis.WITHOUT_CONSENT_JUSTIFIED: "Without agreement, for a recorded reason",
    ConsentBasis.REFUSED: "Refused",
}

CONSENT_SCOPES: Mapping[StrEnum, str] = {
    ConsentScope.NAMED_SERVICES: "Named services only",
    ConsentScope.ANY_SUITABLE_SERVICE: "Any suitable service",
}

GIVEN_BY: Mapping[StrEnum, str] = {
    GivenBy.SELF: "The person themselves",
    GivenBy.PARENT_OR_GUARDIAN: "Parent or guardian",
    GivenBy.RESPONSIBLE_ADULT: "Responsible adult",
    GivenBy.SOCIAL_WORKER: "Social worker",
}

CONSENT_HOW: Mapping[StrEnum, str] = {
    ConsentHow.IN_PERSON: "In person",
    ConsentHow.PHONE: "By phone",
    ConsentHow.ONLINE: "Online",
    ConsentHow.WRITTEN: "In writing",
}

CONTACT_CHANNELS: Mapping[StrEnum, str] = {
    ContactChannel.PHONE: "Phone call",
    ContactChannel.VOICEMAIL: "Voicemail",
    ContactChannel.TEXT: "Text message",
    ContactChannel.EMAIL: "Email",
    ContactChannel.LETTER: "Letter",
    ContactChannel.THROUGH: "Through someone else",
}

WEEKDAYS: Mapping[StrEnum, str] = {
    Weekday.MON: "Monday",
    Weekday.TUE: "Tuesday",
    Weekday.WED: "Wednesday",
    Weekday.THU: "Thursday",
    Weekday.FRI: "Friday",
    Weekday.SAT: "Saturday",
    Weekday.SUN: "Sunday",
}

THROUGH_ROLES: Mapping[StrEnum, str] = {
    ThroughRole.PARENT: "Parent",
    ThroughRole.RESPONSIBLE_ADULT: "Responsible adult",
    ThroughRole.SOCIAL_WORKER: "Social worker",
    ThroughRole.LIAISON_OFFICER: "Liaison officer",
    ThroughRole.REFUGE: "Refuge",
    ThroughRole.OTHER: "Someone else",
}

COMMUNICATION_NEEDS: Mapping[StrEnum, str] = {
    CommunicationNeed.BSL: "British Sign Language (BSL)",
    CommunicationNeed.BRAILLE: "Braille",
    CommunicationNeed.LARGE_PRINT: "Large print",
    CommunicationNeed.EASY_READ: "Easy Read",
    CommunicationNeed.LIP_READING: "Lip reading",
    CommunicationNeed.HEARING_LOOP: "Hearing loop",
    CommunicationNeed.TEXT_RELAY: "Text relay",
    CommunicationNeed.MAKATON: "Makaton",
    CommunicationNeed.OTHER: "Another communication need",
}

RISK_TOOLS: Mapping[StrEnum, str] = {RiskTool.MERIT: "MeRIT", RiskTool.DASH: "DASH"}

ALL = (
    RISK_TOOLS,
    CRIME_TYPES,
    PERSON_FLAGS,
    STRANDS,
    BOROUGHS,
    AGE_BANDS,
    RISKS,
    RELATIONSHIPS,
    ANSWERS,
    CONSENT_BASES,
    CONSENT_SCOPES,
    GIVEN_BY,
    CONSENT_HOW,
    CONTACT_CHANNELS,
    FLAGS,
    WEEKDAYS,
    THROUGH_ROLES,
    COMMUNICATION_NEEDS,
)
