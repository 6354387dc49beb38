"""The person whom the support is for."""

from hub.domain.codes import MERSEYSIDE, Borough, Relationship
from hub.portal.police.questions.field import Field, Kind, options_of

PERSON = (
    Field(
        name="person.relationship",
        kind=Kind.CHOICE,
        label="Who are they to the crime?",
        short="Relationship to the crime",
        hint="Refer the person who needs support. After a death that is the relative.",
        options=options_of(Relationship),
        missing="Select who they are to the crime",
        kept_on_refusal=True,
    ),
    Field(name="person.given_name", kind=Kind.TEXT, label="Given name", width=20),
    Field(
        name="person.family_name",
        kind=Kind.TEXT,
        label="Family name",
        hint="Leave both empty if the person wants to stay anonymous.",
        width=20,
    ),
    Field(
        name="person.birth_date",
        kind=Kind.DAY,
        label="Date of birth",
        hint="For example, 27 3 1988. It decides who may agree, and which services fit.",
    ),
    Field(
        name="person.age",
        kind=Kind.WHOLE,
        label="Age, if you do not know the date of birth",
        short="Age",
        width=3,
    ),
    Field(
        name="person.borough",
        kind=Kind.PICK,
        heading="Where they are now",
        label="Borough where they are safe now",
        short="Borough",
        hint="Not their registered home, if they had to leave it. Not known is an answer.",
        options=options_of(Borough),
        missing="Select the borough, or enter the postcode",
        kept_on_refusal=True,
    ),
    Field(
        name="person.postcode",
        kind=Kind.TEXT,
        label="Postcode",
        hint="If you do not know the borough, we find it from the postcode and never guess.",
        width=10,
    ),
    Field(
        name="person.address",
        kind=Kind.WORDS,
        label="Address",
        hint="Only if a service needs it. A letter is sent only where you say that it is safe.",
        longest=500,
    ),
    Field(
        name="person.address_confidential",
        kind=Kind.TICK,
        label="Is the address confidential?",
        short="Address",
        options=(("yes", "The address is confidential, such as a refuge's"),),
    ),
    Field(
        name="person.works_or_visits",
        kind=Kind.BOXES,
        label="Boroughs where they work or that they visit",
        short="Works in or visits",
        hint="Some services also help people who work in their borough. Optional.",
        options=options_of(each for each in Borough if each in MERSEYSIDE),
    ),
)
