"""The crime: your own references, what happened, when and where."""

from hub.domain.codes import Borough, CrimeType, HateStrand, PersonFlag, YesNo
from hub.portal.police.questions.field import Field, Kind, Source, options_of
from hub.portal.words.public import HAPPENED

_BY_NAME = sorted((each for each in CrimeType if each is not CrimeType.OTHER), key=list(HAPPENED).index)
_WHEN_HINT = "For example, 27 3 2026"

CRIME = (
    Field(
        name="source_reference",
        kind=Kind.TEXT,
        heading="Your references",
        label="Your own reference",
        hint="Your unit's number for this referral. You can find the referral by it. No names.",
        missing="Enter your own reference",
        width=20,
        kept_on_refusal=True,
    ),
    Field(
        name="person_reference",
        kind=Kind.TEXT,
        label="Number of the person",
        hint=(
            "Leave it empty for the first or only person. If you refer several people under one reference, "
            "such as a family, the next is 2."
        ),
        width=5,
        kept_on_refusal=True,
    ),
    Field(
        name="incident_reference",
        kind=Kind.TEXT,
        label="Incident or crime number",
        hint="The same for everybody in one incident. Optional.",
        width=20,
    ),
    Field(
        name="referring_unit",
        kind=Kind.CHOICE,
        label="Which unit refers?",
        short="Referring unit",
        source=Source.UNITS,
        missing="Select the unit that refers",
        kept_on_refusal=True,
    ),
    Field(
        name="officer.unit_mailbox",
        kind=Kind.TEXT,
        label="Mailbox for questions about this referral",
        short="Mailbox",
        hint="Optional. A mailbox that your team shares.",
        width=30,
    ),
    Field(
        name="crime.type",
        kind=Kind.PICK,
        heading="What happened",
        label="Type of crime",
        hint="The one that support is needed for most.",
        options=(*options_of(_BY_NAME), *options_of([CrimeType.OTHER])),
        missing="Select the type of crime",
        kept_on_refusal=True,
    ),
    Field(
        name="crime.hate_strands",
        kind=Kind.BOXES,
        label="If it is a hate crime: hostility towards what?",
        short="Hate crime strands",
        hint="Leave empty for any other crime. Select all that apply.",
        options=options_of(HateStrand),
    ),
    Field(
        name="crime.flags",
        kind=Kind.BOXES,
        label="Does any of this hold for the person?",
        short="About the person",
        hint="Vulnerable people, and people who want support, can be referred for any crime.",
        options=options_of(PersonFlag),
    ),
    Field(
        name="crime.aspects",
        into="crime.flags",
        kind=Kind.BOXES,
        label="What else is part of it?",
        short="Also part of it",
        hint="Beside the type above. This can change who helps and what is safe.",
        options=options_of(_BY_NAME),
    ),
    Field(
        name="crime.offence_code",
        kind=Kind.TEXT,
        label="Home Office offence code",
        hint="Optional.",
        width=10,
    ),
)

WHEN_AND_WHERE = (
    Field(
        name="crime.incident_borough",
        kind=Kind.PICK,
        label="Borough where it happened",
        hint="Where they live comes later, and decides who helps.",
        options=options_of(Borough),
    ),
    Field(
        name="incident_at",
        kind=Kind.MOMENT,
        label="When did it happen?",
        short="Happened",
        time="At what time did it happen?",
        hint=_WHEN_HINT,
    ),
    Field(
        name="reported",
        kind=Kind.CHOICE,
        label="Was it reported to the police?",
        short="Reported",
        options=options_of(YesNo),
        missing="Select whether it was reported",
        kept_on_refusal=True,
    ),
    Field(
        name="reported_at",
        kind=Kind.MOMENT,
        label="If it was reported: when?",
        short="Reported at",
        time="At what time was it reported?",
        hint=_WHEN_HINT,
        missing="Enter when it was reported",
        kept_on_refusal=True,
    ),
)
