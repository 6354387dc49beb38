"""What came back to its unit: sent again from what it held, or let go with the person's details."""

from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.errors import ConflictError, NotFoundError
from hub.intake import queries as intake
from hub.intake.queries.returned import lock_returned
from hub.journey.on_record import body_of

NOT_WAITING = "This referral does not wait for you any more: it was sent again, let go, or never came back."


def body_again(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Give the submission that a returned referral came from, to be mended; recorded as a view of the person.

    Everything in it was written by the source itself. Raises NotFoundError for another's referral,
    ConflictError for one that does not wait for its unit.
    """
    row = _returned(tx, referral_id)
    audit.record(tx, Entry(event=Event.PERSON_VIEWED, referral_id=referral_id))
    return body_of(tx, row)


def let_go(tx: Transaction, referral_id: UUID) -> None:
    """Take the unit's word that it sends a returned referral no more: the person's details go at once.

    A returned referral loses them once the referrer confirms or after 30 days, blind tokens too (domain:
    consent). Raises NotFoundError and ConflictError as `body_again` does.
    """
    _returned(tx, referral_id)
    widen(tx)
    for erased in intake.erase(tx, [referral_id]):
        audit.record(tx, Entry(event=Event.PERSON_ERASED, referral_id=erased))


def _returned(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    row = intake.read(tx, referral_id)
    if row is None:
        raise NotFoundError("There is no such referral.")
    if not lock_returned(tx, referral_id):
        raise ConflictError(NOT_WAITING)
    return row
