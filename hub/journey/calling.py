"""What came of a call: kept, and where it reached the agency taken for what it was to bring about."""

from uuid import UUID

from hub.access.scopes import require
from hub.acknowledgement.queries import one
from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.duty import PhoneEnd, PhoneOutcome, PhoneReason
from hub.domain.errors import ConflictError, NotFoundError
from hub.duty.actions import phone
from hub.duty.queries import phone as queries
from hub.duty.queries.phone import Task
from hub.journey.answering import acknowledge
from hub.journey.ending_calls import stop_alerts
from hub.journey.noticing import receive_by_phone


def record_call(tx: Transaction, task_id: UUID, outcome: PhoneOutcome, spoken_to: str) -> Task:
    """Write what came of a call; one that reached the agency ends the task and confirms what it was about.

    For the coordinator. An unread notice is then receipted, with who logged the call. The same end again
    changes nothing. Raises NotFoundError for no such task, ConflictError for another end.
    """
    require(tx.scope, Role.COORDINATOR)
    task = queries.lock(tx, task_id)
    if task is None:
        raise NotFoundError("There is no such phone task.")
    if task.ended_at is not None:
        if outcome is PhoneOutcome.REACHED and task.end is PhoneEnd.REACHED:
            return task
        raise ConflictError("This phone task has ended already.", code="not_in_this_state")
    phone.note_call(tx, task, outcome, spoken_to)
    if outcome is PhoneOutcome.REACHED:
        stop_alerts(tx, [task])
        _confirm(tx, task)
    return queries.known(tx, [task_id])[0]


def _confirm(tx: Transaction, task: Task) -> None:
    """Take a call that reached the agency for what it stands for: a receipt, or a link's confirmation."""
    if task.assignment_id is None:
        return
    if task.reason is PhoneReason.NOTICE_UNREAD:
        receive_by_phone(tx, task.assignment_id)
        return
    row = one(tx, task.assignment_id)
    if row is not None and row["unverified_link"]:
        acknowledge(tx, task.assignment_id, tx.now)
