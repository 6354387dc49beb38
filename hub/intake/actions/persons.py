"""A person's sealed parts: opened for those who may see them, and erased in time."""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.plain import from_plain
from hub.domain.submission import SealedPart
from hub.intake import queries
from hub.sealing import Place, sealer

T = TypeVar("T")

RETURNED_KEPT = timedelta(days=30)
"""How long the details stay of a referral that nobody supports, such as one that was returned."""


def open_part(tx: Transaction, referral_id: UUID, part: SealedPart, kind: type[T]) -> T | None:
    """Open one sealed part of a person as its value; None once the details are erased.

    Opening is not showing: whoever shows it to somebody records a view or a disclosure.
    """
    sealed = queries.sealed_person(tx, referral_id)
    found = sealed and sealed[str(part)]
    if not found:
        return None
    return from_plain(kind, sealer().open(found, Place(table="person", column=part, row=referral_id)))


def erase_lapsed(tx: Transaction, limit: int = 200) -> int:
    """Erase the persons of referrals that nobody has supported for 30 days; says how many.

    The log holds that it was done, never what it was (DPA 2018 s.62).
    """
    erased = queries.erase(tx, queries.lapsed(tx, tx.now - RETURNED_KEPT, limit))
    audit.record_all(
        tx, [Entry(event=Event.PERSON_ERASED, referral_id=referral_id) for referral_id in erased]
    )
    return len(erased)
