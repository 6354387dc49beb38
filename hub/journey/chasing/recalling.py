"""The end of a ladder below high risk: the hub takes the referral back, and the next service has its turn."""

from hub.acknowledgement.actions import Act
from hub.acknowledgement.queries import lock_known
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.barring import SILENT
from hub.domain.codes import ChaseStep
from hub.journey.chasing.asking import ask_who_follows
from hub.journey.taking_back import take_back
from hub.sla import queries as sla
from hub.sla.rules import step_to_take, taken_back_from


def recall_next(tx: Transaction) -> int:
    """Take back the referral that has waited longest for it, or put that off; 1, or 0 where there is none.

    One a transaction, and the assignment is locked before anything of it is read: an answer that came a
    moment earlier has stopped the clock, and one that comes now waits and meets the truth.
    """
    assignment_id = sla.next_to_recall(tx)
    if assignment_id is None:
        return 0
    (turn,) = lock_known(tx, [assignment_id])
    chase = sla.recall_still_due(tx, assignment_id)
    if chase is None:
        return 1
    told_due_at, told_at = sla.last_told(tx, chase.clock_id) or (None, None)
    not_before = taken_back_from(chase.due_at, told_due_at, told_at, tx.calendar)
    if not_before > tx.now:
        sla.put_off(tx, chase.id, not_before)
        return 1
    sla.finish_chases(tx, [chase.id])
    if step_to_take(chase.step, risk=turn.risk, role=turn.role, state=turn.state) is ChaseStep.TRIAGE:
        ask_who_follows(tx, [chase])
    else:
        act = Act(event=E.RECALL, at=tx.now, reason=SILENT, as_hub=True)
        take_back(tx, turn, act, cause=f"recalled: {SILENT}")
    return 1
