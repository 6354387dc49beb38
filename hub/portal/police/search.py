"""Finding a person among the unit's own referrals, by POST: nobody stands in an address or a log."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.intake.queries.searching import by_reference, by_tokens
from hub.intake.queries.unit_list import unit_rows
from hub.intake.rules.duplicates import blind_values
from hub.intake.rules.moments import read_date
from hub.intake.rules.ways_to_reach import e164, is_email
from hub.portal.door import PoliceVisit
from hub.portal.forms import Form
from hub.portal.police.listing import with_urgency
from hub.portal.police.questions.body import value_of
from hub.portal.police.questions.field import Field, Kind
from hub.portal.police.words import SECTION_LOOKS, SECTIONS
from hub.sealing import blind_token

router = APIRouter()

_BIRTH = Field(name="birth_date", kind=Kind.DAY, label="Date of birth")


@router.get("/search")
def get_search(visit: PoliceVisit) -> HTMLResponse:
    """Show what one can search by."""
    return visit.show("police/search.html", typed=Form(), rows=None)


@router.post("/search")
def post_search(visit: PoliceVisit) -> HTMLResponse:
    """Show what was found; recorded with the number alone."""
    form = visit.form
    faults = _faults(form)
    if faults:
        return visit.show("police/search.html", 422, typed=form, rows=None, faults=faults)
    return visit.show(
        "police/search.html",
        typed=form,
        rows=visit.run(lambda tx: _found(tx, form)),
        sections=SECTIONS,
        looks=SECTION_LOOKS,
    )


def _found(tx: Transaction, form: Form) -> list[dict[str, Any]]:
    tokens = [blind_token(str(kind), value) for kind, value in _sought(form)]
    ids: set[UUID] = set(by_tokens(tx, tokens) if tokens else ())
    if form.text("reference"):
        ids |= set(by_reference(tx, form.text("reference")))
    rows = with_urgency(tx, unit_rows(tx, ids)) if ids else []
    audit.record(tx, Entry(event=Event.REFERRALS_SEARCHED, detail={"count": len(rows)}))
    return rows


def _sought(form: Form) -> tuple[tuple[Any, str], ...]:
    return blind_values(
        form.text("family_name") or None,
        _birth_date(form),
        phone=form.text("phone") or None,
        email=form.text("email") or None,
    )


def _birth_date(form: Form) -> date | None:
    typed = value_of(_BIRTH, form)
    return read_date(typed) if typed else None


def _faults(form: Form) -> dict[str, str]:
    """Say what is missing; a name without a date of birth, or the other way round, finds nobody."""
    name, typed = form.text("family_name"), value_of(_BIRTH, form)
    found: dict[str, str] = {}
    if typed and _birth_date(form) is None:
        found["birth_date"] = "Enter a real date, such as 27 3 1988"
    elif name and not typed:
        found["birth_date"] = "Enter the date of birth too"
    elif typed and not name:
        found["family_name"] = "Enter the family name too"
    if form.text("phone") and e164(form.text("phone")) is None:
        found["phone"] = "Enter a UK phone number, or an international one that begins with +"
    if form.text("email") and not is_email(form.text("email")):
        found["email"] = "Enter one email address, such as name@example.org"
    sought = (form.text("reference"), name, typed, form.text("phone"), form.text("email"))
    if not any(sought):
        found["reference"] = (
            "Enter a reference, a name with a date of birth, a phone number or an email address"
        )
    return found
