"""Whether an agency may hold personal details today: each send and each view asks.

Held per agency with number and expiry; none live, no delivery (domain: data agreements).
"""

from uuid import UUID

from sqlalchemy import text

from hub.db import Transaction
from hub.domain.calendar import london_date

COVERED = """
    c.starts_on <= :today AND (
        EXISTS (
            SELECT FROM contract said
            WHERE said.reference = c.reference AND said.superseded_at IS NULL
              AND (said.ends_before > :today OR said.finish_by >= :today)
        ) OR EXISTS (
            SELECT FROM contract next
            WHERE next.service_id = a.service_id AND next.superseded_at IS NULL
              AND :today >= next.starts_on AND :today < next.ends_before
        )
    ) AND EXISTS (
        SELECT FROM data_agreement t
        WHERE t.agency_id = a.agency_id AND :today >= t.starts_on AND :today < t.ends_before
    )
"""
"""Of an assignment `a` and the version `c` of a contract under which it was made: an agreement is live, and
so is the contract, by what its version in force says of its days, or another one of the service."""

_IS_COVERED = text(f"""
    SELECT {COVERED} FROM assignment a JOIN contract c ON c.id = a.contract_id WHERE a.id = :one
""")


def is_covered(tx: Transaction, assignment_id: UUID) -> bool:
    """Say whether contract and data agreement behind an assignment are in force on the day."""
    found = tx.connection.execute(_IS_COVERED, {"one": assignment_id, "today": london_date(tx.now)})
    return bool(found.scalar_one())
