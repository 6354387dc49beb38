"""Many rows at once: they are ticked in the list, shown once more, and settled each by itself."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.db import Transaction
from hub.directory.queries import service_names
from hub.journey.resolving_many import Each, Wanted, resolve_each
from hub.portal.coordinator.triage import LIST
from hub.portal.coordinator.wanted import missing, named
from hub.portal.door import CoordinatorVisit, Visit
from hub.sight.triage import chosen_rows, listed
from hub.triage.queries.listing import TriageFilters
from hub.triage.rules import MOST_AT_ONCE, ManyAct

router = APIRouter(prefix="/many")

_TEMPLATE = "coordinator/many.html"


@router.get("")
def get_many(visit: CoordinatorVisit) -> HTMLResponse:
    """Offer what waits, to be ticked; with rows in the address show these and ask what to do about them."""
    ticked = visit.request.query_params.getlist("row")
    return _page(visit, ticked) if ticked else _offer(visit)


@router.post("")
def post_many(visit: CoordinatorVisit) -> HTMLResponse:
    """Settle them and say of each what came of it."""
    form = visit.form
    faults = missing(form, reason="Enter your reason")
    act = ManyAct(form.text("act")) if form.text("act") in tuple(ManyAct) else None
    if act is None:
        faults["act"] = "Choose what to do about them"
    if act is ManyAct.ASSIGN and not form.text("service"):
        faults["service"] = "Choose a service"
    ids = _ids(form.many("row"))
    if act is None or faults or not ids:
        return _page(visit, form.many("row"), 422, faults)
    rows = visit.run(lambda tx: chosen_rows(tx, ids))
    service = form.text("service") if act is ManyAct.ASSIGN else None
    wanted = Wanted(act=act, reason=form.text("reason"), service=service)
    outcomes = resolve_each(visit.database, visit.scope, ids, wanted)
    references = {row["id"]: row["reference"] for row in rows}
    return visit.show("coordinator/many_done.html", told=[_told(each, references) for each in outcomes])


def _offer(visit: Visit) -> HTMLResponse:
    asked = LIST.read(visit.request.query_params)
    rows, _ = visit.run(lambda tx: listed(tx, TriageFilters(**asked.chosen), asked.page))
    offered = rows[: asked.page.size]
    return visit.show(_TEMPLATE, rows=(), offered=offered, now=visit.database.now())


def _told(each: Each, references: dict[UUID, str]) -> dict[str, Any]:
    why = None
    if each.refused is not None:
        why = " ".join((each.refused.message, *(fault.message for fault in each.refused.faults)))
    return {"reference": references.get(each.id), "status": each.status, "why": why}


def _page(
    visit: Visit, ticked: tuple[str, ...] | list[str], status: int = 200, faults: dict[str, str] | None = None
) -> HTMLResponse:
    ids = _ids(ticked)

    def read(tx: Transaction) -> tuple[Any, dict[str, str]]:
        return chosen_rows(tx, ids), service_names(tx)

    rows, services = visit.run(read)
    return visit.show(
        _TEMPLATE,
        status,
        rows=rows,
        offered=(),
        services=named(services),
        faults=faults or {},
        form=visit.form,
        now=visit.database.now(),
    )


def _ids(ticked: tuple[str, ...] | list[str]) -> list[UUID]:
    """Read the ids of rows, leaving out what is none; at most as many as are settled at once."""
    found = []
    for each in dict.fromkeys(ticked):
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found[:MOST_AT_ONCE]
