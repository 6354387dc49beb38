"""Triage is watched itself: whoever is on duty is told what is overdue, then the commissioner.

Nothing of a person goes out: a reference and the class of the reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import HUB
from hub.audit import Entry, Event
from hub.db import Database, Transaction
from hub.delivery.actions import NewDelivery, endpoints_of, queue
from hub.directory.queries import agencies_of_kind
from hub.domain.codes import AgencyKind, DeliveryKind, EndpointPurpose, TriageAlarm, TriageStep
from hub.jobs import Job, ring
from hub.triage.queries import watching
from hub.triage.queries.watching import Length, Overdue
from hub.triage.rules import alarming, step_after

BATCH = 50
"""So many rows are told of in one message at most."""

_TELLS = {
    TriageStep.COORDINATOR: (DeliveryKind.TRIAGE_OVERDUE, AgencyKind.COORDINATOR),
    TriageStep.COMMISSIONER: (DeliveryKind.TRIAGE_ESCALATED, AgencyKind.COMMISSIONER),
}


def see_to_triage(database: Database, many: int) -> int:
    """Tell of every row that is overdue, then look at the list as a whole; gives how many rows there were.

    `many` is the length of the list that raises an alarm.
    """
    told = 0
    while True:
        found = database.run(HUB, tell_of_overdue)
        told += found
        if found < BATCH:
            break
    database.run(HUB, lambda tx: watch_the_list(tx, many))
    return told


def tell_of_overdue(tx: Transaction) -> int:
    """Take up to fifty rows whose step is due and say so in one message to each address."""
    rows = watching.take_overdue(tx, BATCH)
    for step, (kind, agency_kind) in _TELLS.items():
        due = [row for row in rows if row.next_step is step]
        if due:
            _send(tx, kind, agency_kind, EndpointPurpose.DUTY, _told_of(due))
    if rows:
        watching.set_steps(tx, [_next(tx, row) for row in rows])
        audit.record_all(tx, [_entry(row) for row in rows])
    return len(rows)


def _next(tx: Transaction, row: Overdue) -> tuple[UUID, TriageStep, Any]:
    told = step_after(row.next_step, row.reason, row.risk, tx.now, tx.calendar)
    return row.id, told.step, told.at


def _told_of(rows: Sequence[Overdue]) -> Mapping[str, Any]:
    return {
        "count": len(rows),
        "rows": [{"reference": row.reference, "reason": str(row.reason)} for row in rows],
    }


def _entry(row: Overdue) -> Entry:
    detail = {"triage_id": str(row.id), "to": str(row.next_step)}
    return Entry(event=Event.TRIAGE_ESCALATED, referral_id=row.referral_id, detail=detail)


def watch_the_list(tx: Transaction, many: int) -> None:
    """Raise and clear the alarms over the whole list; each goes out once however many workers look."""
    length = watching.length(tx)
    found = alarming(open_rows=length.open_rows, many=many, oldest_due=length.oldest_due, now=tx.now)
    for alarm in sorted(watching.raise_alarms(tx, found.raised)):
        _sound(tx, DeliveryKind.TRIAGE_ALARM, alarm, length)
    for alarm in sorted(watching.clear_alarms(tx, found.calm)):
        _sound(tx, DeliveryKind.TRIAGE_CLEARED, alarm, length)


def _sound(tx: Transaction, kind: DeliveryKind, alarm: TriageAlarm, length: Length) -> None:
    """Tell the manager of whoever is on duty, who has the list before them already."""
    detail = {"alarm": str(alarm), "count": length.open_rows}
    _send(tx, kind, AgencyKind.COORDINATOR, EndpointPurpose.MANAGER, detail)


def _send(
    tx: Transaction,
    kind: DeliveryKind,
    agency_kind: AgencyKind,
    purpose: EndpointPurpose,
    detail: Mapping[str, Any],
) -> None:
    """Queue a message to the first address for a purpose, or of the duty where there is none for it."""
    agencies = agencies_of_kind(tx, agency_kind)
    duty = endpoints_of(tx, agencies, EndpointPurpose.DUTY)
    addresses = {**duty, **endpoints_of(tx, agencies, purpose)}
    queue(tx, list(_messages(tx, kind, addresses, detail)))
    ring(tx, Job.DELIVER)


def _messages(
    tx: Transaction, kind: DeliveryKind, addresses: Mapping[UUID, Any], detail: Mapping[str, Any]
) -> Iterable[NewDelivery]:
    for agency_id, found in addresses.items():
        yield NewDelivery(
            kind=kind,
            agency_id=agency_id,
            endpoint_id=found[0].id,
            referral_id=None,
            due_at=tx.now,
            detail=detail,
        )
