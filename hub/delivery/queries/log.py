"""An agency's own addresses, and the messages that went to them, as the agency may read them itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select

from hub.access.scopes import assignments_of
from hub.db import Transaction, in_page
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.domain.paging import Page
from hub.models import Assignment, Attempt, Delivery, Endpoint, Referral


class LogSort(StrEnum):
    """By what the log is sorted."""

    CREATED = "created"


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """What of the log is asked for; nothing named means all."""

    kinds: Sequence[DeliveryKind] = ()
    states: Sequence[DeliveryState] = ()


def own_addresses(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """Read the addresses of the scope's agency in the order in which they are tried; never a secret."""
    rows = tx.connection.execute(
        select(Endpoint.id, Endpoint.purpose, Endpoint.channel, Endpoint.address, Endpoint.paused)
        .where(Endpoint.agency_id == tx.scope.agency_id)
        .order_by(Endpoint.purpose, Endpoint.position, Endpoint.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def own_messages(tx: Transaction, wanted: LogFilter, page: Page[LogSort]) -> tuple[dict[str, Any], ...]:
    """Read one page of the messages to the scope's agency about its own assignments, and one row more.

    `outcome` and `tried_at` are those of the last try, None where there was none. What is held as a
    possible duplicate is not the agency's to know of yet.
    """
    # in a select of its own: the condition asks about messages too, and must not mean the ones listed here
    own = select(Assignment.id).where(assignments_of(tx.scope))
    statement = (
        select(
            Delivery.id,
            Delivery.kind,
            Delivery.assignment_id,
            Referral.reference,
            Endpoint.channel,
            Endpoint.address,
            Delivery.created_at.label(str(LogSort.CREATED)),
            Delivery.state,
            Delivery.attempts,
            Attempt.outcome,
            Attempt.started_at.label("tried_at"),
        )
        .join(Referral, Referral.id == Delivery.referral_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .outerjoin(Attempt, (Attempt.delivery_id == Delivery.id) & (Attempt.number == _LAST))
        .where(
            Delivery.agency_id == tx.scope.agency_id, Delivery.assignment_id.in_(own), *_conditions(wanted)
        )
    )
    rows = tx.connection.execute(in_page(statement, page, Delivery.created_at, Delivery.id))
    return tuple(dict(row) for row in rows.mappings())


# a try that was taken back before anything was sent has a number beyond the count
_LAST = (
    select(func.max(Attempt.number))
    .where(Attempt.delivery_id == Delivery.id, Attempt.number <= Delivery.attempts)
    .correlate(Delivery)
    .scalar_subquery()
)


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kinds:
        found.append(Delivery.kind.in_(wanted.kinds))
    if wanted.states:
        found.append(Delivery.state.in_(wanted.states))
    return found
