"""A risk that was raised after clocks had started: less time is left, for whoever holds the referral."""

from uuid import UUID

from hub.acknowledgement import queries
from hub.db import Transaction
from hub.journey.finishing import terms_of
from hub.sla import actions as sla


def hasten(tx: Transaction, referral_id: UUID) -> None:
    """Count the running clocks of every live turn by the limits of high risk, once the risk is high."""
    for turn in queries.lock_live(tx, referral_id):
        sla.hasten(tx, terms_of(turn))
