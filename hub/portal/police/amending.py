"""The crime, the place or the risk of a referral has changed, as its unit says."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.errors import InvalidError
from hub.journey.amending import Amended, amend_referral
from hub.portal.door import PoliceVisit, Visit, go_to
from hub.portal.forms import Form
from hub.portal.police.questions.changing import LONGEST, Own, faults_said, fields, sent_of, typed_of
from hub.portal.police.referral import Done, page_of
from hub.sight.own_referrals import facts

router = APIRouter(prefix="/referrals/{referral_id}")


@router.get("/amend")
def get_amend(visit: PoliceVisit, referral_id: UUID) -> HTMLResponse:
    """Ask what has changed, beside what is on record."""
    return _page(visit, referral_id)


@router.post("/amend", response_model=None)
def post_amend(visit: PoliceVisit, referral_id: UUID) -> Response:
    """Change it; if other services come out of it, the coordinator decides."""

    def act(tx: Transaction) -> Amended:
        return amend_referral(tx, referral_id, sent_of(visit.form, facts(tx, referral_id)))

    try:
        done = visit.run(act)
    except InvalidError as error:
        return _page(visit, referral_id, visit.form, faults_said(error.faults))
    return go_to(page_of(referral_id, Done.of(done)))


def _page(
    visit: Visit, referral_id: UUID, typed: Form | None = None, faults: dict[str, str] | None = None
) -> HTMLResponse:
    row: dict[str, Any] = visit.run(lambda tx: facts(tx, referral_id))
    return visit.show(
        "amend.html",
        422 if faults else 200,
        row=row,
        asked=fields(),
        typed=typed or typed_of(row),
        offered=Own(),
        longest=LONGEST,
        back=page_of(referral_id),
        faults=faults or {},
    )
