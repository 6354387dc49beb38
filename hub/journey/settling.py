"""A referral's status follows from its rows; whatever may have changed it ends here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import LIVE
from hub.domain.codes import OPEN_STATUSES, ReferralStatus
from hub.intake.actions import change_status
from hub.models import Assignment, Referral, TriageItem


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a referral's status follows from."""

    status: ReferralStatus
    waits_for_a_person: bool
    is_live: bool


def status_of(standing: Standing, ending: ReferralStatus = ReferralStatus.CLOSED) -> ReferralStatus:
    """Say what the status is now; `ending` is how it ended, if nothing of it is open any more.

    What has ended stays as it ended: a row that asks a person about it, such as whether a withdrawal was the
    victim's wish, opens nothing. Only a service that is given it makes it live again.
    """
    if standing.is_live:
        return ReferralStatus.AWAITING_TRIAGE if standing.waits_for_a_person else ReferralStatus.PLACED
    if standing.status not in OPEN_STATUSES:
        return standing.status
    return ReferralStatus.AWAITING_TRIAGE if standing.waits_for_a_person else ending


def settle(tx: Transaction, referral_id: UUID) -> ReferralStatus:
    """Bring a referral's status in line with its rows and leave an event if it changed."""
    standing = read(tx, referral_id)
    return _change(tx, referral_id, standing, status_of(standing), ())


def end(
    tx: Transaction, referral_id: UUID, ending: ReferralStatus, reasons: Sequence[str] = ()
) -> ReferralStatus:
    """End a referral for good, unless some service still has it: returned, withdrawn, or a victim's no."""
    standing = read(tx, referral_id)
    return _change(tx, referral_id, standing, status_of(standing) if standing.is_live else ending, reasons)


def _change(
    tx: Transaction, referral_id: UUID, standing: Standing, after: ReferralStatus, reasons: Sequence[str]
) -> ReferralStatus:
    change_status(tx, referral_id, standing.status, after, reasons)
    if after is ReferralStatus.CLOSED and standing.status is not after:
        audit.record(tx, Entry(event=Event.REFERRAL_CLOSED, referral_id=referral_id))
    return after


def read(tx: Transaction, referral_id: UUID) -> Standing:
    """Lock a referral and read what its status follows from.

    Two statements: whoever waited for the lock must see what the other has written meanwhile.
    """
    tx.connection.execute(_LOCK, {"one": referral_id})
    row = tx.connection.execute(_READ, {"one": referral_id}).one()
    return Standing(status=row.status, waits_for_a_person=row.waits, is_live=row.live)


_ONE: BindParameter[UUID] = bindparam("one")
_LOCK = select(Referral.id).where(Referral.id == _ONE).with_for_update(key_share=True)
_WAITS = select(TriageItem.id).where(TriageItem.referral_id == _ONE, TriageItem.closed_at.is_(None))
_LIVE = select(Assignment.id).where(Assignment.referral_id == _ONE, Assignment.state.in_(LIVE))
_READ = select(Referral.status, _WAITS.exists().label("waits"), _LIVE.exists().label("live")).where(
    Referral.id == _ONE
)
