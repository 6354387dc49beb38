"""The crime, the place or the risk of a referral has changed: one form, for its unit and the coordinator."""

from typing import Any
from uuid import UUID

from fastapi.responses import HTMLResponse

from hub.db import Transaction
from hub.domain.errors import InvalidError
from hub.journey.amending import Amended, amend_referral
from hub.portal.door import Visit
from hub.portal.forms import Form
from hub.portal.police.questions.changing import LONGEST, Own, faults_said, fields, sent_of, typed_of
from hub.sight.own_referrals import facts


def ask(
    visit: Visit,
    referral_id: UUID,
    back: str,
    typed: Form | None = None,
    faults: dict[str, str] | None = None,
) -> HTMLResponse:
    """Show the form, filled in with what is on record or as it was `typed`; `back` is the referral's page."""
    row: dict[str, Any] = visit.run(lambda tx: facts(tx, referral_id))
    return visit.show(
        "amend.html",
        422 if faults else 200,
        row=row,
        asked=fields(),
        typed=typed or typed_of(row),
        offered=Own(),
        longest=LONGEST,
        back=back,
        faults=faults or {},
    )


def change(visit: Visit, referral_id: UUID, back: str) -> Amended | HTMLResponse:
    """Change what the form says; gives the form again where something is wrong with it."""

    def act(tx: Transaction) -> Amended:
        return amend_referral(tx, referral_id, sent_of(visit.form, facts(tx, referral_id)))

    try:
        return visit.run(act)
    except InvalidError as error:
        return ask(visit, referral_id, back, visit.form, faults_said(error.faults))
