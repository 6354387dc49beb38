"""A referral as its source, the coordinator and the commissioner see it; never with the person."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from hub.acknowledgement import queries as acknowledgement
from hub.api.door import plain
from hub.db import Transaction
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import Clock, ReturnReason, Role
from hub.domain.errors import NotFoundError
from hub.intake import queries as intake
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

_REFERRER_CLOCKS = frozenset({Clock.HANDED_OVER})
_REFERRER_REASONS = frozenset(str(reason) for reason in ReturnReason)
_SEES_IT_ALL = frozenset({Role.COORDINATOR, Role.COMMISSIONER})


def view(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Show one referral of the caller's; raises NotFoundError also for another agency's."""
    row = intake.read(tx, referral_id)
    if row is None:
        raise NotFoundError("There is no such referral.")
    return views(tx, [row])[0]


def views(tx: Transaction, rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
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
    shown = {
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
            if each["assignment_id"] in by_id and (role in _SEES_IT_ALL or each["clock"] in _REFERRER_CLOCKS)
        ],
        "unit_tasks": [
            {"task": each["task"], "due_at": each["due_at"], "done_at": each["done_at"]}
            for each in tasks
            if each["referral_id"] == row["id"]
        ],
        "possible_duplicates": doubles.get(row["id"], []),
    }
    found: dict[str, Any] = plain(shown)
    return found


def reasons_for(role: Role, reasons: Iterable[str]) -> list[str]:
    """Give the reasons that a role may read: a referrer learns why it came back, not what the victim said."""
    return [reason for reason in reasons if role in _SEES_IT_ALL or reason in _REFERRER_REASONS]


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
        "status": each["state"] if role in _SEES_IT_ALL else REFERRER_STATUS[each["state"]],
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
