"""Calls that are to be made, as the coordinator sees them: an agency, a number and a reference, no person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import require
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.errors import NotFoundError
from hub.duty.actions.phone import spoken_to
from hub.duty.queries import phone
from hub.duty.queries.phone import Task


def listed(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """Show the open phone tasks, the soonest due first; recorded as one look at a list."""
    tasks = to_make(tx)
    audit.record(tx, Entry(event=Event.PHONE_TASKS_LISTED, detail={"count": len(tasks)}))
    return tasks


def to_make(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """Give the open phone tasks, the soonest due first, as part of a page that is recorded itself."""
    require(tx.scope, Role.COORDINATOR)
    return _shown(tx, phone.open_tasks(tx))


def one(tx: Transaction, task_id: UUID) -> dict[str, Any]:
    """Show one task with who was spoken to in its calls; recorded. Raises NotFoundError for none such."""
    require(tx.scope, Role.COORDINATOR)
    tasks = phone.known(tx, [task_id])
    if not tasks:
        raise NotFoundError("There is no such phone task.")
    entry = Entry(
        event=Event.PHONE_TASK_VIEWED,
        referral_id=tasks[0].referral_id,
        detail={"phone_task": str(task_id)},
    )
    audit.record(tx, entry)
    shown = _shown(tx, tasks)[0]
    calls = [{**_call(each), "spoken_to": spoken_to(each)} for each in phone.calls(tx, [task_id])]
    return {**shown, "calls": calls}


def _shown(tx: Transaction, tasks: Sequence[Task]) -> tuple[dict[str, Any], ...]:
    calls = phone.calls(tx, [task.id for task in tasks])
    return tuple(
        {
            "id": task.id,
            "reason": task.reason,
            "why": task.why,
            "reference": task.reference,
            "referral": task.referral_id,
            "assignment": task.assignment_id,
            "agency": task.agency,
            "agency_name": task.agency_name,
            "number": task.number,
            "answers_there": task.answers_there,
            "risk": task.risk,
            "asked_at": task.asked_at,
            "due_at": task.due_at,
            "overdue": task.ended_at is None and task.due_at <= tx.now,
            "with": "duty_desk" if task.on_desk else "coordinator",
            "alerts": task.alerts,
            "ended_at": task.ended_at,
            "end": task.end,
            "calls": [_call(each) for each in calls if each.task_id == task.id],
        }
        for task in tasks
    )


def _call(call: phone.Call) -> dict[str, Any]:
    return {"at": call.at, "outcome": call.outcome}
