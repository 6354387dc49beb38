"""A referral as its source, the coordinator and the commissioner see it; never with the person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import Clock, ReturnReason, Role
from hub.domain.errors import NotFoundError
from hub.intake import queries as intake
from hub.sight.amendments import amended
from hub.sight.consents import agreed
from hub.sla import queries as sla
from hub.triage import queries as triage

REFERRER_STATUS: Mapping[S, str] = {
    S.QUEUED: "queued",
    S.DELIVERED: "delivered",
    S.ACKNOWLEDGED: "delivered",
    S.UNDELIVERABLE: "undeliverable",
    S.ACCEPTED: "accepted",
    S.IN_PROGRESS: "accepted",
    S.ON_HOLD: "accepted",
    S.DECLINED: "declined",
    S.COMPLETED: "ended",
    S.RELEASED: "ended",
    S.RECALLED: "ended",
    S.WITHDRAWN: "ended",
    S.VOID: "ended",
}
"""What a referrer may know of an assignment: whether it arrived and was taken on, not how the work goes."""

SEES_IT_ALL = frozenset({Role.COORDINATOR, Role.COMMISSIONER})
"""Who sees every referral and all of its history, the person aside."""

_REFERRER_CLOCKS = frozenset({Clock.HANDED_OVER})
_REFERRER_REASONS = frozenset(str(reason) for reason in ReturnReason)


def read(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Show one referral of the caller's own, and record that it was seen; raises NotFoundError."""
    found = view(tx, own(tx, referral_id))
    audit.record(tx, Entry(event=Event.REFERRAL_VIEWED, referral_id=referral_id))
    return found


def listed(tx: Transaction, limit: int, after: UUID | None = None) -> list[dict[str, Any]]:
    """Show the caller's referrals, newest first, from after an id; recorded as one look at a list."""
    rows = intake.page(tx, limit, after)
    audit.record(tx, Entry(event=Event.REFERRALS_LISTED, detail={"count": len(rows)}))
    return views(tx, rows)


def own(tx: Transaction, referral_id: UUID) -> UUID:
    """Give back the id of a referral that the caller may read; raises NotFoundError for any other.

    A source sees its own only: who was assigned a referral reads the assignment.
    """
    row = intake.read(tx, referral_id)
    if row is None or (tx.scope.role not in SEES_IT_ALL and row["source_agency_id"] != tx.scope.agency_id):
        raise NotFoundError("There is no such referral.")
    return referral_id


def view(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Show one referral in sight, as an answer to the caller's act: without an entry that it was seen.

    Raises NotFoundError also for another agency's.
    """
    row = intake.read(tx, referral_id)
    if row is None:
        raise NotFoundError("There is no such referral.")
    return views(tx, [row])[0]


def views_of(tx: Transaction, referral_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Show some referrals in sight, as `view` does each, in no order."""
    return views(tx, intake.several(tx, referral_ids)) if referral_ids else []


def views(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Show referrals that were read under the caller's scope, with few statements for many."""
    ids = [row["id"] for row in rows]
    assignments = acknowledgement.of_referrals(tx, ids)
    clocks = sla.of_assignments(tx, [each["id"] for each in assignments])
    doubles = triage.possible_duplicates(tx, ids) if tx.scope.role is Role.COORDINATOR else {}
    tasks = intake.unit_tasks(tx, ids)
    return [_view(tx.scope.role, row, assignments, clocks, tasks, doubles) for row in rows]


def _view(
    role: Role,
    row: Mapping[str, Any],
    assignments: tuple[dict[str, Any], ...],
    clocks: tuple[dict[str, Any], ...],
    tasks: tuple[dict[str, Any], ...],
    doubles: Mapping[UUID, list[str]],
) -> dict[str, Any]:
    mine = [each for each in assignments if each["referral_id"] == row["id"]]
    by_id = {each["id"]: each for each in mine}
    return {
        "id": row["id"],
        "reference": row["reference"],
        "source": row["source"],
        **_own_references(role, row),
        "received_at": row["received_at"],
        "status": row["status"],
        "reasons": reasons_for(role, row["reasons"]),
        "why": row["why"],
        "assignments": [_assignment(role, each) for each in mine],
        "clocks": [
            _clock(each, by_id[each["assignment_id"]]["service"])
            for each in clocks
            if each["assignment_id"] in by_id and (role in SEES_IT_ALL or each["clock"] in _REFERRER_CLOCKS)
        ],
        "unit_tasks": [
            {"task": each["task"], "due_at": each["due_at"], "done_at": each["done_at"]}
            for each in tasks
            if each["referral_id"] == row["id"]
        ],
        "possible_duplicates": doubles.get(row["id"], []),
    }


def reasons_for(role: Role, reasons: Iterable[str]) -> list[str]:
    """Give the reasons that a role may read: a referrer learns why it came back, not what the victim said."""
    return [reason for reason in reasons if role in SEES_IT_ALL or reason in _REFERRER_REASONS]


def _own_references(role: Role, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the source's own numbers to all but a commissioner, who could look the person up by them."""
    if role is Role.COMMISSIONER:
        return {}
    return {"source_reference": row["source_reference"], "person_reference": row["person_reference"]}


def _assignment(role: Role, each: Mapping[str, Any]) -> dict[str, Any]:
    shown = {
        "id": each["id"],
        "service": each["service"],
        "provider": each["provider"],
        "role": each["role"],
        "status": each["state"] if role in SEES_IT_ALL else REFERRER_STATUS[each["state"]],
        "why": each["why"],
    }
    return {**shown, "opens_at": each["opens_at"]} if each["opens_at"] else shown


def _clock(each: Mapping[str, Any], service: str) -> dict[str, Any]:
    return {
        "clock": each["clock"],
        "service": service,
        "started_at": each["started_at"],
        "due_at": each["due_at"],
        "stopped_at": each["stopped_at"],
        "breached": each["breached_at"] is not None,
        "target": each["why"],
    }


def timeline(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Tell what happened to a referral of the caller's, oldest first, as far as the role may know; recorded.

    Each event has `at`, and `referral` with `reasons`, `service` with `status`, what was `amended`, or to
    which service the person `agreed`. Raises NotFoundError as `own` does.
    """
    own(tx, referral_id)
    audit.record(tx, Entry(event=Event.TIMELINE_VIEWED, referral_id=referral_id))
    told = [
        *_of_itself(tx, referral_id),
        *amended(tx, referral_id),
        *agreed(tx, referral_id),
        *_of_assignments(tx, referral_id),
    ]
    return sorted(told, key=lambda each: each["at"])


def _of_itself(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "at": each["at"],
            "referral": each["after"],
            "reasons": reasons_for(tx.scope.role, each["reasons"]),
        }
        for each in intake.events(tx, referral_id)
    ]


def _of_assignments(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Tell a referrer of a status only when it changes; two states that look alike to it are one."""
    sees_it_all = tx.scope.role in SEES_IT_ALL
    assignments = {each["id"]: each for each in acknowledgement.of_referrals(tx, [referral_id])}
    events: list[dict[str, Any]] = []
    before: dict[UUID, str] = {}
    for each in acknowledgement.events(tx, assignments):
        assignment_id = each["assignment_id"]
        status = each["after"] if sees_it_all else REFERRER_STATUS[each["after"]]
        if not sees_it_all and before.get(assignment_id) == status:
            continue
        before[assignment_id] = status
        shown = {"at": each["at"], "service": assignments[assignment_id]["service"], "status": status}
        if sees_it_all:
            shown |= {"event": each["event"], "by": each["role"], "verified": each["verified"]}
        events.append(shown)
    return events
