"""A turn that nobody has accepted is taken back, and the next service gets its turn."""

from hub.acknowledgement.actions import Act, move
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.codes import AssignmentRole, TriageReason
from hub.journey.finishing import Answered, finish
from hub.journey.notifying import stop
from hub.journey.replacing import place_again
from hub.journey.settling import settle
from hub.journey.waiting import start_waiting


def take_back(
    tx: Transaction,
    turn: Turn,
    act: Act,
    *,
    cause: str,
    otherwise: TriageReason = TriageReason.NOT_ANSWERED,
) -> Answered:
    """Recall a locked turn: its clocks end, late ones as breached, and who may know of it is told to stop.

    A lead is decided again because of `cause`; where nobody is left, a person is asked for the reason
    `otherwise`. Raises ConflictError where the provider has accepted.
    """
    moved = move(tx, turn, act)
    done = finish(tx, moved, act.at)
    if moved.repeated:
        return done
    stop(tx, [turn], {turn.id: moved.before})
    if turn.role is AssignmentRole.LEAD:
        place_again(tx, turn.referral_id, cause=cause, otherwise=otherwise)
        start_waiting(tx, turn.referral_id, tx.now)
    else:
        settle(tx, turn.referral_id)
    return done
