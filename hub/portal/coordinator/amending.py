"""The crime, the place or the risk of a referral has changed, as the coordinator was told."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.portal.coordinator.referral import Done, to_referral
from hub.portal.door import CoordinatorVisit
from hub.portal.police.amend_form import ask, change

router = APIRouter(prefix="/referrals/{referral_id}")


@router.get("/amend")
def get_amend(visit: CoordinatorVisit, referral_id: UUID) -> HTMLResponse:
    """Ask what has changed, beside what is on record."""
    return ask(visit, referral_id, _back(referral_id))


@router.post("/amend", response_model=None)
def post_amend(visit: CoordinatorVisit, referral_id: UUID) -> Response:
    """Change it; if other services come out of it, it is put on the list to be decided."""
    done = change(visit, referral_id, _back(referral_id))
    if isinstance(done, HTMLResponse):
        return done
    return to_referral(referral_id, Done.AMENDED if done.goes_on else Done.REOPENED)


def _back(referral_id: UUID) -> str:
    return f"/coordinator/referrals/{referral_id}"
