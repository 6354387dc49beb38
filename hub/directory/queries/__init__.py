"""Who there is and what they offer, on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Date, and_, bindparam, case, false, func, or_, select

from hub.db import Transaction
from hub.domain.assignment import LIVE
from hub.domain.codes import AgencyKind, PauseReason
from hub.domain.ladders import read_ladders
from hub.domain.offer import Offer
from hub.domain.opening import Opening
from hub.domain.targets import read_targets
from hub.models import (
    Account,
    Agency,
    Assignment,
    Contract,
    DataAgreement,
    Endpoint,
    Service,
    ServicePause,
    Unit,
)


@dataclass(frozen=True, kw_only=True)
class KnownAgency:
    """An agency by id, slug and kind, with its referring units by slug."""

    id: UUID
    slug: str
    name: str
    kind: AgencyKind
    units: dict[str, UUID]


def agency(tx: Transaction, *, agency_id: UUID | None = None, slug: str | None = None) -> KnownAgency | None:
    """Read one agency with its units, by id or by slug."""
    wanted = Agency.id == agency_id if agency_id else Agency.slug == slug
    rows = tx.connection.execute(
        select(
            Agency.id,
            Agency.slug,
            Agency.name,
            Agency.kind,
            Unit.slug.label("unit"),
            Unit.id.label("unit_id"),
        )
        .outerjoin(Unit, Unit.agency_id == Agency.id)
        .where(wanted)
    ).all()
    if not rows:
        return None
    first = rows[0]
    units = {row.unit: row.unit_id for row in rows if row.unit}
    return KnownAgency(id=first.id, slug=first.slug, name=first.name, kind=first.kind, units=units)


def agencies_of_kind(tx: Transaction, kind: AgencyKind) -> frozenset[UUID]:
    """Name the agencies of a kind."""
    return frozenset(tx.connection.execute(select(Agency.id).where(Agency.kind == kind)).scalars())


def offers_on(tx: Transaction, day: date) -> dict[str, Offer]:
    """Read every service as it stands on a London day, by slug."""
    rows = tx.connection.execute(_OFFERS, {"day": day})
    return {row["slug"]: _offer(dict(row)) for row in rows.mappings()}


DAY: BindParameter[date] = bindparam("day", type_=Date())
LIVE_CONTRACT = and_(
    Contract.service_id == Service.id,
    Contract.superseded_at.is_(None),
    Contract.starts_on <= DAY,
    Contract.ends_before > DAY,
)
"""A service's contract in force on the bound `day`."""
_AGREEMENT = (
    select(DataAgreement.id)
    .where(
        DataAgreement.agency_id == Service.agency_id,
        DataAgreement.starts_on <= DAY,
        DataAgreement.ends_before > DAY,
    )
    .exists()
)
_PAUSES = select(ServicePause.id).where(
    ServicePause.service_id == Service.id,
    ServicePause.starts_on <= DAY,
    or_(ServicePause.ends_before.is_(None), ServicePause.ends_before > DAY),
)
IS_PAUSED = _PAUSES.where(ServicePause.reason != PauseReason.FULL).exists()
"""The service takes nobody new on the bound `day`, for another reason than that it is full."""
_IN_HAND = (
    select(func.count())
    .where(
        Assignment.agency_id == Service.agency_id,  # by its index: there are few live ones of an agency
        Assignment.service_id == Service.id,
        Assignment.state.in_(sorted(LIVE)),
    )
    .scalar_subquery()
)
IS_FULL = or_(
    _PAUSES.where(ServicePause.reason == PauseReason.FULL).exists(),
    case((Contract.open_at_once.is_not(None), Contract.open_at_once <= _IN_HAND), else_=false()),
)
"""The service is said to be full on the bound `day`, or has as many in hand as its contract allows.

They are counted only where a contract sets a limit.
"""
_OFFERS = (
    select(
        Service.id.label("service_id"),
        Service.slug,
        Service.name,
        Service.agency_id,
        Agency.slug.label("agency_slug"),
        Agency.name.label("agency_name"),
        Contract.id.label("contract_id"),
        Contract.reference.label("contract"),
        Contract.carried_from.is_not(None).label("carried"),
        Contract.targets,
        Contract.ladder,
        Service.opening,
        _AGREEMENT.label("agreement"),
        IS_PAUSED.label("paused"),
        IS_FULL.label("full"),
        Service.without_consent,
        Service.direct_referrals,
    )
    .join(Agency, Agency.id == Service.agency_id)
    .outerjoin(Contract, LIVE_CONTRACT)
    .order_by(Service.slug)
)


def _offer(row: dict[str, Any]) -> Offer:
    ladder = row.pop("ladder")
    return Offer(
        **{
            **row,
            "ladders": read_ladders(ladder or {}),
            "opening": Opening.parse(row["opening"]),
            "targets": read_targets(row["targets"] or {}),
        }
    )


def service_names(tx: Transaction) -> dict[str, str]:
    """Read what every service is called, by slug."""
    return {row.slug: row.name for row in tx.connection.execute(select(Service.slug, Service.name))}


def what_they_do(tx: Transaction, slugs: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Read slug, name and description of some services, by name."""
    columns = (Service.slug, Service.name, Service.description)
    rows = tx.connection.execute(select(*columns).where(Service.slug.in_(list(slugs))).order_by(Service.name))
    return tuple((row.slug, row.name, row.description) for row in rows)


def agency_names(tx: Transaction) -> dict[str, str]:
    """Read what every agency is called, by slug."""
    return {row.slug: row.name for row in tx.connection.execute(select(Agency.slug, Agency.name))}


def endpoints_of_agency(tx: Transaction, slug: str) -> tuple[dict[str, Any], ...]:
    """Read an agency's addresses, the one that is tried first at the front of its purpose.

    No secret is among it: `two_secrets` says that one takes over from another, `token_client` as whom the
    hub signs in, `client_certificate_ends_at` until when its certificate is good.
    """
    rows = tx.connection.execute(
        select(
            Endpoint.id,
            Endpoint.purpose,
            Endpoint.channel,
            Endpoint.address,
            Endpoint.paused,
            Endpoint.contact,
            Endpoint.phone,
            Endpoint.route,
            Endpoint.second_secret.is_not(None).label("two_secrets"),
            Endpoint.token_url,
            Endpoint.token_client,
            Endpoint.client_certificate_ends_at,
            Endpoint.suspended_at,
            Endpoint.suspended_for,
            Account.name.label("suspended_by"),
        )
        .join(Agency, Agency.id == Endpoint.agency_id)
        .outerjoin(Account, Account.id == Endpoint.suspended_by)
        .where(Agency.slug == slug)
        .order_by(Endpoint.purpose, Endpoint.position)
    )
    return tuple(dict(row) for row in rows.mappings())


def endpoint_of_unit(tx: Transaction, unit_id: UUID) -> tuple[UUID, UUID] | None:
    """Find a referring unit's mailbox: the endpoint and its agency."""
    row = tx.connection.execute(
        select(Endpoint.id, Endpoint.agency_id)
        .where(Endpoint.unit_id == unit_id, Endpoint.paused.is_(False))
        .order_by(Endpoint.position)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, row.agency_id)
