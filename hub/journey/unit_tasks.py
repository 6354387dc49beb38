"""What a referring unit was asked to do, such as a referral to MARAC."""

from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import UnitTask
from hub.domain.errors import NotFoundError
from hub.intake.queries.returned import finish_task
from hub.intake.queries.searching import is_own


def mark_done(tx: Transaction, referral_id: UUID, task: UnitTask) -> None:
    """Take the unit's word that it has done a task; again changes nothing.

    Raises NotFoundError for a referral that the scope did not send.
    """
    if not is_own(tx, referral_id):
        raise NotFoundError("There is no such referral.")
    if finish_task(tx, referral_id, task):
        entry = Entry(event=Event.UNIT_TASK_DONE, referral_id=referral_id, detail={"task": str(task)})
        audit.record(tx, entry)
