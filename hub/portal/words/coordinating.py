"""Words for the referral coordinator: what waits, why, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.codes import TriageAlarm, TriageReason, TriageStep
from hub.domain.routing_table import Cell
from hub.sight.triage_likeness import Likeness, Trait
from hub.triage.rules import Section, TriageAct

SECTIONS: Mapping[StrEnum, str] = {
    Section.OVERDUE: "Overdue",
    Section.WITHIN_THE_HOUR: "Due within the hour",
    Section.LATER: "Later",
}

TRIAGE_STEPS: Mapping[StrEnum, str] = {
    TriageStep.COORDINATOR: "The coordinator on duty",
    TriageStep.COMMISSIONER: "The commissioner",
}

TRIAGE_ALARMS: Mapping[StrEnum, str] = {
    TriageAlarm.TOO_LONG: "The list is too long",
    TriageAlarm.TOO_LATE: "The list is late",
}

TRIAGE_ACTS: Mapping[StrEnum, str] = {
    TriageAct.ASSIGN: "Give it to a service",
    TriageAct.JOIN: "Join it to the other referral",
    TriageAct.RELEASE: "Send it on: another person",
    TriageAct.REDRIVE: "Send it again",
    TriageAct.RETURN: "Return it to the referring unit",
    TriageAct.CLOSE: "Close this row",
}

TRAITS: Mapping[StrEnum, str] = {
    Trait.FAMILY_NAME: "Family name",
    Trait.GIVEN_NAME: "Given name",
    Trait.BIRTH_DATE: "Date of birth",
    Trait.AGE: "Age",
    Trait.PHONE: "Phone",
    Trait.EMAIL: "Email",
    Trait.ADDRESS: "Address",
    Trait.POSTCODE: "Postcode",
    Trait.RELATIONSHIP: "Who the person is",
    Trait.CRIME_TYPE: "Crime type",
    Trait.INCIDENT_AT: "When it happened",
    Trait.BOROUGH: "Borough",
    Trait.RISK: "Risk",
}

LIKENESSES: Mapping[StrEnum, str] = {
    Likeness.SAME: "Same",
    Likeness.DIFFERENT: "Different",
    Likeness.NOT_COMPARED: "Only one gives it",
}

ALL = (SECTIONS, TRIAGE_STEPS, TRIAGE_ALARMS, TRIAGE_ACTS, TRAITS, LIKENESSES)

LIKENESS_LOOKS: Mapping[StrEnum, str] = {
    Likeness.SAME: "good",
    Likeness.DIFFERENT: "bad",
    Likeness.NOT_COMPARED: "over",
}
"""How the tag of a likeness looks, beside its word."""


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """What stands at the top of a row: what has happened, and what a coordinator does about it."""

    means: str
    do: str


CELLS_THAT_FAIL: Mapping[Cell, str] = {
    Cell.CRIME_TYPES: "crime type",
    Cell.ASPECTS: "crime type or flag",
    Cell.ALSO: "a further flag",
    Cell.WITHOUT: "a flag that it leaves out",
    Cell.STRANDS: "hate strand",
    Cell.RELATIONSHIPS: "who the person is",
    Cell.AGE_BANDS: "age",
    Cell.RISKS: "risk",
    Cell.BOROUGHS: "borough",
    Cell.DATES: "day of receipt",
}
"""What a row of the routing table does not match on, in the middle of a sentence."""

GUIDANCE: Mapping[TriageReason, Guidance] = {
    TriageReason.NO_FIT: Guidance(
        means="The routing table leads to no service for this person.",
        do=(
            "Find out what is missing, such as the borough, then give it to a service that may "
            "have it. If the referring unit must find out, return it."
        ),
    ),
    TriageReason.POSSIBLE_DUPLICATE: Guidance(
        means=(
            "Another source has referred somebody who may be the same person, so nothing has been "
            "sent yet. At high risk it is sent after an hour all the same."
        ),
        do=(
            "Compare the two. If it is one person and one incident, join them, so that nobody is "
            "rung twice. If not, send this one on."
        ),
    ),
    TriageReason.UNDELIVERABLE: Guidance(
        means="A message did not get through to any address of the agency.",
        do=(
            "Ring the agency and have its address corrected, then send it again. If this takes "
            "too long, give the referral to another service."
        ),
    ),
    TriageReason.OUTSIDE_CONSENT: Guidance(
        means="A service would fit, but the person has not agreed to it.",
        do=(
            "Give it to a service that the person agreed to, or return it to the unit, which asks "
            "for agreement and sends it again."
        ),
    ),
    TriageReason.DECLINED: Guidance(
        means="A service declined, and the hub does not look for the next one by itself.",
        do=("Read why, ring the service if you need to, then give it to another service or return it."),
    ),
    TriageReason.NOT_ANSWERED: Guidance(
        means="The service has been reminded and has not answered.",
        do=(
            "Ring the service. If it cannot answer now, give the referral to another service: "
            "this one is then told to stop. If you close the row, it comes back to you unless the "
            "service answers."
        ),
    ),
    TriageReason.LATE_ANSWER: Guidance(
        means=(
            "A service accepted after the referral had been taken back from it. It was told not "
            "to make contact."
        ),
        do=(
            "Ring the service at once: nobody may be rung twice. Then close the row, or give the "
            "referral to that service if nobody else has accepted it."
        ),
    ),
    TriageReason.RELEASED: Guidance(
        means="The service gave the referral back after it had accepted it.",
        do="Ring the service to learn what was begun, then give the referral to another service.",
    ),
    TriageReason.SUSPECTED_PARENT: Guidance(
        means=(
            "A parent is suspected, or not known not to be, so that the parent may neither agree "
            "nor be contacted."
        ),
        do=(
            "Find a responsible adult or a social worker with the referring unit. Then give it to "
            "a service, or return it so that the unit can send it again."
        ),
    ),
    TriageReason.UNSAFE_CONTACT: Guidance(
        means=(
            "A try to make contact was not safe. Contact details are hidden from every service, "
            "and their clocks stand still."
        ),
        do=(
            "Find a safe way with the referring unit and tell the services. Close the row only "
            "then: it shows the contact details again."
        ),
    ),
    TriageReason.CHECK_WITHDRAWAL: Guidance(
        means="Somebody asked to stop. A perpetrator may ask too.",
        do=(
            "Check by a safe way that it is the victim's own wish. If it is, close the row. If it "
            "is not, give the referral to a service again."
        ),
    ),
    TriageReason.RECLASSIFIED: Guidance(
        means=(
            "The crime, the place or the risk has changed. By today's routing table the referral would go "
            "elsewhere, its consent is not enough, or the risk is high now. Nothing has been moved."
        ),
        do=(
            "Ring the service that has it. If it keeps the referral, close the row. If not, give it to the "
            "service that fits now: the one that leads is told to stop."
        ),
    ),
    TriageReason.CONTRACT_ENDED: Guidance(
        means="The contract behind this service's work ends, and the referral is still open.",
        do=(
            "Ring the service. If the work passes to another one, ask the person first, through the service "
            "that they know, and then give it to that one. If the commissioner lets the service finish, "
            "close the row."
        ),
    ),
    TriageReason.ANSWERED_BY_MAIL: Guidance(
        means=(
            "Somebody answered a mail of the hub's by a mail. It counts as no answer: the clocks run on, "
            "and the hub has not kept what it says."
        ),
        do=(
            "Ring the service and ask it to answer in the hub. The mail is in the mailbox of returned mail, "
            "among those written by a person: whoever runs the hub can open it. Then close the row."
        ),
    ),
}
"""For each reason what it means, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Who must agree before a referral is taken from a service that has accepted it."""

    legend: str
    said: str
    missing: str


AGREEMENT: Mapping[TriageReason, Agreement] = {
    TriageReason.RECLASSIFIED: Agreement(
        legend="The commissioner",
        said="The commissioner has agreed to this",
        missing="Ask the commissioner first, and say here that they have agreed",
    ),
    TriageReason.CONTRACT_ENDED: Agreement(
        legend="The person",
        said="The person has been asked and agrees to pass to another service",
        missing="Have the person asked first, and say here that they agree",
    ),
}
"""What the coordinator says before it is passed on, by the reason of the row."""

CLOSING: Mapping[TriageReason, str] = {
    TriageReason.NOT_ANSWERED: "The service keeps it. If it still does not answer, it comes back to you.",
    TriageReason.UNSAFE_CONTACT: "Every service that has the referral sees the contact details again.",
    TriageReason.CHECK_WITHDRAWAL: "The withdrawal stands.",
    TriageReason.LATE_ANSWER: "The service that accepted late does not get the referral.",
    TriageReason.RECLASSIFIED: "The services that have it keep it, whatever the routing table says now.",
    TriageReason.CONTRACT_ENDED: "The service finishes its work, as the commissioner agreed.",
    TriageReason.ANSWERED_BY_MAIL: "The service keeps it, and still has to answer in the hub.",
}
NOBODY_LEFT = "No service has this referral, so closing the row ends it and nobody is sent."
THE_REST_GOES_ON = "The services that have the referral keep it."
"""What closing a row means for the person, by its reason; else whether anybody is left."""
