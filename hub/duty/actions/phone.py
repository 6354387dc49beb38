"""Phone tasks opened, alerted about, rung for and ended; each step on record."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.duty import PhoneEnd, PhoneOutcome, PhoneReason
from hub.domain.ids import new_id
from hub.duty.queries import phone
from hub.duty.queries.phone import Task
from hub.duty.rules import ANSWER_WITHIN, Alert
from hub.models import PhoneTask
from hub.sealing import Place, sealer


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """Whom to ring about which referral, and why in words of the hub's own, never of a person."""

    referral_id: UUID
    assignment_id: UUID | None
    agency_id: UUID
    reason: PhoneReason
    why: str
    number: str | None
    answers_there: str | None


def open_tasks(tx: Transaction, new: Sequence[NewTask]) -> tuple[Task, ...]:
    """Open phone tasks and return the new ones; what is open already for the same reason stays as it is."""
    added = phone.add(tx, [_row(tx, each) for each in new])
    tasks = phone.known(tx, added)
    _record(tx, Event.PHONE_TASK_OPENED, tasks)
    return tasks


def note_alert(tx: Transaction, task: Task, alert: Alert, delivery_id: UUID | None) -> None:
    """Write that an alert about a task was queued, or that there is nobody to send one to."""
    phone.alerted(tx, task.id, on_desk=alert.on_desk, next_at=alert.next_at, by=delivery_id)
    passed_on = alert.on_desk and not task.on_desk
    _record(tx, Event.PHONE_TASK_PASSED_ON if passed_on else Event.PHONE_TASK_ALERTED, [task])


def note_call(tx: Transaction, task: Task, outcome: PhoneOutcome, spoken_to: str) -> None:
    """Write what came of a call; one that reached somebody ends the task."""
    call_id = new_id()
    place = Place(table="phone_call", column="spoken_to", row=call_id)
    phone.add_call(
        tx,
        {
            "id": call_id,
            "task_id": task.id,
            "at": tx.now,
            "outcome": outcome,
            "spoken_to": sealer().seal(spoken_to, place) if spoken_to else None,
            "account_id": tx.scope.account_id,
            "key_id": tx.scope.key_id,
        },
    )
    _record(tx, Event.PHONE_CALL_RECORDED, [task], outcome=str(outcome))
    if outcome is PhoneOutcome.REACHED:
        _end(tx, [task], PhoneEnd.REACHED)


def end_answered(
    tx: Transaction, assignment_ids: Iterable[UUID], reasons: Iterable[PhoneReason]
) -> tuple[Task, ...]:
    """End the open tasks about some assignments, since what they asked for has been answered."""
    found = phone.lock_open(
        tx, PhoneTask.assignment_id.in_(list(assignment_ids)), PhoneTask.reason.in_(list(reasons))
    )
    _end(tx, found, PhoneEnd.ANSWERED)
    return found


def spoken_to(call: phone.Call) -> str | None:
    """Open who was spoken to in a call."""
    if call.spoken_to is None:
        return None
    return str(sealer().open(call.spoken_to, Place(table="phone_call", column="spoken_to", row=call.id)))


def _end(tx: Transaction, tasks: Sequence[Task], how: PhoneEnd) -> None:
    if tasks:
        phone.end(tx, [task.id for task in tasks], how)
        _record(tx, Event.PHONE_TASK_ENDED, tasks, end=str(how))


def _record(tx: Transaction, event: Event, tasks: Iterable[Task], **detail: str) -> None:
    audit.record_all(
        tx,
        [
            Entry(
                event=event,
                referral_id=task.referral_id,
                assignment_id=task.assignment_id,
                detail={"phone_task": str(task.id), **detail},
            )
            for task in tasks
        ],
    )


def _row(tx: Transaction, new: NewTask) -> dict[str, Any]:
    return {
        **asdict(new),
        "id": new_id(),
        "asked_at": tx.now,
        "due_at": tx.now + ANSWER_WITHIN,
        "on_desk": False,
        "next_at": tx.now,
        "alerts": 0,
    }
