"""All answers on one page, and sending them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.errors import ConflictError
from hub.intake.queries.searching import is_own
from hub.journey.sending import ToSend, send
from hub.portal.door import PoliceVisit, Visit, go_to
from hub.portal.police.drafts import sent_page
from hub.portal.police.offering import Offering, offering
from hub.portal.police.questions import TITLES, Step
from hub.portal.police.questions.telling import told
from hub.portal.police.words import HELD_BY_THE_UNIT, MENDED_IN, TO_DO
from hub.portal.police.writing import Progress, Sent, Writing, write

router = APIRouter(prefix="/drafts/{draft_id}")

THERE_ALREADY = (
    "You have already sent a referral with this reference. If this is somebody else of the same incident, "
    "give another number of the person"
)


@router.get("/check", response_model=None)
def get_check(visit: PoliceVisit, draft_id: UUID) -> Response:
    """Show every answer, with a link to change it, and what sending leads to."""
    return _check(visit, draft_id)


@router.post("/send", response_model=None)
def post_send(visit: PoliceVisit, draft_id: UUID) -> Response:
    """Send it: a second press leads to the same referral."""

    def act(tx: Transaction) -> UUID | None:
        found = write(tx, visit, draft_id, lock=True)
        if isinstance(found, Sent):
            return found.referral_id
        return send(tx, found.source, ToSend(draft=found.draft, body=found.body)) if found.is_ready else None

    try:
        referral_id = visit.run(act)
    except ConflictError as error:
        return _check(visit, draft_id, there_already=error.first)
    return go_to(sent_page(referral_id)) if referral_id else _check(visit, draft_id, status=422)


def _check(
    visit: Visit, draft_id: UUID, *, status: int = 200, there_already: UUID | None = None
) -> HTMLResponse | Response:
    def act(tx: Transaction) -> tuple[Writing | Sent, Offering, bool]:
        is_mine = there_already is not None and is_own(tx, there_already)
        return write(tx, visit, draft_id), offering(tx, visit), is_mine

    found, offered, is_mine = visit.run(act)
    if isinstance(found, Sent):
        return go_to(sent_page(found.referral_id))
    errors = [{"text": each.message, "href": _href(found, each.step, each.field)} for each in found.faults]
    errors += [_unfinished(found, step) for step in found.steps if _is_unfinished(found, step)]
    if there_already:
        status, errors = 409, [{"text": THERE_ALREADY, "href": _href(found, Step.CRIME, "person_reference")}]
    return visit.show(
        "police/check.html",
        status,
        draft=found.draft,
        parts=[_part(found, step, offered) for step in found.steps],
        preview=found.preview,
        is_refused=found.answers.is_refused,
        is_ready=found.is_ready,
        errors=errors,
        to_do=TO_DO,
        mended_in=MENDED_IN,
        held_by_the_unit=HELD_BY_THE_UNIT,
        there_already=there_already if is_mine else None,
    )


def _is_unfinished(found: Writing, step: Step) -> bool:
    return found.progress(step) is Progress.OPEN and not found.faults_of(step)


def _unfinished(found: Writing, step: Step) -> dict[str, str]:
    return {"text": f"Look at the page “{TITLES[step]}”", "href": _href(found, step, "main-content")}


def _part(found: Writing, step: Step, offered: Offering) -> dict[str, Any]:
    """Describe a page's answers; a question without one is shown only where it needs one."""
    faults = found.faults_of(step)
    rows = [
        (asked.called, told(asked, found.answers.form, offered.options(asked)), asked.name)
        for asked in found.answers.fields(step)
    ]
    fixed = [("Your own reference", found.answers.fixed.get("source_reference", ""), "")]
    shown = [*(fixed if step is Step.CRIME else []), *rows]
    return {
        "title": TITLES[step],
        "rows": [
            (called, text or "Not answered", _href(found, step, name) if name else None, called.lower())
            for called, text, name in shown
            if text or name in faults
        ],
        "href": _href(found, step, "main-content"),
    }


def _href(found: Writing, step: Step, field: str) -> str:
    return f"/police/drafts/{found.draft.id}/{step}?next=check#{field}"
