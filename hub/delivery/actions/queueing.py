"""Messages that are to go out, or after all not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.delivery import rules
from hub.delivery.queries import notices, rows
from hub.delivery.queries.rows import Address
from hub.delivery.rules.notices import ACKNOWLEDGE_WITHIN, NOTICES
from hub.domain.codes import DeliveryKind, DeliveryState, EndpointPurpose
from hub.domain.errors import ConflictError, NotFoundError
from hub.domain.ids import new_id


@dataclass(frozen=True, kw_only=True)
class NewDelivery:
    """A message to be sent once it is due, or held until it is released."""

    kind: DeliveryKind
    agency_id: UUID
    endpoint_id: UUID
    referral_id: UUID | None
    assignment_id: UUID | None = None
    chase_id: UUID | None = None
    due_at: datetime
    held: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What the message says beside the reference, never of a person."""


def queue(tx: Transaction, deliveries: Sequence[NewDelivery]) -> tuple[UUID, ...]:
    """Write messages and, for mails about an assignment, their links; returns their ids in order."""
    if not deliveries:
        return ()
    written = [_row(tx, new) for new in deliveries]
    ids = tuple(row["id"] for row in written)
    rows.add(tx, written)
    about_a_turn = {row["id"]: row["endpoint_id"] for row in written if row["assignment_id"]}
    rows.add_links(tx, about_a_turn, tx.now + rules.LINK_LIFE)
    to_read = [row["id"] for row in written if row["kind"] in NOTICES]
    notices.expect(tx, to_read, tx.now + ACKNOWLEDGE_WITHIN)
    return ids


def endpoints_of(
    tx: Transaction,
    agency_ids: Collection[UUID],
    purpose: EndpointPurpose,
    *,
    or_suspended: bool = False,
) -> Mapping[UUID, tuple[Address, ...]]:
    """Give each agency's addresses in use for a purpose, the one to try first at the front.

    With `or_suspended` also, behind them, those that are out of use for the time being: for what must not
    get lost because an agency has no other.
    """
    found = rows.addresses(tx, agency_ids, purpose, or_suspended=or_suspended)
    return {agency: tuple(group) for agency, group in groupby(found, key=lambda each: each.agency_id)}


def release_held(tx: Transaction, referral_id: UUID) -> tuple[UUID, ...]:
    """Let a referral's messages go, now; returns their ids."""
    return rows.release(tx, referral_id)


def cancel_for_assignment(
    tx: Transaction, assignment_ids: Collection[UUID], kinds: Collection[DeliveryKind] = tuple(DeliveryKind)
) -> tuple[UUID, ...]:
    """Stop messages of these kinds that have not gone out; returns their ids."""
    return rows.cancel(tx, assignment_ids, kinds)


def perhaps_sent(tx: Transaction, assignment_ids: Collection[UUID]) -> frozenset[UUID]:
    """Name the assignments of which a message went out, or may have: it was tried at least once."""
    return rows.tried(tx, assignment_ids)


def redrive(tx: Transaction, delivery_id: UUID) -> UUID:
    """Send what was given up again, from the agency's first address on, as a new message; returns its id.

    Raises NotFoundError if no such message was given up, ConflictError if the agency has no address in use.
    """
    row = rows.failed(tx, delivery_id)
    if row is None:
        raise NotFoundError("There is no such message that was given up.")
    in_use = rows.addresses(tx, [row["agency_id"]], row.pop("purpose"))
    if not in_use:
        raise ConflictError("The agency has no address in use; correct the directory first.")
    return queue(tx, [NewDelivery(**{**row, "endpoint_id": in_use[0].id, "due_at": tx.now})])[0]


def _row(tx: Transaction, new: NewDelivery) -> dict[str, Any]:
    row = asdict(new)
    state = DeliveryState.HELD if row.pop("held") else DeliveryState.QUEUED
    begun = {"created_at": tx.now, "waiting_since": new.due_at, "attempts": 0, "link_version": 1}
    return {**row, **begun, "id": new_id(), "state": state}
