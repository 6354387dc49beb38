"""Every referral in sight, listed without the person, for whoever watches over all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from hub.access.scopes import referrals_of
from hub.db import Transaction, in_page
from hub.domain.assignment import LIVE
from hub.domain.codes import AssignmentRole, Borough, CrimeType, ReferralStatus, RiskBand
from hub.domain.paging import Page
from hub.models import Agency, Assignment, Referral, Service


class OverviewSort(StrEnum):
    """By what referrals are sorted."""

    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class OverviewFilters:
    """Which referrals are wanted; an empty one asks for nothing.

    `provider` and `service` are slugs of who has or had the referral. `received_from` is the first instant
    of receipt, `received_to` the first one after the last.
    """

    status: Collection[ReferralStatus] = ()
    provider: Collection[str] = ()
    service: Collection[str] = ()
    borough: Collection[Borough] = ()
    crime_type: Collection[CrimeType] = ()
    risk: Collection[RiskBand] = ()
    received_from: datetime | None = None
    received_to: datetime | None = None


def overview(
    tx: Transaction, filters: OverviewFilters, page: Page[OverviewSort]
) -> tuple[dict[str, Any], ...]:
    """Read a page of the scope's referrals, one more than its size if there is a next one.

    Rows of id, reference, received_at, source and source_name, crime_type, borough, risk_band, status and
    reasons, with the lead's service, service_name, provider and provider_name: the live lead's, else that of
    the last one, else None. Nothing by which a source knows the person is among them.
    """
    statement = _OVERVIEW.where(referrals_of(tx.scope), *_wanted(filters))
    rows = tx.connection.execute(in_page(statement, page, Referral.received_at, Referral.id))
    return tuple(dict(row) for row in rows.mappings())


_LEAD = (
    select(
        Service.slug.label("service"),
        Service.name.label("service_name"),
        Agency.slug.label("provider"),
        Agency.name.label("provider_name"),
    )
    .select_from(Assignment)
    .join(Service, Service.id == Assignment.service_id)
    .join(Agency, Agency.id == Assignment.agency_id)
    .where(Assignment.referral_id == Referral.id, Assignment.role == AssignmentRole.LEAD)
    .order_by(Assignment.state.in_(LIVE).desc(), Assignment.assigned_at.desc(), Assignment.id.desc())
    .limit(1)
    .correlate(Referral)
    .lateral("lead")
)
_SOURCE = Agency.__table__.alias("source_agency")
_OVERVIEW: Select[*tuple[Any, ...]] = (
    select(
        Referral.id,
        Referral.reference,
        Referral.received_at,
        _SOURCE.c.slug.label("source"),
        _SOURCE.c.name.label("source_name"),
        Referral.crime_type,
        Referral.borough,
        Referral.risk_band,
        Referral.status,
        Referral.reasons,
        _LEAD.c.service,
        _LEAD.c.service_name,
        _LEAD.c.provider,
        _LEAD.c.provider_name,
    )
    .join(_SOURCE, _SOURCE.c.id == Referral.source_agency_id)
    .outerjoin(_LEAD, _LEAD.c.service.is_not(None))
)


def _wanted(filters: OverviewFilters) -> list[ColumnElement[bool]]:
    by_column = {
        Referral.status: filters.status,
        Referral.borough: filters.borough,
        Referral.crime_type: filters.crime_type,
        Referral.risk_band: filters.risk,
    }
    wanted: list[ColumnElement[bool]] = [
        column.in_(list(values)) for column, values in by_column.items() if values
    ]
    if filters.provider or filters.service:
        wanted.append(_given(filters))
    if filters.received_from is not None:
        wanted.append(Referral.received_at >= filters.received_from)
    if filters.received_to is not None:
        wanted.append(Referral.received_at < filters.received_to)
    return wanted


def _given(filters: OverviewFilters) -> ColumnElement[bool]:
    """Say that one of the services, of one of the providers, has or had it."""
    given = (
        select(Assignment.id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(Assignment.referral_id == Referral.id)
    )
    if filters.provider:
        given = given.where(Agency.slug.in_(list(filters.provider)))
    if filters.service:
        given = given.where(Service.slug.in_(list(filters.service)))
    return given.exists()
