"""One referral as its provider sees it, and what is done there with a single button."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.delivery.queries.notices import open_for
from hub.domain.assignment import LIVE, has_accepted
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.calendar import london_date
from hub.domain.codes import ConsentHow, Role
from hub.domain.errors import NotFoundError
from hub.journey import acknowledge
from hub.journey.noticing import acknowledge_notice
from hub.journey.suspending import is_suspended
from hub.portal.agreed import agreed_told
from hub.portal.clock_words import clocks_told
from hub.portal.door import ProviderVisit, go_to
from hub.portal.provider.offers import offered
from hub.portal.provider.safe_contact import guidance
from hub.portal.provider.showing import Found, answer, path_of
from hub.portal.provider.story import told
from hub.portal.words import label
from hub.portal.words.provider import language
from hub.sight import assignments as sight
from hub.sight.clocks import clock_stories
from hub.sight.consents import addable, agreed
from hub.sight.naming import names

router = APIRouter()

AGREED = "agreed"
"""What an address says where a yes to another service was recorded just now."""


@router.get("/assignments/{assignment_id}")
def get_turn(visit: ProviderVisit, assignment_id: UUID, done: str = "") -> HTMLResponse:
    """Show one referral: how to make contact safely above everything else, once that may be known."""
    return answer(visit, "turn", lambda tx: look(tx, assignment_id, done), about=assignment_id)


@router.post("/assignments/{assignment_id}/check-for-conflict")
def post_check_for_conflict(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Show the name on the answer alone, and record that it was seen."""

    def look(tx: Transaction) -> Found:
        row = sight.own(tx, assignment_id)
        return {
            "turn": sight.head(row),
            "offers": offered(row),
            "found": sight.check_for_conflict(tx, assignment_id),
        }

    return answer(visit, "conflict", look)


@router.post("/assignments/{assignment_id}/acknowledge", response_model=None)
def post_acknowledge(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Say that it has been seen."""
    visit.run(lambda tx: acknowledge(tx, assignment_id, tx.now))
    return go_to(path_of(assignment_id, E.ACKNOWLEDGE))


@router.post("/assignments/{assignment_id}/notices", response_model=None)
def post_notices(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Acknowledge the notices that the page showed; one that came after it stays open."""

    def act(tx: Transaction) -> None:
        sight.own(tx, assignment_id)
        for each in visit.form.many("notice"):
            acknowledge_notice(tx, _id_of(each))

    visit.run(act)
    return go_to(path_of(assignment_id))


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError("There is no such notice.") from error


def look(tx: Transaction, assignment_id: UUID, done: str) -> Found:
    """Find what the page of one assignment shows; `done` is what its address says was just done.

    Raises NotFoundError for another agency's.
    """
    row = sight.own(tx, assignment_id)
    events = sight.timeline(tx, assignment_id)
    suspended = is_suspended(tx, row["referral_id"])
    found: Found = {
        "notices": open_for(tx, assignment_id),
        "offers": offered(
            row,
            is_suspended=suspended,
            is_assessed=any(each["event"] is E.ASSESS for each in events),
        ),
        "clock_stories": clocks_told(clock_stories(tx, [assignment_id])),
        "taken_on_by": sight.taken_on_by(tx, assignment_id),
        # what a link says was done is said again only if it was the last thing that the provider did
        "done": done if (events[-1]["event"], events[-1]["by"]) == (done, Role.PROVIDER) else "",
        "is_suspended": suspended,
        "is_live": row["state"] in LIVE,
        "has_accepted": has_accepted(row["state"], row["held_from"]),
    }
    seen = sight.view(tx, row)  # from here on the transaction sees as the hub does
    return {
        **found,
        **_agreeing(tx, row, events, done),
        "turn": {**seen, "service_name": row["service_name"]},
        "guidance": _guidance(tx, seen, is_suspended=suspended),
        "language": language,
    }


def _agreeing(
    tx: Transaction, row: Mapping[str, Any], events: Sequence[Mapping[str, Any]], done: str
) -> Found:
    """Find to what the person may agree still, and what happened with each earlier yes in its place."""
    yeses = agreed(tx, row["referral_id"], row["id"])
    known = names(tx) if yeses else None
    story = [*told(events), *(agreed_told(each, known) | {"by": "your service"} for each in yeses if known)]
    was_last = bool(yeses) and yeses[-1]["at"] >= events[-1]["at"]
    today = london_date(tx.now)
    given_on = {"day": today.day, "month": today.month, "year": today.year}
    return {
        "events": sorted(story, key=lambda each: each["at"]),
        "addable": addable(tx, row),
        "hows": [(each, label(each)) for each in ConsentHow],
        "yes": {"services": (), "how": "", "given_on": given_on},
        **({"done": AGREED} if done == AGREED and was_last else {}),
    }


def _guidance(tx: Transaction, seen: Mapping[str, Any], *, is_suspended: bool) -> Any:
    contact = seen.get("contact")
    return guidance(contact, tx.now) if contact and not is_suspended else None
