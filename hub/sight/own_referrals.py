"""A referral as the unit that sent it sees it: what any referrer may know, and what is still its to do."""

from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent, AssignmentState, next_state
from hub.domain.codes import OPEN_STATUSES
from hub.intake import queries as intake
from hub.intake.queries.returned import is_waiting, sent_again_as
from hub.sight import referrals
from hub.sight.referrals import REFERRER_STATUS

_TAKEN_ON = "accepted"


def shown(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Show one of the scope's own referrals, recorded as seen; raises NotFoundError for any other.

    Beside what hub.sight.referrals shows: the crime type, borough, risk, version, whether it `waits` for the
    unit, what it was sent again as, which assignments can be recalled, and whether it can be withdrawn.
    """
    found = referrals.read(tx, referral_id)
    row = intake.read(tx, referral_id) or {}
    return {
        **found,
        "crime_type": row["crime_type"],
        "borough": row["borough"],
        "risk_band": row["risk_band"],
        "referring_unit": row["referring_unit"],
        "version": row["version"],
        "waits": is_waiting(tx, referral_id),
        "sent_again_as": sent_again_as(tx, referral_id),
        "recallable": _recallable(tx, referral_id),
        "can_withdraw": row["status"] in OPEN_STATUSES,
    }


def facts(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Read what one of the scope's own referrals says of the crime, the place and the risk, to change it.

    Recorded as seen; raises NotFoundError for any other.
    """
    row = intake.read(tx, referrals.own(tx, referral_id))
    audit.record(tx, Entry(event=Event.REFERRAL_VIEWED, referral_id=referral_id))
    return {**(row or {}), "can_amend": row is not None and row["status"] in OPEN_STATUSES}


def _recallable(tx: Transaction, referral_id: UUID) -> frozenset[UUID]:
    """Find what can still be taken back; one that reads as accepted is not, though a hold may hide that."""
    return frozenset(
        each["id"]
        for each in acknowledgement.of_referrals(tx, [referral_id])
        if REFERRER_STATUS[each["state"]] != _TAKEN_ON
        and isinstance(
            next_state(each["state"], AssignmentEvent.RECALL, tx.scope.role, held_from=each["held_from"]),
            AssignmentState,
        )
    )
