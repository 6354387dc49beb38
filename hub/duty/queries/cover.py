"""Cover over bank holidays as rows: who is asked, who has answered, who has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, any_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import AgencyKind, RiskBand
from hub.domain.ids import new_id
from hub.duty.rules.cover import Holidays
from hub.models import Agency, Contract, Coverage, CoverRequest, Service


@dataclass(frozen=True, kw_only=True)
class Request:
    """One provider asked about some bank holidays, and what it has said: {answers, phone, hours}."""

    id: UUID
    agency_id: UUID
    agency: str
    agency_name: str
    first_day: date
    last_day: date
    asked_at: datetime
    alert_at: datetime
    alerted_at: datetime | None
    confirmed_at: datetime | None
    answers: dict[str, Any]


_REQUESTS: Select[*tuple[Any, ...]] = select(
    CoverRequest.id,
    CoverRequest.agency_id,
    Agency.slug.label("agency"),
    Agency.name.label("agency_name"),
    CoverRequest.first_day,
    CoverRequest.last_day,
    CoverRequest.asked_at,
    CoverRequest.alert_at,
    CoverRequest.alerted_at,
    CoverRequest.confirmed_at,
    CoverRequest.answers,
).join(Agency, Agency.id == CoverRequest.agency_id)
_ORDER = (CoverRequest.first_day, Agency.name, CoverRequest.id)


def not_yet_asked(tx: Transaction, first_day: date) -> tuple[UUID, ...]:
    """Name the providers with a service for high risk under contract on a day that nobody has asked about it.

    A contract whose coverage names no risk covers each.
    """
    asked = select(CoverRequest.id).where(
        CoverRequest.agency_id == Agency.id, CoverRequest.first_day == first_day
    )
    found = tx.connection.execute(
        select(Agency.id)
        .join(Service, Service.agency_id == Agency.id)
        .join(Contract, Contract.service_id == Service.id)
        .join(Coverage, Coverage.contract_id == Contract.id)
        .where(
            Agency.kind == AgencyKind.PROVIDER,
            Contract.superseded_at.is_(None),
            Contract.starts_on <= first_day,
            Contract.ends_before > first_day,
            or_(func.cardinality(Coverage.risks) == 0, any_(Coverage.risks) == str(RiskBand.HIGH)),
            ~asked.exists(),
        )
        .distinct()
        .order_by(Agency.id)
    )
    return tuple(found.scalars())


def ask(tx: Transaction, agency_ids: Sequence[UUID], holidays: Holidays) -> frozenset[UUID]:
    """Write requests, leaving out those that another worker has written; returns the agencies asked now."""
    rows = [
        {
            "id": new_id(),
            "agency_id": each,
            "first_day": holidays.first_day,
            "last_day": holidays.last_day,
            "asked_at": tx.now,
            "alert_at": max(holidays.alert_at, tx.now),
            "answers": {},
        }
        for each in agency_ids
    ]
    new = insert(CoverRequest).on_conflict_do_nothing().returning(CoverRequest.agency_id)
    return frozenset(tx.connection.execute(new, rows).scalars()) if rows else frozenset()


def from_day(tx: Transaction, day: date, agency_id: UUID | None = None) -> tuple[Request, ...]:
    """List one provider's requests, or all, about bank holidays that end on a day or later, by day."""
    own = [] if agency_id is None else [CoverRequest.agency_id == agency_id]
    rows = tx.connection.execute(_REQUESTS.where(CoverRequest.last_day >= day, *own).order_by(*_ORDER))
    return tuple(Request(**row) for row in rows.mappings())


def lock(tx: Transaction, request_id: UUID, agency_id: UUID) -> Request | None:
    """Lock one of an agency's requests; None for another agency's."""
    statement = _REQUESTS.where(CoverRequest.id == request_id, CoverRequest.agency_id == agency_id)
    row = tx.connection.execute(statement.with_for_update(of=CoverRequest)).mappings().one_or_none()
    return None if row is None else Request(**row)


def take_missed(tx: Transaction, most: int) -> tuple[Request, ...]:
    """Take requests that were to be answered by now and are not, each once, as told to the commissioner."""
    statement = (
        _REQUESTS.where(
            CoverRequest.confirmed_at.is_(None),
            CoverRequest.alerted_at.is_(None),
            CoverRequest.alert_at <= tx.now,
        )
        .order_by(*_ORDER)
        .limit(most)
        .with_for_update(of=CoverRequest, skip_locked=True)
    )
    found = tuple(Request(**row) for row in tx.connection.execute(statement).mappings())
    if found:
        told = update(CoverRequest).where(CoverRequest.id.in_([each.id for each in found]))
        tx.connection.execute(told.values(alerted_at=tx.now))
    return found


def confirm(tx: Transaction, request_id: UUID, answers: dict[str, Any]) -> None:
    """Write what a provider says about its cover."""
    tx.connection.execute(
        update(CoverRequest)
        .where(CoverRequest.id == request_id)
        .values(
            confirmed_at=tx.now,
            account_id=tx.scope.account_id,
            key_id=tx.scope.key_id,
            answers=answers,
        )
    )
