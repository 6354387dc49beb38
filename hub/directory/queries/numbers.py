"""Where an agency is rung."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, select

from hub.db import Transaction
from hub.domain.codes import EndpointPurpose
from hub.models import Endpoint, Service


@dataclass(frozen=True, kw_only=True)
class Number:
    """A telephone number of an agency, and who answers there by post, if the directory says so."""

    phone: str
    answers: str | None


_DUTY_FIRST = case((Endpoint.purpose == EndpointPurpose.DUTY, 0), else_=1)
_THERE = (EndpointPurpose.DUTY, EndpointPurpose.MANAGER)


def numbers_of(tx: Transaction, agency_ids: Collection[UUID]) -> dict[UUID, Number]:
    """Give the number at which each agency is rung: its duty desk's, its manager's, else a service's own."""
    ids = list(agency_ids)
    found: dict[UUID, Number] = {}
    services = tx.connection.execute(
        select(Service.agency_id, Service.phone)
        .where(Service.agency_id.in_(ids), Service.phone.is_not(None))
        .order_by(Service.slug.desc())
    )
    found |= {row.agency_id: Number(phone=row.phone, answers=None) for row in services}
    desks = tx.connection.execute(
        select(Endpoint.agency_id, Endpoint.phone, Endpoint.contact)
        .where(Endpoint.agency_id.in_(ids), Endpoint.phone.is_not(None), Endpoint.purpose.in_(_THERE))
        .order_by(_DUTY_FIRST.desc(), Endpoint.paused.desc(), Endpoint.position.desc(), Endpoint.id)
    )
    return found | {row.agency_id: Number(phone=row.phone, answers=row.contact) for row in desks}
