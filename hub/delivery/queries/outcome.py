"""Writing down what came of a try, only while the lease is still ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, select, text, tuple_, update

from hub.db import Transaction
from hub.delivery.queries.claim import Claimed
from hub.delivery.queries.holding import ABOUT, HOLDS
from hub.domain.codes import AttemptOutcome, DeliveryState, EndpointPurpose
from hub.models import Attempt, Delivery, Endpoint


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one try makes of its message: the state it gets, and when it is next due."""

    state: DeliveryState
    due_at: datetime | None = None
    outcome: AttemptOutcome
    code: str
    status: int | None


_LOCK = text("SELECT id FROM assignment WHERE id = :id FOR NO KEY UPDATE")
_OURS = "d.id = :id AND d.lease_token = :lease_token"
_STILL_HOLDS = text(f"SELECT coalesce({HOLDS}, false) FROM delivery d {ABOUT} WHERE {_OURS}")
_WRITE = text(f"""
    WITH written AS (
        UPDATE delivery d SET
            state = CASE WHEN d.state = '{DeliveryState.QUEUED}' THEN :state ELSE d.state END,
            due_at = coalesce(:due_at, d.due_at),
            delivered_at = CASE WHEN :outcome = '{AttemptOutcome.DELIVERED}'
                                THEN coalesce(d.delivered_at, :now) ELSE d.delivered_at END,
            lease_token = NULL, lease_until = NULL
        WHERE {_OURS}
        RETURNING d.id, d.state
    )
    UPDATE attempt SET ended_at = :now, outcome = :outcome, code = :code, status = :status
    FROM written WHERE attempt.delivery_id = written.id AND attempt.number = :attempt
    RETURNING written.state
""")


def still_holds(tx: Transaction, claimed: Claimed) -> bool:
    """Say whether a message that has waited in our hands is still ours, and still says what is so."""
    found = tx.connection.execute(_STILL_HOLDS, _ours(claimed)).scalar_one_or_none()
    return bool(found)


def lock_assignment(tx: Transaction, assignment_id: UUID) -> None:
    """Lock the assignment before its message, in the order of everybody else who writes both."""
    tx.connection.execute(_LOCK, {"id": assignment_id})


def write(tx: Transaction, claimed: Claimed, result: Result) -> DeliveryState | None:
    """Write a result; returns the message's state, perhaps cancelled meanwhile, or None: lease lost."""
    wrote = tx.connection.execute(
        _WRITE,
        {
            **_ours(claimed),
            "attempt": claimed.attempt,
            "now": tx.now,
            "state": str(result.state),
            "due_at": result.due_at,
            "outcome": str(result.outcome),
            "code": result.code,
            "status": result.status,
        },
    ).scalar_one_or_none()
    return DeliveryState(wrote) if wrote else None


def give_back(tx: Transaction, claimed: Claimed) -> None:
    """Let go of a message that was not sent: the try was none, so it goes too, and leaves no gap."""
    given = tx.connection.execute(
        update(Delivery)
        .where(Delivery.id == claimed.id, Delivery.lease_token == claimed.lease_token)
        .values(lease_token=None, lease_until=None, attempts=Delivery.attempts - 1)
        .returning(Delivery.id)
    ).first()
    if given:
        tx.connection.execute(
            delete(Attempt).where(Attempt.delivery_id == claimed.id, Attempt.number == claimed.attempt)
        )


class Placed(Protocol):
    """What has gone to one of an agency's addresses, which has its place among those of its purpose."""

    @property
    def agency_id(self) -> UUID:
        """Whose address it is."""

    @property
    def endpoint_id(self) -> UUID:
        """Which address it is."""

    @property
    def purpose(self) -> EndpointPurpose:
        """What the address is for."""

    @property
    def position(self) -> int:
        """Its place."""


def later_endpoints(tx: Transaction, claimed: Placed) -> tuple[UUID, ...]:
    """Read the agency's addresses of the same purpose that come after this one, in order.

    Going on from place to place, a message comes to an end however many addresses fail.
    """
    return tuple(
        tx.connection.execute(
            select(Endpoint.id)
            .where(
                Endpoint.agency_id == claimed.agency_id,
                Endpoint.purpose == claimed.purpose,
                ~Endpoint.paused,
                tuple_(Endpoint.position, Endpoint.id) > (claimed.position, claimed.endpoint_id),
            )
            .order_by(Endpoint.position, Endpoint.id)
        ).scalars()
    )


def _ours(claimed: Claimed) -> dict[str, UUID]:
    return {"id": claimed.id, "lease_token": claimed.lease_token}
