"""An assignment as its provider sees it: the person's details open only between accepting and ending."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.agreements import is_covered
from hub.acknowledgement import queries
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.queries.notices import open_for
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import Role, TriageReason
from hub.domain.errors import ConflictError, NotFoundError
from hub.domain.submission import Identity, SealedPart
from hub.intake.actions import open_part
from hub.sealing import Place, sealer
from hub.sight.person import personal
from hub.sla import queries as sla
from hub.triage.queries import open_reasons

NOT_YOURS = "This is not yours any more: do not contact the person."
UNREAD = (
    "You have not acknowledged a notice about this referral. Until you do, no contact details are shown: do "
    "not contact the person."
)


def own(tx: Transaction, assignment_id: UUID) -> dict[str, Any]:
    """Read one assignment of the caller's, as a row for `view`; raises NotFoundError for any other."""
    row = queries.one(tx, assignment_id)
    if row is None:
        raise NotFoundError("There is no such assignment.")
    return row


def listed(
    tx: Transaction, limit: int, after: UUID | None = None, states: Iterable[AssignmentState] = ()
) -> list[dict[str, Any]]:
    """Show the heads of the caller's assignments, newest first, from after an id; of some states if named."""
    rows = queries.page(tx, limit, after, states)
    audit.record(tx, Entry(event=Event.ASSIGNMENT_VIEWED, detail={"count": len(rows)}))
    return [head(row) for row in rows]


def view(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    """Show one assignment; what of the person is shown is recorded as a disclosure (DPA 2018 s.62).

    `notice` says what is kept back and why. The transaction sees as the hub does afterwards.
    """
    audit.record(tx, _entry(Event.ASSIGNMENT_VIEWED, row))
    shown = {**head(row), **_own_entries(tx, row)}
    is_provider = tx.scope.role is Role.PROVIDER
    notices = [UNREAD] if is_provider and open_for(tx, row["id"]) else []
    if row["state"] not in LIVE:
        is_done = row["state"] is AssignmentState.COMPLETED
        return _with(shown, [*([] if is_done else [NOT_YOURS]), *notices])
    reasons = open_reasons(tx, row["referral_id"])
    shown |= {**_facts(row), "possible_duplicate": TriageReason.POSSIBLE_DUPLICATE in reasons}
    if is_provider:
        seen = personal(tx, row, is_suspended=TriageReason.UNSAFE_CONTACT in reasons, is_hidden=bool(notices))
        shown |= seen.parts
        notices = [*seen.notices, *notices]
    return _with(shown, notices)


def _with(shown: dict[str, Any], notices: list[str]) -> dict[str, Any]:
    return {**shown, "notice": " ".join(notices)} if notices else shown


def head(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a list shows, and what is left of an assignment that has ended."""
    return {
        "id": row["id"],
        "reference": row["reference"],
        "service": row["service"],
        "role": row["role"],
        "state": row["state"],
        "assigned_at": row["assigned_at"],
        "acknowledged_by_link_only": row["unverified_link"],
    }


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
    clocks = [
        {
            "clock": each["clock"],
            "started_at": each["started_at"],
            "due_at": each["due_at"],
            "stopped_at": each["stopped_at"],
            "breached": each["breached_at"] is not None,
            "met": each["met"],
            "target": each["why"],
        }
        for each in sla.of_assignments(tx, [row["id"]])
    ]
    return {"clocks": clocks, "contact_attempts": list(queries.attempts(tx, row["id"]))}


def timeline(tx: Transaction, assignment_id: UUID) -> list[dict[str, Any]]:
    """Tell what happened in one assignment of the caller's, oldest first, without anybody's free text."""
    audit.record(tx, _entry(Event.TIMELINE_VIEWED, own(tx, assignment_id)))
    return [
        {
            "at": each["at"],
            "event": each["event"],
            "state": each["after"],
            "by": each["role"],
            "verified": each["verified"],
            "reason": each["reason"],
        }
        for each in queries.events(tx, [assignment_id])
    ]


def taken_on_by(tx: Transaction, assignment_id: UUID) -> str | None:
    """Say who of the caller's own agency took an assignment on; None before, and for another agency's."""
    sealed = queries.assignee(tx, assignment_id) if tx.scope.role is Role.PROVIDER else None
    if sealed is None:
        return None
    return str(sealer().open(sealed, Place(table="assignment", column="assignee", row=assignment_id)))


def check_for_conflict(tx: Transaction, assignment_id: UUID) -> Identity:
    """Give the name alone, before deciding, to see whether the provider may take this person on; recorded.

    Raises NotFoundError for another agency's, ConflictError once it has ended or without a live agreement.
    """
    row = own(tx, assignment_id)
    if row["state"] not in LIVE:
        raise ConflictError("This is not yours any more.", code="not_in_this_state")
    if not is_covered(tx, assignment_id):
        raise ConflictError("Your contract or data agreement is not in force.", code="not_covered")
    found = open_part(tx, row["referral_id"], SealedPart.IDENTITY, Identity) or Identity()
    audit.record(tx, _entry(Event.NAME_CHECKED, row))
    return Identity(given_name=found.given_name, family_name=found.family_name)


def _entry(event: Event, row: Mapping[str, Any]) -> Entry:
    return Entry(event=event, referral_id=row["referral_id"], assignment_id=row["id"])
