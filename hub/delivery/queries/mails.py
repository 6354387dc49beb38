"""Messages as whoever runs the hub reads them: to which address, since when, and what came of the last try.

Without a person, a crime or a place. The reference comes from a row that an administrator's own scope does
not reach, so the caller widens the transaction first.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true, tuple_
from sqlalchemy.orm import aliased

from hub.channels import Code
from hub.db import Transaction, in_page
from hub.delivery.rules import meaning_of
from hub.domain.codes import AttemptOutcome, DeliveryKind, DeliveryState, ReturnedEffect
from hub.domain.paging import Page
from hub.models import Agency, Attempt, Delivery, Endpoint, Referral, ReturnedMailRow


class MailState(StrEnum):
    """Where a message stands that has not simply arrived."""

    WAITING = "waiting"
    IN_DOUBT = "in_doubt"
    """Its worker was lost before it could say what came of the try; it is sent again under the same id."""
    UNDELIVERABLE = "undeliverable"
    REPLACED = "replaced"
    """Could not be sent, and a later message says the same to the agency."""
    HELD = "held"
    SENT = "sent"
    """Taken by the other side; listed where it is asked for only."""


class MailSort(StrEnum):
    """By what messages may be sorted."""

    CREATED = "created"
    DUE = "due"


_LATER = aliased(Delivery)
_LAST = (
    select(Attempt.outcome, Attempt.code, Attempt.started_at)
    # a try that was given back has the number of the next one
    .where(Attempt.delivery_id == Delivery.id, Attempt.number <= Delivery.attempts)
    .order_by(Attempt.number.desc())
    .limit(1)
    .lateral("last")
)
_IS_REPLACED = (
    select(_LATER.id)
    .where(
        _LATER.referral_id == Delivery.referral_id,
        _LATER.assignment_id.is_not_distinct_from(Delivery.assignment_id),
        _LATER.kind == Delivery.kind,
        _LATER.agency_id == Delivery.agency_id,
        Delivery.chase_id.is_(None),  # each chase is one of its own
        tuple_(_LATER.created_at, _LATER.id) > tuple_(Delivery.created_at, Delivery.id),
    )
    .exists()
)
_CAME_BACK = (
    select(ReturnedMailRow.status)
    .where(
        ReturnedMailRow.delivery_id == Delivery.id,
        ReturnedMailRow.effect.in_((ReturnedEffect.SENT_ELSEWHERE, ReturnedEffect.GIVEN_UP)),
    )
    .limit(1)
    .scalar_subquery()
)
_IS_UNDER_WAY = func.coalesce(Delivery.lease_until > func.clock_timestamp(), False)
_STATE = case(
    (Delivery.state == DeliveryState.HELD, str(MailState.HELD)),
    (Delivery.state == DeliveryState.DELIVERED, str(MailState.SENT)),
    ((Delivery.state == DeliveryState.UNDELIVERABLE) & _IS_REPLACED, str(MailState.REPLACED)),
    (Delivery.state == DeliveryState.UNDELIVERABLE, str(MailState.UNDELIVERABLE)),
    ((_LAST.c.outcome == AttemptOutcome.UNKNOWN) & ~_IS_UNDER_WAY, str(MailState.IN_DOUBT)),
    else_=str(MailState.WAITING),
)
_SORTS: Mapping[MailSort, ColumnElement[Any]] = {
    MailSort.CREATED: Delivery.created_at.expression,
    MailSort.DUE: Delivery.due_at.expression,
}
_IS_DONE = Delivery.state == DeliveryState.DELIVERED
_NOT_DONE = Delivery.state.in_((DeliveryState.HELD, DeliveryState.QUEUED, DeliveryState.UNDELIVERABLE))


def mails(
    tx: Transaction,
    page: Page[MailSort],
    *,
    agencies: Collection[str] = (),
    kinds: Collection[DeliveryKind] = (),
    states: Collection[MailState] = (),
) -> tuple[Mapping[str, Any], ...]:
    """List a page of messages, and one more, with each one's sort `key`: those not arrived, unless told."""
    key = _SORTS[page.sort]
    wanted = ((Agency.slug, agencies), (Delivery.kind, kinds), (_STATE, states))
    chosen = (column.in_(values) for column, values in wanted if values)
    among = _NOT_DONE if MailState.SENT not in states else _NOT_DONE | _IS_DONE
    statement = _joined(select(*_SHOWN, key.label("key"))).where(among, *chosen)
    rows = tx.connection.execute(in_page(statement, page, key, Delivery.id)).mappings()
    return tuple(_mail(dict(row)) for row in rows)


def counts(tx: Transaction) -> Mapping[MailState, int]:
    """Count the messages that have not arrived by where they stand."""
    counted = _joined(select(_STATE.label("state"), func.count())).where(_NOT_DONE).group_by(_STATE)
    found = {row.state: row[1] for row in tx.connection.execute(counted)}
    return {state: found.get(str(state), 0) for state in MailState if state is not MailState.SENT}


_SHOWN = (
    Delivery.id,
    Delivery.kind,
    Delivery.created_at,
    Delivery.due_at,
    Delivery.attempts,
    Referral.reference,
    Agency.slug.label("agency"),
    Agency.name.label("agency_name"),
    Endpoint.channel,
    Endpoint.address,
    Endpoint.paused,
    _STATE.label("state"),
    _LAST.c.code.label("last_code"),
    _LAST.c.started_at.label("last_at"),
    _CAME_BACK.label("returned_status"),
)


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Delivery)
        .join(Agency, Agency.id == Delivery.agency_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .outerjoin(Referral, Referral.id == Delivery.referral_id)
        .outerjoin(_LAST, true())
    )


def _mail(row: dict[str, Any]) -> dict[str, Any]:
    code = Code(row["last_code"]) if row["last_code"] else None
    reason = meaning_of(row.pop("returned_status")) if code is Code.RETURNED_MAIL else None
    return {**row, "state": MailState(row["state"]), "last_code": code, "came_back": reason}
