"""A provider's inbox: what is overdue first, and never with a name."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.acknowledgement.queries import InboxSort, services_of
from hub.acknowledgement.rules import OPEN, Urgency
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import RiskBand
from hub.portal.csv_file import csv_file
from hub.portal.door import ProviderVisit
from hub.portal.listing import Asked, Listing
from hub.portal.provider.showing import Found, answer
from hub.portal.words import label
from hub.portal.words.provider import NEXT_STEPS
from hub.sight import assignments_inbox as sight
from hub.sight.assignments_inbox import Wanted

router = APIRouter()

_SLUG = re.compile(r"[a-z0-9-]{1,64}")


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError
    return text


LISTING = Listing(
    sorts=InboxSort,
    first=InboxSort.DUE,
    filters={"section": Urgency, "service": _slug, "risk": RiskBand},
)
_HEADER = (
    "Reference",
    "Service",
    "Section",
    "State",
    "Risk",
    "Crime type",
    "Borough",
    "Next step",
    "Due",
    "Received",
)


@router.get("")
def get_inbox(visit: ProviderVisit) -> HTMLResponse:
    """Show the first rows of each section, or all of one section page by page."""
    asked = LISTING.read(visit.request.query_params)
    look = _one_section if len(asked.chosen["section"]) == 1 else _sections
    return answer(
        visit, "inbox", lambda tx: {"services": services_of(tx), **look(tx, asked)},
        asked=asked, all_sections=tuple(Urgency), risks=tuple(RiskBand),
        steps=NEXT_STEPS,
    )  # fmt: skip


@router.get("/inbox.csv")
def get_inbox_file(visit: ProviderVisit) -> Response:
    """Give all rows of the same filters as a file, without anything of a person."""
    asked = LISTING.read(visit.request.query_params)

    def act(tx: Transaction) -> list[dict[str, Any]]:
        rows = sight.inbox(tx, _wanted(asked), asked.whole())
        audit.record(
            tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "provider inbox", "count": len(rows)})
        )
        return rows

    return csv_file("inbox", _HEADER, map(_cells, visit.run(act)))


def _sections(tx: Transaction, asked: Asked[InboxSort]) -> Found:
    wanted = _wanted(asked)
    return {
        "sections": sight.overview(tx, wanted, asked.page),
        "counts": sight.counts(tx, wanted),
        "next": None,
    }


def _one_section(tx: Transaction, asked: Asked[InboxSort]) -> Found:
    wanted = _wanted(asked)
    rows = sight.inbox(tx, wanted, asked.page)
    return {
        "sections": {wanted.urgencies[0]: rows[: asked.page.size]},
        "counts": sight.counts(tx, wanted),
        "next": asked.next_query(rows, str(asked.page.sort)),
    }


def _wanted(asked: Asked[InboxSort]) -> Wanted:
    chosen: Sequence[Urgency] = asked.chosen["section"] or OPEN
    ordered = [each for each in Urgency if each in chosen]
    return Wanted(urgencies=ordered, services=asked.chosen["service"], risks=asked.chosen["risk"])


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    coded = (row["urgency"], row["state"], row["risk"], row["crime_type"], row["borough"])
    instants = (row["due_at"], row["assigned_at"])
    return (
        row["reference"],
        row["service_name"],
        *(each and label(each) for each in coded),
        row["clock"] and NEXT_STEPS[row["clock"]],
        *(each and each.isoformat() for each in instants),
    )
