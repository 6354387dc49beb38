"""Consent: on what ground, how far, and who must never get the referral."""

from hub.domain.codes import ConsentBasis, ConsentHow, ConsentScope, GivenBy
from hub.portal.police.questions.field import Field, Kind, Source, options_of

GIVING = frozenset({"consent.given_by", "consent.how", "consent.given_on"})
"""What an agreement is not one without."""

CONSENT = (
    Field(
        name="consent.basis",
        kind=Kind.CHOICE,
        label="Did the person agree that their details are passed on?",
        short="Agreement",
        options=options_of(
            (
                ConsentBasis.EXPLICIT,
                ConsentBasis.OPT_OUT_DEFAULT,
                ConsentBasis.WITHOUT_CONSENT_JUSTIFIED,
                ConsentBasis.REFUSED,
            ),
            {
                ConsentBasis.EXPLICIT: (
                    "Somebody asked them and they said yes. Always needed for domestic abuse, sexual "
                    "offences and people who are bereaved."
                ),
                ConsentBasis.OPT_OUT_DEFAULT: (
                    "They know that their details pass on unless they object. For other crimes only."
                ),
                ConsentBasis.WITHOUT_CONSENT_JUSTIFIED: (
                    "For MARAC or safeguarding. It reaches only services that may take such a referral."
                ),
                ConsentBasis.REFUSED: "We count that they were asked. We keep nothing about them.",
            },
        ),
        missing="Select whether the person agreed",
        kept_on_refusal=True,
    ),
    Field(
        name="consent.reason",
        kind=Kind.WORDS,
        label="Without their agreement: why?",
        short="Reason for passing on without agreement",
        hint="Needed only if you pass the details on without agreement. Services do not see it.",
        missing="Give the reason for passing the details on without agreement",
        longest=500,
    ),
    Field(
        name="consent.given_by",
        kind=Kind.CHOICE,
        heading="Who agreed, and how",
        label="Who agreed?",
        short="Agreed by",
        hint=(
            "Needed if they agreed. Under 13, a responsible adult or social worker agrees. From 13 to 15, "
            "the child, if you judge that they understood it. From 16, the person."
        ),
        options=options_of(GivenBy),
        missing="Select who agreed",
    ),
    Field(
        name="consent.how",
        kind=Kind.CHOICE,
        label="How did they agree?",
        short="How",
        options=options_of(ConsentHow),
        missing="Select how they agreed",
    ),
    Field(
        name="consent.given_on",
        kind=Kind.DAY,
        label="When did they agree?",
        short="Agreed on",
        hint="For example, 27 3 2026",
        missing="Enter when they agreed",
    ),
    Field(
        name="consent.recorded_by",
        kind=Kind.TEXT,
        label="Who recorded it?",
        short="Recorded by",
        hint="If a child agreed, this person judged that the child understood.",
    ),
)

SERVICES = (
    Field(
        name="consent.scope",
        kind=Kind.CHOICE,
        label="Which services may get the referral?",
        short="Services that may get it",
        options=options_of(
            (ConsentScope.ANY_SUITABLE_SERVICE, ConsentScope.NAMED_SERVICES),
            {
                ConsentScope.ANY_SUITABLE_SERVICE: (
                    "The hub finds the right one. It can find another if one cannot help."
                ),
                ConsentScope.NAMED_SERVICES: "Only the ones that you tick below.",
            },
        ),
    ),
    Field(
        name="consent.services",
        kind=Kind.BOXES,
        label="Services that the person named",
        hint="Needed if only named services may get it. Also tick a community service that they asked for.",
        source=Source.SERVICES,
        missing="Select the services that the person named",
    ),
    Field(
        name="exclude_services",
        kind=Kind.BOXES,
        label="Services that must never get the referral",
        heading="Who must never get it",
        hint="For example, because an ex-partner works there. This holds for ever and for every decision.",
        source=Source.SERVICES,
    ),
)
