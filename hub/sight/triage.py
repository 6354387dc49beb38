"""What needs a person, as the referral coordinator sees it; nowhere else is it shown whom it is about."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.errors import NotFoundError
from hub.domain.paging import Page
from hub.domain.submission import Contact, Identity, Notes, SealedPart
from hub.intake.actions import open_part
from hub.sealing import Place, sealer
from hub.triage import queries
from hub.triage.queries import Item
from hub.triage.queries.listing import TriageFilters, TriageSort, chosen, due_times, page
from hub.triage.rules import Section, section_of

_PARTS: tuple[tuple[SealedPart, type[Any]], ...] = (
    (SealedPart.IDENTITY, Identity),
    (SealedPart.CONTACT, Contact),
    (SealedPart.NOTES, Notes),
)


def items(tx: Transaction, limit: int, after: tuple[datetime, UUID] | None = None) -> list[dict[str, Any]]:
    """List what waits, the soonest due first, from after a row's due time and id; without the persons."""
    found = queries.open_items(tx, limit, after)
    audit.record(tx, Entry(event=Event.TRIAGE_LISTED, detail={"count": len(found)}))
    return [_shown(each, tx.now) for each in found]


def listed(
    tx: Transaction, filters: TriageFilters, asked: Page[TriageSort]
) -> tuple[tuple[dict[str, Any], ...], Mapping[Section, int]]:
    """Show one page of what waits, and how many wait in each section by now.

    The page has one row more than its size if the list goes on.
    """
    rows = page(tx, filters, asked)
    count = min(len(rows), asked.size)
    audit.record(tx, Entry(event=Event.TRIAGE_LISTED, detail={"count": count}))
    counts = Counter[Section]()
    for due_at, number in due_times(tx, filters).items():
        counts[section_of(due_at, tx.now)] += number
    return rows, counts


def exported(tx: Transaction, filters: TriageFilters, asked: Page[TriageSort]) -> tuple[dict[str, Any], ...]:
    """Give what waits for a file; recorded as taken out of the hub."""
    rows = page(tx, filters, asked)
    audit.record(tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "triage", "count": len(rows)}))
    return rows


def chosen_rows(tx: Transaction, item_ids: Collection[UUID]) -> tuple[dict[str, Any], ...]:
    """Show some open rows as the list has them."""
    rows = chosen(tx, item_ids)
    audit.record(tx, Entry(event=Event.TRIAGE_LISTED, detail={"count": len(rows)}))
    return rows


def item(tx: Transaction, item_id: UUID) -> dict[str, Any]:
    """Show one open row with the `person` whom it is about; each view is recorded (DPA 2018 s.62).

    Raises NotFoundError for a row that is closed or not there.
    """
    found = queries.read_open(tx, item_id)
    if found is None:
        raise NotFoundError("There is no such open triage row.")
    return {**_shown(found, tx.now), "person": person(tx, found.referral_id)}


def person(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Show the person of a referral that is in triage, part by part; recorded as a view.

    Keys identity, contact and notes; None for what is erased.
    """
    audit.record(tx, Entry(event=Event.PERSON_VIEWED, referral_id=referral_id))
    opened = {str(part): open_part(tx, referral_id, part, kind) for part, kind in _PARTS}
    return {name: None if value is None else asdict(value) for name, value in opened.items()}


def written(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Tell what was written at a referral's acts: why a service declined, who asked to stop; newest first.

    Only for a row that is shown with its `person`, whose view is recorded: words may name somebody. Each has
    service, event, at, reason and text (None where there is none).
    """
    turns = {each["id"]: each for each in acknowledgement.of_referrals(tx, [referral_id])}
    return [
        {
            "service": turns[each["assignment_id"]]["service_name"],
            "event": each["event"],
            "at": each["at"],
            "reason": each["reason"],
            "text": _opened(each["id"], each["text"]),
        }
        for each in acknowledgement.words(tx, turns)
    ]


def _opened(event_id: UUID, sealed: bytes | None) -> str | None:
    place = Place(table="assignment_event", column="text", row=event_id)
    return None if sealed is None else str(sealer().open(sealed, place))


def _shown(found: Item, now: datetime) -> dict[str, Any]:
    return {**asdict(found), "age_seconds": int((now - found.opened_at).total_seconds())}
