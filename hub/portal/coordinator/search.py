"""Finding a person: what is typed goes by POST and is not kept."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.intake.rules.ways_to_reach import e164, is_email
from hub.portal.door import CoordinatorVisit, Visit
from hub.portal.forms import Form
from hub.sight.naming import names
from hub.sight.triage_search import Known, search

router = APIRouter(prefix="/search")

Faults = dict[str, str]
Born = dict[str, str]
_PARTS = ("day", "month", "year")


@router.get("")
def get_search(visit: CoordinatorVisit) -> HTMLResponse:
    """Show the form."""
    return _page(visit, {})


@router.post("")
def post_search(visit: CoordinatorVisit) -> HTMLResponse:
    """Answer with what was found; nothing of the person is in an address."""
    form = visit.form
    faults = _faults(form)
    if faults:
        return _page(visit, faults, 422)
    known = Known(
        reference=form.text("reference") or None,
        family_name=form.text("family_name") or None,
        birth_date=_date(_born(form)),
        phone=form.text("phone") or None,
        email=form.text("email") or None,
    )
    found, known_names = visit.run(lambda tx: (search(tx, known), names(tx)))
    return visit.show(
        "coordinator/search.html", found=found, names=known_names, form=Form(), born=None, faults={}
    )


def _page(visit: Visit, faults: Faults, status: int = 200) -> HTMLResponse:
    return visit.show(
        "coordinator/search.html", status, found=None, form=visit.form, born=_born(visit.form), faults=faults
    )


def _faults(form: Form) -> Faults:
    """Name what is missing or wrong; a reference needs nothing beside it."""
    if form.text("reference"):
        return {}
    born = _born(form)
    found: Faults = {}
    if any(born.values()) and _date(born) is None:
        found["birth_date"] = "Enter a real date of birth"
    elif form.text("family_name") and not any(born.values()):
        found["birth_date"] = "Enter the date of birth as well: a name alone finds too many"
    elif any(born.values()) and not form.text("family_name"):
        found["family_name"] = "Enter the family name as well"
    if form.text("phone") and e164(form.text("phone")) is None:
        found["phone"] = "Enter a phone number, such as 07700 900123"
    if form.text("email") and not is_email(form.text("email")):
        found["email"] = "Enter an email address, such as name@example.org"
    is_empty = not any(form.text(name) for name in ("family_name", "phone", "email")) and not any(
        born.values()
    )
    return {"reference": "Enter a reference, or another way to find the person"} if is_empty else found


def _born(form: Form) -> Born:
    return {part: form.text(f"birth_date_{part}") for part in _PARTS}


def _date(born: Born) -> date | None:
    try:
        return date(int(born["year"]), int(born["month"]), int(born["day"]))
    except (ValueError, OverflowError):
        return None
