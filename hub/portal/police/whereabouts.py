"""Where the person is now, asked where the list of postcodes does not bear out what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.db import Transaction
from hub.directory.queries.geography import resolve
from hub.directory.rules.locating import How
from hub.domain.codes import Borough
from hub.domain.postcode import normalise_postcode
from hub.intake.rules.whereabouts import do_contradict
from hub.portal.forms import Form
from hub.portal.police.questions import Option, Step
from hub.portal.police.questions.answers import Answers
from hub.portal.police.questions.sayings import Said
from hub.portal.words import label

CHOICE, BOROUGH, POSTCODE = "person.whereabouts", "person.borough", "person.postcode"


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What must be asked: `found` is where the postcode lies, `stated` the borough that says otherwise.

    `stated` is None where no borough was chosen and the list lacks the postcode.
    """

    stated: Borough | None
    found: Borough

    @property
    def contradiction(self) -> str:
        """The two answers that cannot both be so; empty where only the borough is missing."""
        if self.stated is None:
            return ""
        return f"The postcode is {_in(self.found)}, the borough says {label(self.stated)}"

    @property
    def options(self) -> tuple[Option, ...]:
        """Where the person may be now, by the borough that it makes."""
        if self.stated is None:
            return ()
        hint = "We take the postcode out of the referral."
        found, stated = _in(self.found), _in(self.stated)
        return (
            (str(self.found), f"{found[:1].upper()}{found[1:]}, where the postcode is"),
            (str(self.stated), f"{stated[:1].upper()}{stated[1:]}. The postcode is an old address", hint),
        )

    def said(self) -> Said:
        """Say it at the question that it is about."""
        if self.stated is not None:
            message = f"{self.contradiction}: select where the person is now"
            return Said(step=Step.PERSON, field=CHOICE, message=message)
        message = "We do not have this postcode: select the borough, or Not known"
        if self.found is not Borough.NOT_KNOWN:
            message = (
                f"We do not have this postcode. Those beside it are {_in(self.found)}: select the borough"
            )
        return Said(step=Step.PERSON, field=BOROUGH, message=message)


def asked_about(tx: Transaction, body: Mapping[str, Any]) -> Whereabouts | None:
    """Look at a submission's borough and postcode; None where nothing is to be asked.

    A postcode that the list lacks is placed by its sector only where the officer does not know either:
    whoever is asked can tell, and no wrong guess is made.
    """
    person = body.get("person", {})
    postcode, stated = normalise_postcode(person.get("postcode", "")), person.get("borough")
    if postcode is None or not (stated is None or stated in set(Borough)):
        return None
    found = resolve(tx, postcode)
    if stated is None:
        is_sure = found.how in {How.EXACT, How.AREA}
        return Whereabouts(stated=None, found=found.borough) if found.has_list and not is_sure else None
    if not found.is_told_by_the_list or not do_contradict(Borough(stated), found.borough):
        return None
    return Whereabouts(stated=Borough(stated), found=found.borough)


def settled(answers: Answers, form: Form, asked: Whereabouts) -> Answers:
    """Do what was chosen: take the postcode's borough, or take an old postcode out; else leave both."""
    chosen = form.text(CHOICE)
    typed = dict(answers.typed)
    if chosen == asked.found:
        typed[BOROUGH] = (str(asked.found),)
    elif chosen and chosen == asked.stated:
        typed.pop(POSTCODE, None)
    return replace(answers, typed=typed)


def _in(borough: Borough) -> str:
    return "outside Merseyside" if borough is Borough.OUTSIDE else f"in {label(borough)}"
