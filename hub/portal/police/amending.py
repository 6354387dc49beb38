"""The crime, the place or the risk of a referral has changed, as its unit says."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.portal.door import PoliceVisit, go_to
from hub.portal.police.amend_form import ask, change
from hub.portal.police.referral import Done, page_of

router = APIRouter(prefix="/referrals/{referral_id}")


@router.get("/amend")
def get_amend(visit: PoliceVisit, referral_id: UUID) -> HTMLResponse:
    """Ask what has changed, beside what is on record."""
    return ask(visit, referral_id, page_of(referral_id))


@router.post("/amend", response_model=None)
def post_amend(visit: PoliceVisit, referral_id: UUID) -> Response:
    """Change it; if other services come out of it, the coordinator decides."""
    done = change(visit, referral_id, page_of(referral_id))
    if isinstance(done, HTMLResponse):
        return done
    return go_to(page_of(referral_id, Done.of(done)))
