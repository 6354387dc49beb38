"""A submission that somebody is writing: their draft, what is wrong with it, and what it would lead to."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.directory.queries import KnownAgency, agency
from hub.domain.codes import ConsentBasis
from hub.domain.errors import Fault, NotFoundError
from hub.intake.actions.drafts import OpenDraft, open_draft
from hub.intake.rules.fault_codes import FaultCode
from hub.portal.door import Visit
from hub.portal.police.questions import HOLDER, Step
from hub.portal.police.questions.answers import Answers
from hub.portal.police.questions.body import Sender, body_of
from hub.portal.police.questions.consent import CONSENT, GIVING
from hub.portal.police.questions.sayings import Said, of_step, said
from hub.portal.police.whereabouts import Whereabouts, asked_about, settled
from hub.sight.drafts import Preview, preview


class Progress(StrEnum):
    """How far one page of the form is."""

    DONE = "done"
    EMPTY = "empty"
    FAULTY = "faulty"
    OPEN = "open"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class Writing:
    """An opened draft with the agency that it would be sent by."""

    draft: OpenDraft
    answers: Answers
    source: KnownAgency
    body: dict[str, Any]
    faults: tuple[Said, ...]
    preview: Preview | None
    whereabouts: Whereabouts | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages that there are: of a person who refused, only those with something that is counted."""
        return tuple(each for each in Step if self.answers.fields(each))

    @property
    def is_ready(self) -> bool:
        """Whether it can be sent as it is."""
        gone_through = {Progress.DONE, Progress.EMPTY}
        return not self.faults and all(self.progress(step) in gone_through for step in self.steps)

    def faults_of(self, step: Step) -> dict[str, str]:
        """Give the messages of a page by field."""
        return of_step(self.faults, step)

    def progress(self, step: Step) -> Progress:
        """Say how far a page is."""
        if step is Step.RECEIVERS and self.preview is None:
            return Progress.LATER
        if step not in self.answers.saved:
            return Progress.OPEN
        if self.faults_of(step):
            return Progress.FAULTY
        return Progress.DONE if step is Step.RECEIVERS or self.answers.has_any(step) else Progress.EMPTY

    def after(self, step: Step) -> Step | None:
        """Give the page that follows; None after the last one."""
        later = self.steps[self.steps.index(step) + 1 :] if step in self.steps else ()
        return next(iter(later), None)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A draft that was sent already."""

    referral_id: UUID


def write(tx: Transaction, visit: Visit, draft_id: UUID, *, lock: bool = False) -> Writing | Sent:
    """Open one of the visitor's own drafts; raises NotFoundError for any other."""
    draft = open_draft(tx, visit.signed_in.account_id, draft_id, lock=lock)
    if draft.referral_id is not None:
        return Sent(referral_id=draft.referral_id)
    answers = Answers.of(draft.answers or {})
    return writing_of(tx, visit, draft, answers)


def writing_of(tx: Transaction, visit: Visit, draft: OpenDraft, answers: Answers) -> Writing:
    """Look at answers as if they were the draft's own."""
    source = source_of(tx, visit)
    answers = with_own_unit(answers, visit, source)
    body = body_of(answers, Sender(source=source.slug, officer=visit.signed_in.name))
    found = preview(tx, source, body)
    faults = _without_holder(found, answers) if isinstance(found, Preview) else _other_faults(found)
    asked = asked_about(tx, body)
    return Writing(
        draft=draft,
        answers=answers,
        source=source,
        body=body,
        faults=said((*faults, *_without_its_giver(answers)), *((asked.said(),) if asked else ())),
        preview=found if isinstance(found, Preview) else None,
        whereabouts=asked,
    )


def answered(tx: Transaction, visit: Visit, before: Writing, step: Step) -> Writing:
    """Look at a draft with the answers of the page that was sent, which may settle where the person is."""
    answers = before.answers.with_step(step, visit.form)
    after = writing_of(tx, visit, before.draft, answers)
    if step is not Step.PERSON or after.whereabouts is None:
        return after
    return writing_of(tx, visit, before.draft, settled(answers, visit.form, after.whereabouts))


def source_of(tx: Transaction, visit: Visit) -> KnownAgency:
    """Read the visitor's agency; raises NotFoundError once it has left the directory."""
    found = agency(tx, agency_id=visit.scope.agency_id)
    if found is None:
        raise NotFoundError("Your agency is not in the directory any more.")
    return found


def with_own_unit(answers: Answers, visit: Visit, source: KnownAgency) -> Answers:
    """Fix the unit of an account that is of one; any other account says which."""
    own = next((slug for slug, unit_id in source.units.items() if unit_id == visit.scope.unit_id), None)
    return replace(answers, fixed={**answers.fixed, "referring_unit": own}) if own else answers


def _other_faults(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Leave out the contradiction that has a question of its own."""
    return tuple(each for each in faults if each.code != FaultCode.BOROUGH_CONTRADICTS_POSTCODE)


def _without_holder(found: Preview, answers: Answers) -> tuple[Fault, ...]:
    """Ask who keeps a person at high risk safe while a service is closed (domain: time limits)."""
    if not found.asks_for_a_holder or answers.form.text(HOLDER.name):
        return ()
    return (Fault(pointer=f"/{HOLDER.name}", code=FaultCode.REQUIRED, message=HOLDER.missing),)


def _without_its_giver(answers: Answers) -> tuple[Fault, ...]:
    """Ask who agreed, how and when, without which an agreement only comes back (domain: consent)."""
    if answers.form.text("consent.basis") != ConsentBasis.EXPLICIT:
        return ()
    return tuple(
        Fault(pointer="/" + asked.name.replace(".", "/"), code=FaultCode.REQUIRED, message=asked.missing)
        for asked in CONSENT
        if asked.name in GIVING and not any(answers.form.text(key) for key in asked.keys)
    )
