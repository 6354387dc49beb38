"""A person says that a support agency is still there, or that it has closed; what it was before is kept."""

from dataclasses import replace

from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.directory.actions import applying
from hub.directory.actions.versions import lock, reason
from hub.directory.queries.recorded import recorded
from hub.directory.rules import SupportAgency
from hub.directory.rules.changes import Change
from hub.directory.rules.contact import Contact
from hub.domain.calendar import london_date
from hub.domain.codes import DirectoryKind
from hub.domain.errors import ConflictError, NotFoundError

CHANGED = "Somebody else has changed this entry meanwhile. Read it again first."


def vouch_for(tx: Transaction, slug: str, seen: int, contact: Contact, why: str) -> None:
    """Say that an agency was looked at today, is there, and is reached so; one that was closed is open again.

    `seen` is the version that the person read. Raises NotFoundError, and ConflictError where it is not the
    latest.
    """
    _change(tx, slug, seen, why, contact)
    record(tx, Entry(event=Event.SUPPORT_AGENCY_CHECKED, detail={"support_agency": slug}))


def say_closed(tx: Transaction, slug: str, seen: int, why: str) -> None:
    """Say that an agency was found closed today: the public reads no more of it. Raises as `vouch_for`."""
    _change(tx, slug, seen, why, None)
    record(tx, Entry(event=Event.SUPPORT_AGENCY_CLOSED, detail={"support_agency": slug}))


def _change(tx: Transaction, slug: str, seen: int, why: str, contact: Contact | None) -> None:
    """Check it off with a contact, or close it without one."""
    said, today, key = reason(why), london_date(tx.now), (DirectoryKind.SUPPORT_AGENCY, slug)
    lock(tx)
    now = recorded(tx)
    before = now.things.get(key)
    if not isinstance(before, SupportAgency):
        raise NotFoundError("There is no such support agency.")
    if now.versions[key] != seen:
        raise ConflictError(CHANGED)
    if contact is None:
        after = replace(before, checked=today, closed=today)
    else:
        after = replace(
            before,
            checked=today,
            closed=None,
            phone=contact.phone,
            email=contact.email,
            website=contact.website,
        )
    applying.apply(tx, [Change(kind=key[0], key=slug, before=before, after=after)], now.versions, said)
