"""A notice that its provider has not acknowledged within the hour: somebody rings."""

from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.delivery.queries.notices import Unread, take_unread
from hub.domain.codes import DeliveryKind
from hub.domain.duty import PhoneReason
from hub.journey.phoning import PhoneQuestion, ask_to_phone

BATCH = 100

_WHY = {
    DeliveryKind.STOP_NOTICE: (
        "They have not acknowledged within the hour that they must stop, and may still be trying to make "
        "contact."
    ),
    DeliveryKind.CONTACT_CHANGED: (
        "They have not acknowledged within the hour that a way to make contact has changed, and may be using "
        "the old one."
    ),
}


def ring_about_unread(database: Database) -> int:
    """Ask for a call about every notice whose hour is over, in batches; returns how many there were."""
    asked = 0
    while found := database.run(HUB, unread_batch):
        asked += found
    return asked


def unread_batch(tx: Transaction) -> int:
    """Ask for calls about up to a hundred notices in this transaction; returns how many."""
    found = take_unread(tx, BATCH)
    ask_to_phone(tx, [_question(each) for each in found])
    return len(found)


def _question(unread: Unread) -> PhoneQuestion:
    return PhoneQuestion(
        referral_id=unread.referral_id,
        assignment_id=unread.assignment_id,
        agency_id=unread.agency_id,
        reason=PhoneReason.NOTICE_UNREAD,
        why=_WHY[unread.kind],
    )
