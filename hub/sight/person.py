"""What a provider may see of the person by now, and what is kept back until something is put right."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hub import audit
from hub.access.agreements import is_covered
from hub.access.scopes import widen
from hub.acknowledgement import queries
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import has_accepted
from hub.domain.calendar import london_date
from hub.domain.codes import AssignmentRole
from hub.domain.safe_contact import reconfirm_first, safe_channels
from hub.domain.submission import Contact, Identity, Needs, SealedPart, Summary
from hub.intake.actions import open_part

NOBODY: Mapping[str, Any] = {"person": None, "contact": None, "summary": None}
NOT_COVERED = (
    "No personal details are shown: your contract or your data agreement is not in force. Ring the referral "
    "coordinator."
)
SUSPENDED = (
    "Contact is suspended, because an attempt was not safe: do not contact the person until the referral "
    "coordinator says how."
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The parts of the person that are shown, and in words what of them is not."""

    parts: dict[str, Any]
    notices: tuple[str, ...] = ()


def personal(tx: Transaction, row: Mapping[str, Any], *, is_suspended: bool, is_hidden: bool) -> Seen:
    """Show of the person what the provider may see by now, recorded as a disclosure from acceptance on.

    `is_hidden` says that a notice is not acknowledged yet; until then the way to the person is kept back
    (domain: consent and safe contact).
    """
    accepted = has_accepted(row["state"], row["held_from"])
    if not is_covered(tx, row["id"]):
        parts = {"needs": None, **(NOBODY if accepted else {})}
        return Seen(parts=parts, notices=(NOT_COVERED,))
    needs = open_part(tx, row["referral_id"], SealedPart.NEEDS, Needs)
    parts = {"needs": asdict(needs) if needs else None}
    if not accepted:
        return Seen(parts=parts)
    parts |= _disclose(tx, row)
    if is_suspended or is_hidden:
        parts |= {"contact": None, "summary": None}  # the referrer's own words may hold a number
    return Seen(parts=parts, notices=(SUSPENDED,) if is_suspended else ())


def _disclose(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    referral_id = row["referral_id"]
    contact = open_part(tx, referral_id, SealedPart.CONTACT, Contact)
    identity = open_part(tx, referral_id, SealedPart.IDENTITY, Identity)
    summary = open_part(tx, referral_id, SealedPart.SUMMARY, Summary)
    audit.record(
        tx,
        Entry(
            event=Event.DETAILS_DISCLOSED,
            referral_id=referral_id,
            assignment_id=row["id"],
            recipient_id=tx.scope.agency_id,
        ),
    )
    if contact is None or identity is None:
        return dict(NOBODY)
    widen(tx)  # the lead's turn is another agency's row
    after_the_lead = row["role"] is AssignmentRole.ADDITIONAL and queries.lead_comes_first(tx, referral_id)
    return {
        "person": asdict(identity),
        "contact": {
            **asdict(contact),
            "safe_channels": safe_channels(contact, sensitive=row["sensitive"]),
            "reconfirm_first": reconfirm_first(contact, london_date(tx.now)),
            "wait_for_the_lead": after_the_lead,
        },
        "summary": summary.text if summary else None,
    }
