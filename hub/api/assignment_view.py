"""An assignment as its provider sees it: the person's details open only between accepting and ending."""

from collections.abc import Mapping
from typing import Any

from hub import audit
from hub.access.agreements import is_covered
from hub.access.scopes import widen
from hub.acknowledgement import queries
from hub.api.door import plain
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentState, has_accepted
from hub.domain.calendar import london_date
from hub.domain.codes import AssignmentRole, Role, TriageReason
from hub.domain.plain import to_plain
from hub.domain.safe_contact import reconfirm_first, safe_channels
from hub.domain.submission import Contact, Identity, Needs, SealedPart, Summary
from hub.intake.actions import open_part
from hub.sla import queries as sla
from hub.triage.queries import open_reasons


def view(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    """Show one assignment; what of the person is shown is recorded as a disclosure (DPA 2018 s.62)."""
    shown = {**head(row), **_own_entries(tx, row)}
    if row["state"] is AssignmentState.COMPLETED:
        return shown
    if row["state"] not in LIVE:
        return {**shown, "notice": "This is not yours any more: do not contact the person."}
    reasons = open_reasons(tx, row["referral_id"])
    shown |= {**_facts(row), "possible_duplicate": TriageReason.POSSIBLE_DUPLICATE in reasons}
    if tx.scope.role is Role.PROVIDER:
        shown |= _personal(tx, row, is_suspended=TriageReason.UNSAFE_CONTACT in reasons)
    found: dict[str, Any] = plain(shown)
    return found


def head(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a list shows, and what is left of an assignment that has ended."""
    shown = {
        "id": row["id"],
        "reference": row["reference"],
        "service": row["service"],
        "role": row["role"],
        "state": row["state"],
        "assigned_at": row["assigned_at"],
        "acknowledged_by_link_only": row["unverified_link"],
    }
    found: dict[str, Any] = plain(shown)
    return found


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "crime_type": row["crime_type"],
        "flags": row["flags"],
        "hate_strands": row["strands"],
        "age_band": row["age_band"],
        "borough": row["borough"],
        "risk": row["risk_band"],
        "relationship": row["relationship"],
        "why": row["why"],
        "opens_at": row["opens_at"],
    }


def _own_entries(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    clocks = sla.of_assignments(tx, [row["id"]])
    found: dict[str, Any] = plain(
        {
            "clocks": [
                {
                    "clock": each["clock"],
                    "started_at": each["started_at"],
                    "due_at": each["due_at"],
                    "stopped_at": each["stopped_at"],
                    "breached": each["breached_at"] is not None,
                    "target": each["why"],
                }
                for each in clocks
            ],
            "contact_attempts": list(queries.attempts(tx, row["id"])),
        }
    )
    return found


NOBODY: Mapping[str, Any] = {"person": None, "contact": None, "summary": None}
NOT_COVERED = (
    "No personal details are shown: your contract or your data agreement is not in force. Ring the referral "
    "coordinator."
)
SUSPENDED = (
    "Contact is suspended, because an attempt was not safe: do not contact the person until the referral "
    "coordinator says how."
)


def _personal(tx: Transaction, row: Mapping[str, Any], *, is_suspended: bool) -> dict[str, Any]:
    """Show of the person what the provider may see by now, and say in a notice what is kept back."""
    accepted = has_accepted(row["state"], row["held_from"])
    if not is_covered(tx, row["id"]):
        return {"needs": None, **(NOBODY if accepted else {}), "notice": NOT_COVERED}
    needs = open_part(tx, row["referral_id"], SealedPart.NEEDS, Needs)
    shown: dict[str, Any] = {"needs": to_plain(needs) if needs else None}
    if accepted:
        shown |= _disclose(tx, row)
        if is_suspended:
            shown |= {"contact": None, "notice": SUSPENDED}
    return shown


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
        "person": to_plain(identity),
        "contact": {
            **to_plain(contact),
            "safe_channels": safe_channels(contact, sensitive=row["sensitive"]),
            "reconfirm_first": reconfirm_first(contact, london_date(tx.now)),
            "wait_for_the_lead": after_the_lead,
        },
        "summary": summary.text if summary else None,
    }
