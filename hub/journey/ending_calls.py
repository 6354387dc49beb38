"""A phone task ends by itself once what it asked for has been answered."""

from collections.abc import Collection, Iterable
from uuid import UUID

from hub.db import Transaction
from hub.delivery.queries.unsent import take_back
from hub.domain.codes import DeliveryKind
from hub.domain.duty import PhoneReason
from hub.duty.actions import phone
from hub.duty.queries.phone import Task


def no_need_to_phone(
    tx: Transaction,
    assignment_ids: Collection[UUID],
    reasons: Iterable[PhoneReason] = (PhoneReason.NOT_ANSWERED,),
) -> None:
    """End the open phone tasks about some assignments, now that they have been answered otherwise.

    By default those about an answer; a notice is answered by its receipt alone. Only in a transaction that
    sees as the hub or a coordinator does; nobody else sees phone tasks.
    """
    if assignment_ids:
        stop_alerts(tx, phone.end_answered(tx, assignment_ids, reasons))


def stop_alerts(tx: Transaction, tasks: Iterable[Task]) -> None:
    """Cancel the alerts about tasks that have ended, where they have not gone out."""
    for task in tasks:
        take_back(tx, DeliveryKind.PHONE_TASK, task.referral_id, {"task": str(task.id)})
