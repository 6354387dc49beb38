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
    """Say what the status is now; `ending` is how it ended, if nothing of it is open any more."""
    if standing.waits_for_a_person:
        return ReferralStatus.AWAITING_TRIAGE
    if standing.is_live:
        return ReferralStatus.PLACED
    return ending if standing.status in OPEN_STATUSES else standing.status


def settle(
    tx: Transaction,
    referral_id: UUID,
    ending: ReferralStatus = ReferralStatus.CLOSED,
    reasons: Sequence[str] = (),
) -> ReferralStatus:
    """Bring a referral's status in line with its rows and leave an event if it changed."""
    standing = read(tx, referral_id)
    after = status_of(standing, ending)
    change_status(tx, referral_id, standing.status, after, reasons if after is ending else ())
    if after is ReferralStatus.CLOSED and standing.status is not after:
        audit.record(tx, Entry(event=Event.REFERRAL_CLOSED, referral_id=referral_id))
    return after


def read(tx: Transaction, referral_id: UUID) -> Standing:
    """Read what a referral's status follows from."""
    row = tx.connection.execute(_READ, {"one": referral_id}).one()
    return Standing(status=row.status, waits_for_a_person=row.waits, is_live=row.live)


_ONE: BindParameter[UUID] = bindparam("one")
_WAITS = select(TriageItem.id).where(TriageItem.referral_id == _ONE, TriageItem.closed_at.is_(None))
_LIVE = select(Assignment.id).where(Assignment.referral_id == _ONE, Assignment.state.in_(LIVE))
_READ = select(Referral.status, _WAITS.exists().label("waits"), _LIVE.exists().label("live")).where(
    Referral.id == _ONE
)
