"""A provider says that it has read a notice: to stop, or that a way to the person has changed."""

from collections.abc import Collection, Iterable
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.acknowledgement.queries import one
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.queries import notices
from hub.delivery.queries.notices import Notice
from hub.domain.codes import Role
from hub.domain.duty import PhoneReason
from hub.domain.errors import NotFoundError
from hub.journey.ending_calls import no_need_to_phone


def acknowledge_notice(tx: Transaction, delivery_id: UUID) -> None:
    """Acknowledge one notice to the caller's agency; again is harmless.

    Raises NotFoundError for another agency's, and for whoever is not signed in as its provider: a mail's
    link, which a scanner may open, acknowledges none.
    """
    agency_id = tx.scope.agency_id
    is_provider = tx.scope.role is Role.PROVIDER
    found = notices.one(tx, delivery_id, agency_id) if is_provider and agency_id else None
    if found is None:
        raise NotFoundError("There is no such notice.")
    _receive(tx, [found])


def acknowledge_notices(tx: Transaction, assignment_id: UUID) -> int:
    """Acknowledge all that is open about one assignment of the caller's; returns how many that were.

    Raises NotFoundError for another agency's assignment.
    """
    if tx.scope.role is not Role.PROVIDER or one(tx, assignment_id) is None:
        raise NotFoundError("There is no such assignment.")
    return _receive(tx, notices.open_for(tx, assignment_id))


def receive_by_phone(tx: Transaction, assignment_id: UUID) -> int:
    """Take a call that reached the provider as its word for all that is open about one assignment.

    For whoever has logged that call; the receipt says who that was. Returns how many notices that were.
    """
    return _receive(tx, notices.open_for(tx, assignment_id), by_phone=True)


def _receive(tx: Transaction, found: Iterable[Notice], *, by_phone: bool = False) -> int:
    by_id = {each.id: each for each in found}
    new = notices.add_receipts(tx, list(by_id))
    audit.record_all(tx, [_entry(by_id[each], by_phone=by_phone) for each in by_id if each in new])
    _end_calls(tx, {by_id[each].assignment_id for each in new})
    return len(new)


def _end_calls(tx: Transaction, assignment_ids: Collection[UUID]) -> None:
    """Ask nobody to ring any more about an assignment of which nothing is left to read."""
    read = [each for each in assignment_ids if not notices.open_for(tx, each)]
    if read:
        widen(tx)  # whoever reads the notice does not see whom the coordinator is to ring
        no_need_to_phone(tx, read, [PhoneReason.NOTICE_UNREAD])


def _entry(notice: Notice, *, by_phone: bool) -> Entry:
    return Entry(
        event=Event.NOTICE_ACKNOWLEDGED,
        referral_id=notice.referral_id,
        assignment_id=notice.assignment_id,
        detail={"kind": notice.kind, "delivery": str(notice.id), **({"by": "phone"} if by_phone else {})},
    )
