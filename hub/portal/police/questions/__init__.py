"""The questions of a submission, a page each, in the order in which they are asked."""

from collections.abc import Mapping
from enum import StrEnum

from hub.portal.police.questions.consent import CONSENT, SERVICES
from hub.portal.police.questions.contact import GO_BETWEEN, SAFE_CONTACT, TIMES_AND_NAMES
from hub.portal.police.questions.crime import CRIME, WHEN_AND_WHERE
from hub.portal.police.questions.field import Field, Kind, Option, Source
from hub.portal.police.questions.person import PERSON
from hub.portal.police.questions.risk import HOLDER, RISK_AND_NEEDS

__all__ = ["HOLDER", "QUESTIONS", "TITLES", "Field", "Kind", "Option", "Source", "Step", "fields_of"]


class Step(StrEnum):
    """A page of the form, by the last part of its address."""

    CONSENT = "consent"
    SERVICES = "services"
    CRIME = "crime"
    WHEN_AND_WHERE = "when-and-where"
    PERSON = "person"
    SAFE_CONTACT = "safe-contact"
    TIMES_AND_NAMES = "times-and-names"
    GO_BETWEEN = "go-between"
    RISK_AND_NEEDS = "risk-and-needs"
    RECEIVERS = "receivers"


TITLES: Mapping[Step, str] = {
    Step.CONSENT: "Consent",
    Step.SERVICES: "Which services",
    Step.CRIME: "The crime",
    Step.WHEN_AND_WHERE: "When and where",
    Step.PERSON: "The person",
    Step.SAFE_CONTACT: "Safe contact",
    Step.TIMES_AND_NAMES: "Safe times and names",
    Step.GO_BETWEEN: "Somebody in between",
    Step.RISK_AND_NEEDS: "Risk and needs",
    Step.RECEIVERS: "Who would receive it",
}

QUESTIONS: Mapping[Step, tuple[Field, ...]] = {
    Step.CONSENT: CONSENT,
    Step.SERVICES: SERVICES,
    Step.CRIME: CRIME,
    Step.WHEN_AND_WHERE: WHEN_AND_WHERE,
    Step.PERSON: PERSON,
    Step.SAFE_CONTACT: SAFE_CONTACT,
    Step.TIMES_AND_NAMES: TIMES_AND_NAMES,
    Step.GO_BETWEEN: GO_BETWEEN,
    Step.RISK_AND_NEEDS: RISK_AND_NEEDS,
    Step.RECEIVERS: (HOLDER,),
}


def fields_of(step: Step, *, is_refused: bool) -> tuple[Field, ...]:
    """Give the questions of a page; of a person who refused only what is counted, which may be none."""
    return tuple(each for each in QUESTIONS[step] if each.kept_on_refusal or not is_refused)
