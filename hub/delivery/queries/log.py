"""An agency's own addresses, and the messages that went to them, as the agency may read them itself.

A coordinator reads those of every agency, and an administrator, whose own scope reaches no referral, too.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from hub.access.scopes import assignments_of
from hub.channels import Code
from hub.db import Transaction, in_page
from hub.domain.codes import DeliveryKind, DeliveryState, Role
from hub.domain.paging import Page
from hub.models import Agency, Assignment, Attempt, Delivery, Endpoint, Referral

Found = tuple[dict[str, Any], ...]


class LogSort(StrEnum):
    """By what the log is sorted."""

    CREATED = "created"


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """What of the log is asked for; nothing named means all."""

    kinds: Sequence[DeliveryKind] = ()
    states: Sequence[DeliveryState] = ()
    referral_id: UUID | None = None


def own_addresses(tx: Transaction) -> Found:
    """Read the addresses of the scope's agency in the order in which they are tried; never a secret."""
    rows = tx.connection.execute(
        select(
            Endpoint.id,
            Endpoint.purpose,
            Endpoint.channel,
            Endpoint.address,
            Endpoint.paused,
            Endpoint.suspended_at,
            Endpoint.suspended_for,
        )
        .where(Endpoint.agency_id == tx.scope.agency_id)
        .order_by(Endpoint.purpose, Endpoint.position, Endpoint.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def own_messages(tx: Transaction, wanted: LogFilter, page: Page[LogSort]) -> Found:
    """Read one page of the messages in the scope's sight, and one row more.

    `outcome` and `tried_at` are those of the last try, None where there was none. What is held as a
    possible duplicate is not the agency's to know of yet.
    """
    statement = _messages().where(_in_sight(tx), *_conditions(wanted))
    rows = tx.connection.execute(in_page(statement, page, Delivery.created_at, Delivery.id))
    return tuple(dict(row) for row in rows.mappings())


def message(tx: Transaction, delivery_id: UUID) -> dict[str, Any] | None:
    """Read one message in the scope's sight."""
    rows = tx.connection.execute(_messages().where(_in_sight(tx), Delivery.id == delivery_id)).mappings()
    row = rows.one_or_none()
    return None if row is None else dict(row)


def is_in_sight(tx: Transaction, delivery_id: UUID) -> bool:
    """Say whether there is such a message that the scope may know of."""
    wanted = select(Delivery.id).where(_in_sight(tx), Delivery.id == delivery_id)
    return tx.connection.execute(wanted).first() is not None


def attempts_of(tx: Transaction, delivery_ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Read the tries of some messages, each in order: when, how it ended, and the other side's status."""
    rows = tx.connection.execute(
        select(
            Attempt.delivery_id,
            Attempt.number,
            Attempt.started_at,
            Attempt.ended_at,
            Attempt.outcome,
            Attempt.code,
            Attempt.status,
        )
        .where(Attempt.delivery_id.in_(delivery_ids))
        .order_by(Attempt.delivery_id, Attempt.number)
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.mappings():
        found[row["delivery_id"]].append({**row, "code": _code(row["code"])})
    return {each: tuple(tries) for each, tries in found.items()}


def _code(written: str | None) -> Code | None:
    """Give the channel's code; None for what a version before 13 wrote of a try that was none."""
    return Code(written) if written in set(Code) else None


def _messages() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Delivery.id,
            Delivery.kind,
            Delivery.referral_id,
            Delivery.assignment_id,
            Referral.reference,
            Agency.slug.label("agency"),
            Agency.name.label("agency_name"),
            Endpoint.id.label("endpoint_id"),
            Endpoint.channel,
            Endpoint.address,
            Endpoint.paused,
            Delivery.created_at.label(str(LogSort.CREATED)),
            Delivery.due_at,
            Delivery.delivered_at,
            Delivery.replayed_at,
            Delivery.state,
            Delivery.attempts,
            Attempt.outcome,
            Attempt.code,
            Attempt.started_at.label("tried_at"),
        )
        .select_from(Delivery)
        .join(Agency, Agency.id == Delivery.agency_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .outerjoin(Referral, Referral.id == Delivery.referral_id)
        .outerjoin(Attempt, and_(Attempt.delivery_id == Delivery.id, Attempt.number == _LAST))
    )


# a try of before version 13 that was taken back has a number beyond the count
_LAST = (
    select(func.max(Attempt.number))
    .where(Attempt.delivery_id == Delivery.id, Attempt.number <= Delivery.attempts)
    .correlate(Delivery)
    .scalar_subquery()
)


def _in_sight(tx: Transaction) -> ColumnElement[bool]:
    """Give the condition for the messages that a scope may know of: its agency's, of its own assignments."""
    match tx.scope.role:
        case Role.COORDINATOR | Role.ADMINISTRATOR | Role.HUB:
            return true()
        case Role.PROVIDER:
            # in a select of its own: the condition asks about messages too, and must not mean those listed
            own = select(Assignment.id).where(assignments_of(tx.scope))
            is_own = or_(Delivery.assignment_id.in_(own), Delivery.referral_id.is_(None))
            return and_(Delivery.agency_id == tx.scope.agency_id, is_own)
        case _:
            return false()


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kinds:
        found.append(Delivery.kind.in_(wanted.kinds))
    if wanted.states:
        found.append(Delivery.state.in_(wanted.states))
    if wanted.referral_id:
        found.append(Delivery.referral_id == wanted.referral_id)
    return found
