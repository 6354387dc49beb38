"""The rota as coordinators and administrators keep it: who is on duty, who deputises, which desk rings on."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.duty import DutyPost
from hub.domain.errors import InvalidError
from hub.duty.actions.rota import put_on, take_off
from hub.duty.queries.rota import coordinators, entries
from hub.duty.rules.entries import COLUMNS, read_shift
from hub.duty.rules.hours import write_hours
from hub.journey.phoning import duty_at
from hub.portal.door import RotaVisit, Visit, go_to
from hub.portal.forms import faults_of
from hub.portal.words import label
from hub.settings import settings

router = APIRouter(prefix="/rota", include_in_schema=False)

LONGEST = 500
POSTS = [(str(each), label(each)) for each in DutyPost]


@router.get("")
def get_rota(visit: RotaVisit) -> HTMLResponse:
    """Show who is on duty now, every entry, what was taken off lately, and a form for one more."""
    return _page(visit)


@router.post("", response_model=None)
def post_entry(visit: RotaVisit) -> Response:
    """Put one entry on the rota, with why."""
    form = visit.form
    why = form.text("why")
    faults = {} if 0 < len(why) <= LONGEST else {"why": "Enter why, in 500 characters or fewer"}
    try:
        new = read_shift({name: form.text(name) for name in COLUMNS})
        if not faults:
            visit.run(lambda tx: put_on(tx, new, why))
    except InvalidError as error:
        named = {name.strip("/"): text for name, text in faults_of(error).items()}
        faults = {**named, **({"post": "Choose for what"} if "post" in named else {}), **faults}
    return _page(visit, 422, faults) if faults else go_to("/rota")


@router.post("/{entry_id}/remove", response_model=None)
def post_remove(visit: RotaVisit, entry_id: UUID) -> Response:
    """Take an entry off the rota; it stays in the history."""
    visit.run(lambda tx: take_off(tx, entry_id))
    return go_to("/rota")


def _page(visit: Visit, status: int = 200, faults: dict[str, str] | None = None) -> HTMLResponse:
    def read(tx: Transaction) -> dict[str, object]:
        return {
            "duty": duty_at(tx),
            "entries": entries(tx, removed=True),
            "accounts": coordinators(tx),
            "now": tx.now,
        }

    return visit.show(
        "rota.html",
        status,
        posts=POSTS,
        hours_of=write_hours,
        fallback=settings().duty_mailbox,
        form=visit.form,
        longest=LONGEST,
        faults=faults or {},
        **visit.run(read),
    )
