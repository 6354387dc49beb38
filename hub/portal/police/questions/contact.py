"""How to reach the person without putting them at risk: ways, times and names, and a go-between."""

from hub.domain.codes import YesNo
from hub.domain.submission import ThroughRole
from hub.portal.police.questions.field import Field, Kind, options_of

_SAFE = options_of(YesNo)

SAFE_CONTACT = (
    Field(
        name="contact.suspect_at_home",
        kind=Kind.CHOICE,
        label="Does the suspect share the person's home?",
        short="Suspect shares the home",
        hint="Unless you are sure that they do not, “not known” below means “do not use”.",
        options=_SAFE,
    ),
    Field(
        name="contact.phone.value",
        kind=Kind.TEXT,
        heading="By phone",
        label="Phone number",
        hint="For voicemail and text messages too.",
        width=20,
    ),
    Field(name="contact.phone.safe", kind=Kind.CHOICE, label="Is it safe to ring?", options=_SAFE),
    Field(
        name="contact.voicemail.safe",
        kind=Kind.CHOICE,
        label="Is it safe to leave a voicemail?",
        options=_SAFE,
    ),
    Field(name="contact.text.safe", kind=Kind.CHOICE, label="Is it safe to text?", options=_SAFE),
    Field(name="contact.email.value", kind=Kind.TEXT, heading="By email", label="Email address", width=30),
    Field(name="contact.email.safe", kind=Kind.CHOICE, label="Is it safe to email?", options=_SAFE),
    Field(
        name="contact.letter.safe",
        kind=Kind.CHOICE,
        heading="By letter",
        label="Is it safe to send a letter?",
        hint="Anybody at the address can open it. Only yes makes it safe.",
        options=_SAFE,
    ),
    Field(
        name="contact.letter.address",
        kind=Kind.WORDS,
        label="Where to, if not to their address",
        short="Letters go to",
        longest=500,
    ),
    Field(
        name="contact.confirmed_on",
        kind=Kind.DAY,
        heading="How sure this is",
        label="When did you last check all this with the person?",
        short="Last checked",
        hint="For example, 27 3 2026. After 14 days a service checks with you first.",
    ),
)

TIMES_AND_NAMES = (
    Field(
        name="contact.windows",
        kind=Kind.WINDOWS,
        label="Safe times",
        hint="Use the 24-hour clock, such as 17:00. Leave all of it empty if any time is safe.",
    ),
    Field(
        name="contact.ask_for",
        kind=Kind.TEXT,
        heading="Names on the phone",
        label="Whom to ask for",
        hint="The name that is safe to say when somebody answers.",
        width=20,
    ),
    Field(
        name="contact.introduce_as",
        kind=Kind.TEXT,
        label="What the caller says who they are",
        short="The caller says they are",
        hint="For example, “a friend of Jo”.",
        width=20,
    ),
    Field(
        name="contact.may_answer",
        kind=Kind.LINES,
        label="Who else may answer",
        hint="One on each line. They know of it, and a message can be left with them.",
    ),
    Field(
        name="contact.never_tell",
        kind=Kind.LINES,
        label="Who must never know",
        hint="One on each line, as the person calls them.",
    ),
)

GO_BETWEEN = (
    Field(
        name="contact.through.role",
        kind=Kind.CHOICE,
        label="Who stands between?",
        short="Go-between",
        options=options_of(ThroughRole),
        missing="Select who stands between",
    ),
    Field(name="contact.through.name", kind=Kind.TEXT, label="Their name", width=20),
    Field(
        name="contact.through.value",
        kind=Kind.TEXT,
        label="Their phone number or email address",
        width=30,
    ),
    Field(
        name="contact.through.safe",
        kind=Kind.CHOICE,
        label="Is it safe to reach them?",
        hint="Only yes makes it safe.",
        options=_SAFE,
    ),
    Field(
        name="contact.through.suspected",
        kind=Kind.CHOICE,
        label="Are they suspected of the crime?",
        hint="A parent who is suspected, or not ruled out, is not contacted: the coordinator decides.",
        options=_SAFE,
    ),
)
