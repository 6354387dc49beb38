"""Starting a referral, going on with one that was begun, and the list of its pages."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.intake.actions import drafts
from hub.portal.door import PoliceVisit, go_to
from hub.portal.police.questions import TITLES, Step
from hub.portal.police.questions.answers import Answers
from hub.portal.police.words import MENDED_IN, PROGRESS, TO_DO
from hub.portal.police.writing import Sent, Writing, write
from hub.sight.own_referrals import shown

router = APIRouter()


@router.get("/new")
def get_new(visit: PoliceVisit) -> HTMLResponse:
    """Show how to start, and what one has begun."""
    found = visit.run(lambda tx: drafts.open_drafts(tx, visit.signed_in.account_id))
    return visit.show("police/new.html", drafts=[_listed(each) for each in found])


@router.post("/new", response_model=None)
def post_new(visit: PoliceVisit) -> Response:
    """Begin a draft, and go to its first page."""
    account_id = visit.signed_in.account_id
    draft_id = visit.run(lambda tx: drafts.start_draft(tx, account_id, Answers().plain()))
    return go_to(f"/police/drafts/{draft_id}/{Step.CONSENT}")


@router.get("/drafts/{draft_id}", response_model=None)
def get_draft(visit: PoliceVisit, draft_id: UUID) -> Response:
    """Show the pages of a draft, and how far each is."""

    def act(tx: Transaction) -> tuple[Writing | Sent, dict[str, Any] | None]:
        found = write(tx, visit, draft_id)
        again = found.answers.again if isinstance(found, Writing) else ""
        return found, shown(tx, UUID(again)) if again else None

    found, came_back = visit.run(act)
    if isinstance(found, Sent):
        return go_to(sent_page(found.referral_id))
    return visit.show(
        "police/draft.html",
        came_back=came_back,
        to_do=TO_DO,
        mended_in=MENDED_IN,
        draft=found.draft,
        pages=pages_of(found),
        is_ready=found.is_ready,
        progress_words=PROGRESS,
    )


@router.post("/drafts/{draft_id}/delete", response_model=None)
def post_delete(visit: PoliceVisit, draft_id: UUID) -> Response:
    """Delete a draft that is not sent."""

    def act(tx: Transaction) -> None:
        drafts.delete_draft(tx, visit.signed_in.account_id, draft_id)

    visit.run(act)
    return go_to("/police/new")


def sent_page(referral_id: UUID) -> str:
    """Give the page on which a draft ends."""
    return f"/police/referrals/{referral_id}/sent"


def pages_of(found: Writing) -> list[dict[str, Any]]:
    """Describe the pages of a draft: what each is called, where it is, and how far."""
    return [
        {
            "title": TITLES[step],
            "href": f"/police/drafts/{found.draft.id}/{step}",
            "progress": found.progress(step),
        }
        for step in found.steps
    ]


def _listed(draft: drafts.OpenDraft) -> dict[str, Any]:
    answers = Answers.of(draft.answers or {})
    own = answers.fixed.get("source_reference") or answers.form.text("source_reference")
    return {
        "id": draft.id,
        "own_reference": own,
        "changed_at": draft.changed_at,
        "expires_at": draft.expires_at,
    }
