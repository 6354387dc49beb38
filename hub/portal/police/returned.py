"""What came back: sent again after it was mended, or let go."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.intake.actions.drafts import OpenDraft, open_drafts, start_draft
from hub.journey.sending_again import body_again, let_go
from hub.portal.door import PoliceVisit, go_to
from hub.portal.police.questions.answers import Answers
from hub.portal.police.questions.typed import answers_again
from hub.portal.police.referral import Done, heading_of, page_of

router = APIRouter(prefix="/referrals/{referral_id}")


@router.post("/send-again", response_model=None)
def post_send_again(visit: PoliceVisit, referral_id: UUID) -> Response:
    """Begin a draft with everything that was sent, or go on with the one that was begun of it."""

    def act(tx: Transaction) -> UUID:
        answers = replace(answers_again(body_again(tx, referral_id)), again=str(referral_id))
        mine = visit.signed_in.account_id
        begun = (each.id for each in open_drafts(tx, mine) if _is_of(each, referral_id))
        return next(begun, None) or start_draft(tx, mine, answers.plain())

    return go_to(f"/police/drafts/{visit.run(act)}")


@router.get("/let-go")
def get_let_go(visit: PoliceVisit, referral_id: UUID) -> HTMLResponse:
    """Ask whether it is really not to be sent again."""
    return visit.show("police/let_go.html", **heading_of(visit, referral_id))


@router.post("/let-go", response_model=None)
def post_let_go(visit: PoliceVisit, referral_id: UUID) -> Response:
    """Erase the person's details: nobody sends it again."""
    visit.run(lambda tx: let_go(tx, referral_id))
    return go_to(page_of(referral_id, Done.ERASED))


def _is_of(draft: OpenDraft, referral_id: UUID) -> bool:
    return Answers.of(draft.answers or {"typed": {}, "saved": (), "fixed": {}}).again == str(referral_id)
