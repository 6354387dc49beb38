"""What the public may read of the services, on a day."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, any_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hub.db import Transaction
from hub.directory.queries import IS_FULL, IS_PAUSED, LIVE_CONTRACT
from hub.domain.codes import Borough, Certainty, CrimeType, RiskBand
from hub.domain.opening import Opening
from hub.models import Agency, Contract, Coverage, Service


@dataclass(frozen=True, kw_only=True)
class PublicService:
    """A service as the public may read of it.

    `phone` is its own number, if it publishes one. No crime, borough or age listed stands for any.
    """

    slug: str
    name: str
    agency_name: str
    description: str
    phone: str | None
    opening: Opening
    hours_are_certain: bool
    by_referral_only: bool
    full: bool
    crime_types: tuple[str, ...]
    boroughs: tuple[str, ...]
    age_bands: tuple[str, ...]


def public_services(
    tx: Transaction,
    day: date,
    *,
    crime_type: CrimeType | None = None,
    borough: Borough | None = None,
    slug: str | None = None,
) -> tuple[PublicService, ...]:
    """Read the services under a contract on a London day that cover a crime, a borough or both, by name.

    One that takes nobody at present is left out.
    """
    wanted: list[ColumnElement[bool]] = [~IS_PAUSED]
    if crime_type is not None:
        wanted.append(_covers(Coverage.crime_types, crime_type))
    if borough is not None:
        wanted.append(_covers(Coverage.boroughs, borough))
    if slug is not None:
        wanted.append(Service.slug == slug)
    rows = tx.connection.execute(_PUBLIC.where(*wanted), {"day": day})
    return tuple(_public(dict(row)) for row in rows.mappings())


def _covers(cell: InstrumentedAttribute[list[str]], value: str) -> ColumnElement[bool]:
    """Say that a service covers a value: it lists it, or lists none, which stands for any."""
    return or_(func.cardinality(cell) == 0, literal(str(value)) == any_(cell))


_PUBLIC = (
    select(
        Service.slug,
        Service.name,
        Agency.name.label("agency_name"),
        Service.description,
        Service.phone,
        Service.opening,
        Service.opening_certainty,
        Service.direct_referrals,
        IS_FULL.label("full"),
        Coverage.crime_types,
        Coverage.boroughs,
        Coverage.age_bands,
        Coverage.risks,
    )
    .distinct()
    .join(Agency, Agency.id == Service.agency_id)
    .join(Contract, LIVE_CONTRACT)
    .join(Coverage, Coverage.contract_id == Contract.id)
    .order_by(Service.name, Service.slug)
)


_MARK = re.compile(rf" \(({'|'.join(Certainty)})\)")
"""How sure a sentence of the directory is, which is for whoever keeps it."""


def _public(row: dict[str, Any]) -> PublicService:
    only_high_risk = row["risks"] == [RiskBand.HIGH]
    return PublicService(
        slug=row["slug"],
        name=row["name"],
        agency_name=row["agency_name"],
        description=_MARK.sub("", row["description"]),
        phone=row["phone"],
        opening=Opening.parse(row["opening"]),
        hours_are_certain=row["opening_certainty"] in {Certainty.STATED, Certainty.PUBLIC},
        by_referral_only=only_high_risk or not row["direct_referrals"],
        full=row["full"],
        crime_types=tuple(row["crime_types"]),
        boroughs=tuple(row["boroughs"]),
        age_bands=tuple(row["age_bands"]),
    )
