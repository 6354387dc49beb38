"""Taking due messages so that no two workers hold the same one, and no address more than it can bear.

Leases go by the database's clock, which all workers share; what is due goes by the business instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from hub.access.agreements import COVERED
from hub.db import Transaction
from hub.delivery.queries.holding import ABOUT, HOLDS, IS_READ
from hub.domain.assignment import AssignmentState
from hub.domain.calendar import london_date
from hub.domain.codes import (
    AttemptOutcome,
    ChannelKind,
    Clock,
    DeliveryKind,
    DeliveryState,
    EndpointPurpose,
    RiskBand,
)
from hub.domain.ids import new_id
from hub.domain.targets import Targets, read_targets


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message in this worker's hands until the lease ends, with all that sending it takes."""

    id: UUID
    lease_token: UUID
    attempt: int
    kind: DeliveryKind
    referral_id: UUID | None
    reference: str | None
    high_risk: bool
    assignment_id: UUID | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    assignment_state: AssignmentState | None
    targets: Targets
    covered: bool
    """Whether contract and data agreement are live, so that a referral may be handed over at all."""
    agency_id: UUID
    agency_slug: str
    endpoint_id: UUID
    purpose: EndpointPurpose
    position: int
    channel: ChannelKind
    address: str = field(repr=False)
    secret: bytes | None = field(repr=False)
    link_version: int
    awaited: Clock | None
    awaited_by: datetime | None
    created_at: datetime
    waiting_since: datetime
    """When it first was to go out, in this round."""
    tries_before: int
    """How many of its tries belong to earlier rounds: it was sent again by a person since."""
    arrived_before: bool
    """Whether the other side took it in an earlier round."""
    is_replay: bool
    """Whether a person has sent it again, so that nothing new follows if it does not arrive."""
    route: str | None = None
    mail_domains: tuple[str, ...] = ()
    second_secret: bytes | None = field(default=None, repr=False)
    token_url: str | None = None
    token_client: str | None = None
    token_scope: str | None = None
    token_secret: bytes | None = field(default=None, repr=False)
    client_certificate: bytes | None = field(default=None, repr=False)
    is_read: bool = True
    """Of an inbox: whether the agency has somebody who can sign in."""

    @property
    def made(self) -> int:
        """The number of this try in its round."""
        return self.attempt - self.tries_before


_SEALED = ("secret", "second_secret", "token_secret", "client_certificate")

_QUEUED = DeliveryState.QUEUED

_BUSY = """
    busy AS (
        SELECT endpoint_id, count(*) AS under_way FROM delivery
        WHERE lease_token IS NOT NULL AND lease_until > clock_timestamp() GROUP BY endpoint_id
    )
"""
_KINDS = ", ".join(f"'{kind}'" for kind in DeliveryKind)
_KNOWN = f"d.kind IN ({_KINDS})"
"""A message of a newer version's kind waits for a worker that knows it, and holds up no other."""
_IS_DUE = f"d.state = '{_QUEUED}' AND d.lease_token IS NULL AND d.due_at <= :now AND {_KNOWN}"
_IS_EXPIRED = f"""
    d.state = '{_QUEUED}' AND d.lease_token IS NOT NULL AND d.lease_until <= clock_timestamp() AND {_KNOWN}
    AND (NOT e.paused OR d.kind = '{DeliveryKind.TEST}')
"""

