"""Somebody is to ring: the coordinator on duty, then the force's duty desk, until an agency is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.access.scopes import HUB, widen
from hub.db import Database, Transaction
from hub.delivery.actions import NewDelivery, queue
from hub.delivery.rules import instant_in_words
from hub.directory.actions.on_call import on_call
from hub.directory.queries.numbers import Number, numbers_of
from hub.domain.calendar import london_date
from hub.domain.codes import DeliveryKind
from hub.domain.duty import PhoneReason
from hub.duty import rules
from hub.duty.actions import phone
from hub.duty.queries import phone as queries
from hub.duty.queries.phone import Task
from hub.duty.queries.rota import shifts_on
from hub.duty.rules import Alert, OnDuty
from hub.jobs import Job, ring
from hub.settings import settings

BATCH = 100


@dataclass(frozen=True, kw_only=True)
class PhoneQuestion:
    """Whom to ring about which referral, and why: in the hub's own words, never of a person or a crime."""

    referral_id: UUID
    agency_id: UUID
    reason: PhoneReason
    why: str
    assignment_id: UUID | None = None


def ask_to_phone(tx: Transaction, asked: Sequence[PhoneQuestion]) -> tuple[UUID, ...]:
    """Open a phone task for each question and alert whoever is on duty; returns the ids of the new tasks.

    One that is open already for the same referral, assignment, agency and reason stays as it is. The number
    is the agency's duty desk's, else its manager's, else a service's. Sees as the hub does afterwards.
    """
    if not asked:
        return ()
    widen(tx)
    numbers = numbers_of(tx, {each.agency_id for each in asked})
    opened = phone.open_tasks(tx, [_new(each, numbers) for each in asked])
    duty = duty_at(tx)
    for task in opened:
        _alert(tx, task, rules.first_alert(duty, tx.now), duty)
    return tuple(task.id for task in opened)


def ring_on(database: Database) -> int:
    """Alert about every open task whose hour is over, in batches; returns how many alerts there were."""
    alerted = 0
    while found := database.run(HUB, ring_on_batch):
        alerted += found
    return alerted


def ring_on_batch(tx: Transaction) -> int:
    """Pass on or repeat up to a hundred phone tasks in this transaction; returns how many."""
    tasks = queries.lock_due(tx, BATCH)
    if not tasks:
        return 0
    duty = duty_at(tx)
    for task in tasks:
        _alert(tx, task, rules.next_alert(duty, tx.now, on_desk=task.on_desk), duty)
    return len(tasks)


def duty_at(tx: Transaction) -> OnDuty:
    """Say who is on duty at the transaction's instant."""
    return rules.on_duty(shifts_on(tx, london_date(tx.now)), tx.now, tx.calendar)


def _new(asked: PhoneQuestion, numbers: dict[UUID, Number]) -> phone.NewTask:
    number = numbers.get(asked.agency_id)
    return phone.NewTask(
        referral_id=asked.referral_id,
        assignment_id=asked.assignment_id,
        agency_id=asked.agency_id,
        reason=asked.reason,
        why=asked.why,
        number=number.phone if number else None,
        answers_there=number.answers if number else None,
    )


def _alert(tx: Transaction, task: Task, alert: Alert, duty: OnDuty) -> None:
    fallback = settings().duty_mailbox
    to = [(duty.coordinator.mailbox if duty.coordinator else fallback, False)] if alert.to_coordinator else []
    to += [(duty.desk.mailbox, True)] if alert.to_desk and duty.desk else []
    sent = [_mail(tx, task, mailbox, is_desk=is_desk) for mailbox, is_desk in to]
    phone.note_alert(tx, task, alert, next((each for each in sent if each), None))
    ring(tx, Job.DELIVER)


def _mail(tx: Transaction, task: Task, mailbox: str, *, is_desk: bool) -> UUID | None:
    """Queue the alert; the desk is told the number and the reference alone, as it does not sign in."""
    found = on_call(tx, mailbox)
    if found is None:
        return None
    agency_id, endpoint_id = found
    new = NewDelivery(
        kind=DeliveryKind.PHONE_TASK,
        agency_id=agency_id,
        endpoint_id=endpoint_id,
        referral_id=task.referral_id,
        due_at=tx.now,
        detail={
            "task": str(task.id),
            "for_desk": is_desk,
            "number": task.number,
            "repeats": task.alerts,
            "asked": instant_in_words(task.asked_at),
        },
    )
    return queue(tx, [new])[0]
