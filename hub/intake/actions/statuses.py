"""A referral's status and its history."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from hub.db import Transaction
from hub.domain.codes import ReferralStatus
from hub.domain.ids import new_id
from hub.intake import queries
from hub.models import ReferralEvent


def change_status(
    tx: Transaction,
    referral_id: UUID,
    before: ReferralStatus,
    after: ReferralStatus,
    reasons: Sequence[str] = (),
) -> None:
    """Move a referral to another status and leave a row of it; the same status again changes nothing."""
    if before is after:
        return
    queries.set_status(tx, referral_id, after, reasons or None)
    last = queries.last_changed_at(tx, referral_id)
    tx.append(
        ReferralEvent,
        [
            {
                "id": new_id(),
                "referral_id": referral_id,
                # after what it follows, also where this machine's clock is behind or was set back
                "at": tx.now if last is None or last <= tx.now else last + timedelta(microseconds=1),
                "before": before,
                "after": after,
                "role": tx.scope.role,
                "agency_id": tx.scope.agency_id,
                "reasons": list(reasons),
            }
        ],
    )