_LOCK_DUE = f"""
    WITH {_BUSY}
    SELECT e.id FROM endpoint e
    LEFT JOIN busy ON busy.endpoint_id = e.id
    CROSS JOIN LATERAL (
        SELECT d.due_at FROM delivery d WHERE d.endpoint_id = e.id AND {_IS_DUE} ORDER BY d.due_at LIMIT 1
    ) oldest
    WHERE NOT e.paused AND coalesce(busy.under_way, 0) < :in_flight
    ORDER BY oldest.due_at LIMIT :batch
    FOR NO KEY UPDATE OF e SKIP LOCKED
"""
_LOCK_EXPIRED = f"""
    WITH {_BUSY}
    SELECT e.id FROM delivery d
    JOIN endpoint e ON e.id = d.endpoint_id
    LEFT JOIN busy ON busy.endpoint_id = e.id
    WHERE {_IS_EXPIRED} AND coalesce(busy.under_way, 0) < :in_flight
    ORDER BY d.lease_until LIMIT :batch
    FOR NO KEY UPDATE OF e SKIP LOCKED
"""
_LOCK_TESTS = f"""
    SELECT e.id FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id
    WHERE {_IS_DUE} AND d.kind = '{DeliveryKind.TEST}'
    ORDER BY d.due_at LIMIT :batch
    FOR NO KEY UPDATE OF e SKIP LOCKED
"""
_TAKE = """
    WITH {busy}, chosen AS (
        SELECT due.id FROM endpoint e
        LEFT JOIN busy ON busy.endpoint_id = e.id
        CROSS JOIN LATERAL (
            SELECT d.id, d.due_at FROM delivery d
            WHERE d.endpoint_id = e.id AND {wanted}
            ORDER BY d.due_at, d.id LIMIT greatest(:in_flight - coalesce(busy.under_way, 0), 0)
            FOR UPDATE SKIP LOCKED
        ) due
        WHERE e.id = ANY(:endpoints)
        ORDER BY due.due_at, due.id LIMIT :batch
    ), facts AS MATERIALIZED (
        SELECT d.id, d.kind, d.due_at, d.referral_id, r.reference, d.assignment_id,
               coalesce(r.risk_band = '{high}', false) AS high_risk,
               a.state AS assignment_state, c.targets, d.agency_id, g.slug AS agency_slug, d.endpoint_id,
               e.purpose, e.position, e.channel, e.address, e.secret, d.link_version, d.created_at, d.detail,
               e.route, g.mail_domains, e.second_secret, e.token_url, e.token_client, e.token_scope,
               e.token_secret, e.client_certificate, {is_read} AS is_read,
               coalesce(d.waiting_since, d.created_at) AS waiting_since, d.tries_before,
               d.delivered_at IS NOT NULL AS arrived_before, d.replayed_at IS NOT NULL AS is_replay,
               k.clock AS awaited, k.due_at AS awaited_by, coalesce({holds}, false) AS holds,
               d.kind <> '{referral}' OR ({covered}) AS covered
        FROM chosen
        JOIN delivery d ON d.id = chosen.id
        JOIN endpoint e ON e.id = d.endpoint_id
        JOIN agency g ON g.id = d.agency_id
        LEFT JOIN referral r ON r.id = d.referral_id
        {about}
        LEFT JOIN contract c ON c.id = a.contract_id
    ), taken AS (
        UPDATE delivery d SET
            state = CASE WHEN facts.holds THEN d.state ELSE '{cancelled}' END,
            lease_token = CASE WHEN facts.holds THEN CAST(:lease_token AS uuid) END,
            lease_until = CASE WHEN facts.holds THEN clock_timestamp() + CAST(:lease AS interval) END,
            attempts = d.attempts + CASE WHEN facts.holds THEN 1 ELSE 0 END
        FROM facts WHERE d.id = facts.id
        RETURNING d.id, d.attempts
    ), tried AS (
        INSERT INTO attempt (id, delivery_id, number, endpoint_id, started_at, outcome)
        SELECT (CAST(:attempt_ids AS uuid[]))[row_number() OVER (ORDER BY facts.due_at)],
               facts.id, taken.attempts, facts.endpoint_id, :now, '{unknown}'
        FROM facts JOIN taken ON taken.id = facts.id WHERE facts.holds
        ON CONFLICT (delivery_id, number) DO UPDATE SET
            started_at = excluded.started_at, ended_at = NULL, outcome = excluded.outcome, code = NULL,
            status = NULL
    )
    SELECT facts.*, taken.attempts AS attempt FROM facts JOIN taken ON taken.id = facts.id
    ORDER BY facts.due_at, facts.id
"""
_PARTS = {
    "busy": _BUSY,
    "holds": HOLDS,
    "about": ABOUT,
    "covered": COVERED,
    "is_read": IS_READ,
    "referral": DeliveryKind.REFERRAL,
    "cancelled": DeliveryState.CANCELLED,
    "unknown": AttemptOutcome.UNKNOWN,
    "high": RiskBand.HIGH,
}
_DUE = text(_LOCK_DUE), text(_TAKE.format(wanted=_IS_DUE, **_PARTS))
_EXPIRED = text(_LOCK_EXPIRED), text(_TAKE.format(wanted=_IS_EXPIRED, **_PARTS))
_IS_A_TEST = f"{_IS_DUE} AND d.kind = '{DeliveryKind.TEST}'"
_TESTS = text(_LOCK_TESTS), text(_TAKE.format(wanted=_IS_A_TEST, **_PARTS))


def take_due(tx: Transaction, *, batch: int, in_flight: int, lease: timedelta) -> tuple[Claimed, ...] | None:
    """Take due messages that are in nobody's hands; none that still holds is (), none at all is None.

    The addresses are locked first, by a statement of its own: the second then sees what other claims of the
    same address have committed, so that the limit holds exactly. Locked ones are skipped, never waited for.
    """
    return _taken(tx, _DUE, batch=batch, in_flight=in_flight, lease=lease)


def take_expired(tx: Transaction, *, in_flight: int, lease: timedelta) -> tuple[Claimed, ...] | None:
    """Take one message whose worker was lost; one at a time, for it may be what killed that worker."""
    return _taken(tx, _EXPIRED, batch=1, in_flight=in_flight, lease=lease)


def take_tests(
    tx: Transaction, *, batch: int, in_flight: int, lease: timedelta
) -> tuple[Claimed, ...] | None:
    """Take tests that are due, also of addresses that are suspended: by a test one sees that it is mended."""
    return _taken(tx, _TESTS, batch=batch, in_flight=in_flight, lease=lease)


def _taken(
    tx: Transaction, statements: tuple[Any, Any], *, batch: int, in_flight: int, lease: timedelta
) -> tuple[Claimed, ...] | None:
    lock, take = statements
    wanted = {"now": tx.now, "batch": batch, "in_flight": in_flight}
    endpoints = list(tx.connection.execute(lock, wanted).scalars())
    if not endpoints:
        return None
    token = uuid4()
    wanted |= {
        "endpoints": endpoints,
        "today": london_date(tx.now),
        "lease": lease,
        "lease_token": token,
        "attempt_ids": [new_id() for _ in range(batch)],
    }
    rows = tx.connection.execute(take, wanted).mappings().all()
    return tuple(_claimed(dict(row), token) for row in rows if row["holds"]) if rows else None


def _claimed(row: dict[str, Any], token: UUID) -> Claimed:
    state, awaited = row["assignment_state"], row["awaited"]
    for left_behind in ("holds", "due_at"):
        del row[left_behind]
    return Claimed(
        **{
            **row,
            "lease_token": token,
            "kind": DeliveryKind(row["kind"]),
            "assignment_state": AssignmentState(state) if state else None,
            "targets": read_targets(row["targets"] or {}),
            "purpose": EndpointPurpose(row["purpose"]),
            "channel": ChannelKind(row["channel"]),
            **{name: bytes(row[name]) if row[name] else None for name in _SEALED},
            "mail_domains": tuple(row["mail_domains"]),
            "awaited": Clock(awaited) if awaited else None,
        }
    )
