"""One triage row: why it is there, whom it is about, what can be done; and the two sides of a double."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.db import Transaction
from hub.domain.codes import TriageReason
from hub.domain.errors import NotFoundError
from hub.portal.coordinator.reopened import amendments_told, reopened_told
from hub.portal.coordinator.telling import facts_told, person_told, timeline_told, written_told
from hub.portal.door import CoordinatorVisit, Visit
from hub.portal.words.coordinating import GUIDANCE, LIKENESS_LOOKS
from hub.sight.amendments import amended_because
from hub.sight.naming import names
from hub.sight.triage import person, written
from hub.sight.triage_referral import whole
from hub.sight.triage_row import OpenRow, came_back, doubles, failures, open_row, settled_row
from hub.triage.queries import Settled
from hub.triage.rules import TriageAct

router = APIRouter(prefix="/triage")

Shown = dict[str, Any]


@router.get("/{item_id}")
def get_row(visit: CoordinatorVisit, item_id: UUID) -> HTMLResponse:
    """Show one row with the person; each view is recorded."""
    found = read(visit, item_id, _whole)
    if isinstance(found, Settled):
        return settled_page(visit, found)
    return visit.show("coordinator/row.html", **found)


@router.get("/{item_id}/compare")
def get_compare(visit: CoordinatorVisit, item_id: UUID) -> HTMLResponse:
    """Show a possible duplicate beside the referrals that it may be a double of."""
    return compare_page(visit, item_id)


def compare_page(
    visit: Visit, item_id: UUID, status: int = 200, faults: dict[str, str] | None = None
) -> HTMLResponse:
    """Show the two sides, with what was typed if a form came back with faults."""
    found = read(visit, item_id, _two_sides)
    if isinstance(found, Settled):
        return settled_page(visit, found)
    return visit.show("coordinator/compare.html", status, faults=faults or {}, form=visit.form, **found)


def read(visit: Visit, item_id: UUID, act: Any) -> Any:
    """Read an open row in one transaction; gives how it ended if somebody has settled it meanwhile.

    `act(tx, open row)` gives what a page shows. Raises NotFoundError for a row that was never there.
    """

    def reading(tx: Transaction) -> Any:
        try:
            row = open_row(tx, item_id)
        except NotFoundError:
            ended = settled_row(tx, item_id)
            if ended is None:
                raise
            return ended
        return act(tx, row)

    return visit.run(reading)


def settled_page(visit: Visit, ended: Settled) -> HTMLResponse:
    """Say that a row is off the list, and how it ended: nothing of what was typed was stored."""
    return visit.show("coordinator/settled.html", 409, ended=ended)


def _whole(tx: Transaction, row: OpenRow) -> Shown:
    shown = whole(tx, row.item.referral_id)
    known = names(tx)
    changes = amended_because(tx, row.item.referral_id)
    return {
        "row": row,
        "acts": [act for act in TriageAct if act in row.acts],
        "guidance": GUIDANCE[row.item.reason],
        "person": person_told(person(tx, row.item.referral_id)),
        "reopened": reopened_told(row.item.detail, changes, known),
        "written": [*amendments_told(changes), *written_told(written(tx, row.item.referral_id))],
        "tries": failures(tx, row.item),
        "returned": came_back(tx, row.item),
        "is_undeliverable": row.item.reason is TriageReason.UNDELIVERABLE,
        "facts": facts_told(shown["facts"], known),
        "events": timeline_told(shown["events"], known),
        "whole": shown,
        "names": known,
        "now": tx.now,
    }


def _two_sides(tx: Transaction, row: OpenRow) -> Shown:
    if row.item.reason is not TriageReason.POSSIBLE_DUPLICATE:
        raise NotFoundError("There is nothing to compare this referral with.")
    return {
        "row": row,
        "doubles": doubles(tx, row),
        "names": names(tx),
        "looks": LIKENESS_LOOKS,
        "now": tx.now,
    }
