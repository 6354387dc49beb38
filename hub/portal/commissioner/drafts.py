"""Drafts of the routing table: uploaded, read with all that is wrong with them, approved, published."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.directory.rules import RoutingTable, read_routing_table
from hub.domain.errors import DirectoryFileError, Fault, InvalidError
from hub.journey import commissioning
from hub.journey.commissioning import Drafted
from hub.portal.commissioner.example_words import example_in_words, gaps_in_words
from hub.portal.commissioner.table_words import in_words
from hub.portal.door import CommissionerVisit, Visit, go_to
from hub.sight import routing_drafts
from hub.sight.naming import names

router = APIRouter()

BASE = "/commissioner/routing/drafts"
NO_FILE = "Choose a file"
NO_REASON = "Say why the table changes"
OTHER_TABLE = "The file is of another table: upload it on the page of all drafts"


@router.get("/routing/drafts")
def get_drafts(visit: CommissionerVisit) -> HTMLResponse:
    """List every draft, with the form for a new one."""
    return _list(visit)


@router.post("/routing/drafts", response_model=None)
def post_draft(visit: CommissionerVisit) -> Response:
    """Keep the routing table of a file as a new draft, or as the next revision of the draft of that name."""
    try:
        drafted = visit.run(lambda tx: commissioning.draft(tx, _table(visit), visit.form.text("why")))
    except (DirectoryFileError, InvalidError) as error:
        return _list(visit, error.faults)
    return go_to(f"{BASE}/{drafted.id}")


@router.get("/routing/drafts/{routing_draft_id}")
def get_draft(visit: CommissionerVisit, routing_draft_id: UUID) -> HTMLResponse:
    """Show a draft with its check, examples, gaps, rows and history."""
    return _draft(visit, routing_draft_id)


@router.post("/routing/drafts/{routing_draft_id}/revise", response_model=None)
def post_revision(visit: CommissionerVisit, routing_draft_id: UUID) -> Response:
    """Keep the routing table of a file as the draft's next revision, which is then not approved."""

    def act(tx: Transaction) -> Drafted:
        there = routing_drafts.viewed(tx, routing_draft_id).draft
        table = _table(visit)
        if table.reference != there.reference:
            fault = Fault(pointer="/file", code="other_table", message=OTHER_TABLE)
            raise InvalidError(OTHER_TABLE, faults=(fault,))
        return commissioning.draft(tx, table, visit.form.text("why"))

    try:
        drafted = visit.run(act)
    except (DirectoryFileError, InvalidError) as error:
        return _draft(visit, routing_draft_id, error.faults)
    return go_to(f"{BASE}/{drafted.id}")


@router.post("/routing/drafts/{routing_draft_id}/approve", response_model=None)
def post_approval(visit: CommissionerVisit, routing_draft_id: UUID) -> Response:
    """Approve what the page showed, as a second person."""
    visit.run(lambda tx: commissioning.approve(tx, routing_draft_id, visit.form.text("seen")))
    return go_to(f"{BASE}/{routing_draft_id}")


@router.post("/routing/drafts/{routing_draft_id}/publish", response_model=None)
def post_publication(visit: CommissionerVisit, routing_draft_id: UUID) -> Response:
    """Publish an approved draft, for good; its faults are shown if it has any by now."""
    try:
        table_id = visit.run(lambda tx: commissioning.publish(tx, routing_draft_id, visit.form.text("seen")))
    except InvalidError as error:
        return _draft(visit, routing_draft_id, error.faults)
    return go_to(f"/commissioner/routing/tables/{table_id}")


@router.post("/routing/drafts/{routing_draft_id}/drop", response_model=None)
def post_drop(visit: CommissionerVisit, routing_draft_id: UUID) -> Response:
    """End a draft that will not be published."""
    visit.run(lambda tx: commissioning.drop(tx, routing_draft_id))
    return go_to(BASE)


def _table(visit: Visit) -> RoutingTable:
    """Read the file that was sent; raises DirectoryFileError with every fault of it, and of the form."""
    text = visit.form.files.get("file", "")
    if not text.strip():
        missing = (
            [] if visit.form.text("why") else [Fault(pointer="/why", code="required", message=NO_REASON)]
        )
        no_file = Fault(pointer="/file", code="required", message=NO_FILE)
        raise InvalidError(NO_FILE, faults=(no_file, *missing))
    return read_routing_table(text)


def _list(visit: Visit, found: tuple[Fault, ...] = ()) -> HTMLResponse:
    drafts = visit.run(routing_drafts.listed)
    return visit.show(
        "commissioner/drafts.html",
        422 if found else 200,
        drafts=drafts,
        why=visit.form.text("why"),
        **_told(found),
    )


def _draft(visit: Visit, routing_draft_id: UUID, found: tuple[Fault, ...] = ()) -> HTMLResponse:
    context = visit.run(_shown(routing_draft_id))
    why = visit.form.text("why")
    return visit.show("commissioner/draft.html", 422 if found else 200, why=why, **context, **_told(found))


def _shown(routing_draft_id: UUID) -> Callable[[Transaction], dict[str, Any]]:
    def act(tx: Transaction) -> dict[str, Any]:
        view, known = routing_drafts.viewed(tx, routing_draft_id), names(tx)
        content, checked = view.draft.content, view.checked
        tried = checked.tried if checked else [None] * len(content.examples)
        return {
            "view": view,
            "rows": [in_words(row, known) for row in view.rows],
            "examples": [
                example_in_words(each, known, came)
                for each, came in zip(content.examples, tried, strict=True)
            ],
            "signed_off": gaps_in_words(content.signed_off, known),
            "wrong": checked.faults if checked else (),
        }

    return act


def _told(found: tuple[Fault, ...]) -> Mapping[str, Any]:
    """Give what the form and the error summary say: all faults of a file lead to the file's field."""
    own = {each.pointer: each.message for each in found if each.pointer in {"/file", "/why"}}
    others = [each for each in found if each.pointer not in own]
    if not others:
        return {"faults": own}
    many = "The file has faults. They are listed at the top of this page."
    listed = [{"text": f"{_place(each)}: {each.message}", "href": "#file"} for each in others]
    return {
        "faults": {"/file": many, **own},
        "errors": [*listed, *({"text": told, "href": f"#{at.strip('/')}"} for at, told in own.items())],
    }


def _place(fault: Fault) -> str:
    return f"Line {fault.line}" if fault.line else fault.pointer
