"""Getting messages out, and what their fate does to the referral."""

from uuid import UUID

from hub.access.scopes import HUB
from hub.acknowledgement import queries
from hub.acknowledgement.actions import Act, move
from hub.acknowledgement.queries import Turn
from hub.db import Database, Transaction
from hub.delivery.actions import Confirmed, GaveUp, NotAgain, Recorded, Waiting, leave_suspended
from hub.delivery.drain import Channels, DrainOptions, drain
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import DeliveryKind, RiskBand, TriageReason
from hub.intake import queries as intake
from hub.journey.alerting import tell_of_fault
from hub.journey.asking import ask_a_person
from hub.journey.finishing import finish
from hub.journey.settling import settle
from hub.triage import actions as triage

BATCH = 100


def deliver_due(database: Database, channels: Channels, options: DrainOptions) -> int:
    """Send whatever is due until nothing is; returns how many tries were made.

    What waits for an address that is not in use goes to the agency's next one first.
    """
    while database.run(HUB, _leave_suspended) == BATCH:
        pass
    return drain(lambda: database.transaction(HUB), channels, on_recorded=after_try, options=options).tried


def _leave_suspended(tx: Transaction) -> int:
    return leave_suspended(tx, BATCH)


def after_try(tx: Transaction, recorded: Recorded) -> None:
    """Move the assignment in the transaction that records the try."""
    if isinstance(recorded, Confirmed) and recorded.kind is DeliveryKind.REFERRAL:
        _hand_over(tx, recorded)
    elif isinstance(recorded, GaveUp):
        _give_up(tx, recorded)
    if isinstance(recorded, GaveUp | Waiting | NotAgain) and recorded.fault:
        tell_of_fault(tx, recorded.fault)


def _hand_over(tx: Transaction, confirmed: Confirmed) -> None:
    """Count a 2xx, or the mail server's 250, as hand-over; an answer may have come before it."""
    turn = _turn(tx, confirmed.assignment_id)
    if turn is not None and turn.state is S.QUEUED:
        moved = move(tx, turn, Act(event=E.HAND_OVER, at=confirmed.at, as_hub=True))
        finish(tx, moved, confirmed.at)


def _give_up(tx: Transaction, gave_up: GaveUp) -> None:
    """Put an undeliverable message before a person, who has it on the list already if it was an alert."""
    if gave_up.kind is DeliveryKind.ALERT or gave_up.referral_id is None:
        return
    turn = _turn(tx, gave_up.assignment_id)
    if turn is not None and gave_up.kind is DeliveryKind.REFERRAL:
        if turn.state not in {S.QUEUED, S.DELIVERED}:
            return
        finish(tx, move(tx, turn, Act(event=E.GIVE_UP, at=tx.now, as_hub=True)), tx.now)
    question = triage.Question(
        referral_id=gave_up.referral_id,
        assignment_id=gave_up.assignment_id,
        delivery_id=gave_up.delivery_id,
        risk=turn.risk if turn else _risk(tx, gave_up.referral_id),
        reason=TriageReason.UNDELIVERABLE,
        why=f"A message could not be delivered: {gave_up.why}.",
    )
    ask_a_person(tx, [question])
    settle(tx, gave_up.referral_id)


def _risk(tx: Transaction, referral_id: UUID) -> RiskBand:
    row = intake.read(tx, referral_id)
    return row["risk_band"] if row else RiskBand.NOT_KNOWN


def _turn(tx: Transaction, assignment_id: UUID | None) -> Turn | None:
    found = queries.lock_known(tx, [assignment_id]) if assignment_id else ()
    return found[0] if found else None
