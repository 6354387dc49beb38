"""One page of the form: its questions with what was answered, and what is wrong with the answers."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.submission import Weekday
from hub.intake.actions.drafts import save_draft
from hub.portal.door import PoliceVisit, Visit, go_to
from hub.portal.forms import Form
from hub.portal.police.drafts import sent_page
from hub.portal.police.offering import Offering, offering
from hub.portal.police.questions import TITLES, Step
from hub.portal.police.questions.field import options_of
from hub.portal.police.words import HELD_BY_THE_UNIT, MENDED_IN, TO_DO
from hub.portal.police.writing import Sent, Writing, answered, write

router = APIRouter(prefix="/drafts/{draft_id}")

DAYS = options_of(Weekday)

CHECK = "check"
"""The page that shows all answers; a change made from it leads back to it."""


@router.get("/{step}", response_model=None)
def get_step(visit: PoliceVisit, draft_id: UUID, step: Step) -> Response:
    """Show a page's questions; what is wrong with answers that were saved for later stands beside them."""

    def act(tx: Transaction) -> tuple[Writing | Sent, Offering]:
        return write(tx, visit, draft_id), offering(tx, visit)

    found, offered = visit.run(act)
    if isinstance(found, Sent):
        return go_to(sent_page(found.referral_id))
    faults = found.faults_of(step) if step in found.answers.saved else {}
    return _show(visit, found, step, offered, faults=faults)


@router.post("/{step}", response_model=None)
def post_step(visit: PoliceVisit, draft_id: UUID, step: Step) -> Response:
    """Keep a page's answers: to go on they must be free of faults, for later they are kept as they are."""
    is_for_later = visit.form.text("then") == "later"

    def act(tx: Transaction) -> tuple[Writing | Sent, Offering]:
        before = write(tx, visit, draft_id, lock=True)
        if isinstance(before, Sent):
            return before, offering(tx, visit)
        after = answered(tx, visit, before, step)
        if is_for_later or not after.faults_of(step):
            save_draft(tx, draft_id, after.answers.plain())
        return after, offering(tx, visit)

    found, offered = visit.run(act)
    if isinstance(found, Sent):
        return go_to(sent_page(found.referral_id))
    if is_for_later:
        return go_to(f"/police/drafts/{draft_id}")
    faults = found.faults_of(step)
    if faults:
        return _show(visit, found, step, offered, faults=faults, status=422)
    return go_to(_onward(visit, found, step))


def _onward(visit: Visit, found: Writing, step: Step) -> str:
    """Lead back to the answers where the change was made from them, else to the next page."""
    following = found.after(step)
    if visit.request.query_params.get("next") == CHECK or following is None:
        return f"/police/drafts/{found.draft.id}/{CHECK}"
    return f"/police/drafts/{found.draft.id}/{following}"


def _show(
    visit: Visit,
    found: Writing,
    step: Step,
    offered: Offering,
    *,
    faults: dict[str, str],
    status: int = 200,
) -> HTMLResponse:
    return visit.show(
        f"police/steps/{step}.html",
        status,
        draft=found.draft,
        step=step,
        title=TITLES[step],
        page_number=found.steps.index(step) + 1 if step in found.steps else None,
        page_count=len(found.steps),
        asked=found.answers.fields(step),
        typed=_typed(visit, found, step),
        whereabouts=found.whereabouts,
        offered=offered,
        preview=found.preview,
        days=DAYS,
        to_do=TO_DO,
        mended_in=MENDED_IN,
        held_by_the_unit=HELD_BY_THE_UNIT,
        is_refused=found.answers.is_refused,
        fixed=found.answers.fixed,
        is_again="source_reference" in found.answers.fixed,
        back=_back(found, step),
        faults=faults,
    )


def _typed(visit: Visit, found: Writing, step: Step) -> Form:
    """Give what was typed, with the officer's name where nobody said yet who recorded the consent."""
    if step is Step.CONSENT and step not in found.answers.saved:
        return Form({"consent.recorded_by": (visit.signed_in.name,), **found.answers.typed})
    return found.answers.form


def _back(found: Writing, step: Step) -> str:
    at = found.steps.index(step) if step in found.steps else 0
    before = f"/{found.steps[at - 1]}" if at else ""
    return f"/police/drafts/{found.draft.id}{before}"
