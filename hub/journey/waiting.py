"""An additional service may not ring before the lead has; once it may, its time to do so begins."""

from datetime import datetime
from uuid import UUID

from hub.acknowledgement import queries
from hub.acknowledgement.queries import Turn
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.clock_moves import effect_of
from hub.domain.codes import AssignmentRole
from hub.journey.finishing import terms_of
from hub.journey.suspending import keep_still
from hub.sla import actions as sla


def waits(tx: Transaction, turn: Turn) -> bool:
    """Say whether a turn is an additional service's and its lead has not reached the person yet."""
    return turn.role is AssignmentRole.ADDITIONAL and queries.lead_comes_first(tx, turn.referral_id)


def start_waiting(tx: Transaction, referral_id: UUID, at: datetime) -> None:
    """Start the contact clocks of those who waited for a lead that has engaged, or is not there any more.

    Call it whenever a lead engages or its turn ends, after the next one has its turn if there is one: then
    that one comes first. A clock that runs or ran already is left as it is, and one on hold gets its clocks
    when it is resumed.
    """
    if queries.lead_comes_first(tx, referral_id):
        return
    waiting = [
        turn
        for turn in queries.lock_live(tx, referral_id)
        if turn.role is AssignmentRole.ADDITIONAL and turn.state is S.ACCEPTED
    ]
    start_contact(tx, waiting, at)


def start_contact(tx: Transaction, turns: list[Turn], at: datetime) -> None:
    """Start the contact clocks that accepting starts; those that are there already stay as they are."""
    sla.start(tx, [(terms_of(turn), clock, at) for turn in turns for clock in effect_of(E.ACCEPT).starts])
    for turn in turns:
        keep_still(tx, turn)
