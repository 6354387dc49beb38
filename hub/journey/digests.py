"""What waits, told once each working morning: to every provider, and to the referral coordinator."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from hub.access.scopes import HUB
from hub.acknowledgement.queries.waiting import Awaited, awaited
from hub.db import Database, Transaction
from hub.delivery.actions import NewDelivery, endpoints_of, queue
from hub.delivery.queries.notices import open_notices
from hub.domain.calendar import london_date
from hub.domain.codes import ChannelKind, Clock, DeliveryKind, EndpointPurpose
from hub.domain.duty import DigestFor
from hub.duty.queries import digests as queries
from hub.duty.queries.digests import Reader
from hub.duty.queries.phone import open_tasks
from hub.duty.rules.digests import digest_window, has_begun
from hub.jobs import Job, ring
from hub.triage.queries.digest import waiting

LISTED = 20
"""References of one kind in a mail; the page has them all."""

_SECTIONS: Mapping[Clock, str] = {Clock.ACKNOWLEDGED: "acknowledge", Clock.DECIDED: "decide"}
_LATER = "contact"
_OF_A_PROVIDER = ("overdue", "notices", "acknowledge", "decide", _LATER)
_KINDS = {
    DigestFor.PROVIDER: DeliveryKind.DIGEST,
    DigestFor.COORDINATOR: DeliveryKind.TRIAGE_DIGEST,
}

Sections = Mapping[str, Sequence[str]]


def send_digests(database: Database) -> int:
    """Make every digest that is due, each agency's in its own transaction; returns how many were made."""
    readers = database.run(HUB, _readers)
    return sum(database.run(HUB, partial(_digest_of, reader)) for reader in readers)


def _digest_of(reader: Reader, tx: Transaction) -> bool:
    return digest(tx, reader)


def _readers(tx: Transaction) -> tuple[Reader, ...]:
    if not has_begun(tx.now, tx.calendar):
        return ()
    return queries.readers_without(tx, london_date(tx.now))


def digest(tx: Transaction, reader: Reader) -> bool:
    """Make one agency's digest of today and queue its mail, unless nothing waits; false if it is not due.

    It is made once a day, however many look, by the row's unique key.
    """
    window = digest_window(london_date(tx.now), reader.openings, tx.calendar)
    if window is None or not window.holds(tx.now):
        return False
    digest_id = queries.claim(tx, reader, window.day)
    if digest_id is None:
        return False
    is_provider = reader.digest_for is DigestFor.PROVIDER
    sections, counts = _of_provider(tx, reader.agency_id) if is_provider else _of_coordinator(tx)
    sent = _mail(tx, reader, sections, counts) if any(counts.values()) else None
    queries.note(tx, digest_id, counts, sent)
    return True


def _of_provider(tx: Transaction, agency_id: UUID) -> tuple[Sections, Mapping[str, int]]:
    found = awaited(tx, agency_id)
    sections: dict[str, list[str]] = {
        "overdue": [],
        "notices": [],
        "acknowledge": [],
        "decide": [],
        _LATER: [],
    }
    for each in found:
        sections[_section(each)].append(each.reference)
    sections["overdue"] = [each.reference for each in found if each.due_at <= tx.now]
    sections["notices"] = list(dict.fromkeys(each.reference for each in open_notices(tx, agency_id)))
    return sections, {name: len(each) for name, each in sections.items()}


def _section(one: Awaited) -> str:
    return _SECTIONS.get(one.clock, _LATER)


def _of_coordinator(tx: Transaction) -> tuple[Sections, Mapping[str, int]]:
    rows, calls = waiting(tx, LISTED), open_tasks(tx)
    counts = {
        "calls": len(calls),
        "calls_overdue": sum(each.due_at <= tx.now for each in calls),
        "triage": rows.open,
        "triage_overdue": rows.overdue,
    }
    return {"calls": [each.reference for each in calls], "triage": rows.references}, counts


def _mail(tx: Transaction, reader: Reader, sections: Sections, counts: Mapping[str, int]) -> UUID | None:
    found = endpoints_of(tx, [reader.agency_id], EndpointPurpose.DUTY).get(reader.agency_id, ())
    mailbox = next((each for each in found if each.channel is ChannelKind.EMAIL), None)
    if mailbox is None:
        return None
    detail: dict[str, Any] = {
        "counts": dict(counts),
        "references": {name: list(each[:LISTED]) for name, each in sections.items()},
    }
    new = NewDelivery(
        kind=_KINDS[reader.digest_for],
        agency_id=reader.agency_id,
        endpoint_id=mailbox.id,
        referral_id=None,
        due_at=tx.now,
        detail=detail,
    )
    ring(tx, Job.DELIVER)
    return queue(tx, [new])[0]
