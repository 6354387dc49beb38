"""Support agencies of the public list: which were not checked for long, and buttons to say what was found."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.directory.actions.vouching import say_closed, vouch_for
from hub.directory.queries.recorded import history
from hub.directory.queries.support_agencies import one_support_agency, support_agencies
from hub.directory.rules.contact import Contact, wrong_in
from hub.directory.rules.standing import Standing
from hub.domain.calendar import london_date
from hub.domain.codes import DirectoryKind
from hub.domain.errors import NotFoundError
from hub.portal.commissioner import asking
from hub.portal.door import CommissionerVisit, Visit, go_to
from hub.portal.forms import Form
from hub.portal.listing import SLUG
from hub.portal.words.public import for_what, where

router = APIRouter(prefix="/support-agencies")

Slug = Annotated[str, Path(pattern=SLUG)]
STANDINGS = (
    (Standing.CURRENT, "Checked within 12 months"),
    (Standing.OUT_OF_DATE, "Out of date"),
    (Standing.CLOSED, "Closed"),
)
CHECKED = "Checked."
"""The reason that is kept where a person gives none."""

LONGEST_WHY = 500
_DIGITS = 9


@router.get("")
def get_support_agencies(visit: CommissionerVisit) -> HTMLResponse:
    """List every support agency, the one that was checked longest ago first."""
    wanted = asking.one(visit.request.query_params, "standing", Standing, None)
    found = visit.run(lambda tx: support_agencies(tx, london_date(tx.now)))
    return visit.show(
        "commissioner/support_agencies.html",
        agencies=[each for each in found if wanted in {None, each.standing}],
        wanted=wanted,
        counts={value: sum(each.standing is value for each in found) for value, _ in STANDINGS},
        standings=STANDINGS,
        where=where,
    )


@router.get("/{support_agency}")
def get_support_agency(visit: CommissionerVisit, support_agency: Slug) -> HTMLResponse:
    """Show one, with the forms that say what was found, and who said what before."""
    return _show(visit, support_agency)


@router.post("/{support_agency}/checked", response_model=None)
def post_checked(visit: CommissionerVisit, support_agency: Slug) -> Response:
    """Say that it was checked today and is there, with its contact corrected or as it was."""
    form = visit.form
    contact = Contact(
        phone=form.text("phone") or None,
        email=form.text("email") or None,
        website=form.text("website") or None,
    )
    faults = {**wrong_in(contact), **_too_long(form)}
    if faults:
        return _show(visit, support_agency, faults, form)
    why = form.text("why") or CHECKED
    visit.run(lambda tx: vouch_for(tx, support_agency, _seen(form), contact, why))
    return go_to(f"/commissioner/support-agencies/{support_agency}")


@router.post("/{support_agency}/closed", response_model=None)
def post_closed(visit: CommissionerVisit, support_agency: Slug) -> Response:
    """Say that it has closed; the public reads no more of it."""
    form = visit.form
    faults = _too_long(form, "closed_why")
    if not form.text("closed_why"):
        faults = {"closed_why": "Enter how you know that it has closed"}
    if faults:
        return _show(visit, support_agency, faults, form)
    visit.run(lambda tx: say_closed(tx, support_agency, _seen(form), form.text("closed_why")))
    return go_to(f"/commissioner/support-agencies/{support_agency}")


def _too_long(form: Form, name: str = "why") -> dict[str, str]:
    is_so = len(form.text(name)) > LONGEST_WHY
    return {name: f"Use {LONGEST_WHY} characters or fewer"} if is_so else {}


def _seen(form: Form) -> int:
    """Read which version the person's page showed; what is none is nobody's."""
    given = form.text("version")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _DIGITS else 0


def _show(
    visit: Visit, slug: str, faults: Mapping[str, str] | None = None, typed: Form | None = None
) -> HTMLResponse:
    def read(tx: Transaction) -> dict[str, Any]:
        found = one_support_agency(tx, slug, london_date(tx.now))
        if found is None:
            raise NotFoundError("There is no such support agency.")
        said = history(tx, (DirectoryKind.SUPPORT_AGENCY, slug))
        return {"agency": found, "versions": sorted(said, key=itemgetter("version"), reverse=True)}

    return visit.show(
        "commissioner/support_agency.html",
        422 if faults else 200,
        **visit.run(read),
        faults=faults or {},
        typed=typed,
        longest=LONGEST_WHY,
        for_what=for_what,
        where=where,
    )
