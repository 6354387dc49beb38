"""What the public may read of the services, on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import RowMapping, func, select

from hub.db import Transaction
from hub.directory.queries import IS_FULL, IS_PAUSED, LIVE_CONTRACT
from hub.directory.queries.covering import COVERED, covers_area, covers_crime
from hub.directory.rules.marks import without_marks
from hub.domain.calendar import london_date
from hub.domain.codes import Borough, Certainty, CrimeType, DirectoryKind, RiskBand
from hub.domain.opening import Opening
from hub.models import Agency, Contract, Coverage, DirectoryVersion, Service


@dataclass(frozen=True, kw_only=True)
class PublicService:
    """A service as the public may read of it, by all its contracts in force.

    `phone` is its own number, if it publishes one; `website` is its provider's. No crime, strand, borough or
    age listed stands for any. `last_updated` is when its entry was last written, None where nobody knows.
    """

    slug: str
    name: str
    agency_name: str
    description: str
    phone: str | None
    website: str | None
    opening: Opening
    hours_are_certain: bool
    by_referral_only: bool
    full: bool
    crime_types: tuple[str, ...]
    flags: tuple[str, ...]
    strands: tuple[str, ...]
    boroughs: tuple[str, ...]
    age_bands: tuple[str, ...]
    conditions: tuple[str, ...]
    last_updated: date | None


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
    statement = SERVICES
    if crime_type is not None:
        statement = statement.where(covers_crime(Coverage.crime_types, [crime_type], Coverage.flags))
    if borough is not None:
        statement = statement.where(covers_area(Coverage.boroughs, borough))
    if slug is not None:
        statement = statement.where(Service.slug == slug)
    rows = tx.connection.execute(statement, {"day": day}).mappings().all()
    return tuple(public_service(of_one) for of_one in by_service(rows))


_LAST_UPDATED = (
    select(func.max(DirectoryVersion.at))
    .where(DirectoryVersion.kind == DirectoryKind.SERVICE, DirectoryVersion.key == Service.slug)
    .scalar_subquery()
)
SERVICES = (
    select(
        Service.slug,
        Service.name,
        Agency.name.label("agency_name"),
        Agency.website,
        Service.description,
        Service.phone,
        Service.opening,
        Service.opening_certainty,
        Service.direct_referrals,
        IS_FULL.label("full"),
        *COVERED,
        _LAST_UPDATED.label("last_updated"),
    )
    .join(Agency, Agency.id == Service.agency_id)
    .join(Contract, LIVE_CONTRACT)
    .join(Coverage, Coverage.contract_id == Contract.id)
    .where(~IS_PAUSED)
    .order_by(Service.name, Service.slug, Contract.reference)
)
"""A row for each contract in force on the bound `day`: a service with two stands twice, side by side."""

ServiceRows = Sequence[RowMapping]


def by_service(rows: Iterable[RowMapping]) -> Iterable[ServiceRows]:
    """Gather the rows of each service, in their order."""
    return (tuple(of_one) for _, of_one in groupby(rows, key=lambda row: row["slug"]))


def public_service(rows: ServiceRows) -> PublicService:
    """Make one service of the rows of its contracts: it is there for whatever one of them covers."""
    first = rows[0]
    only_high_risk = all(row["risks"] == [RiskBand.HIGH] for row in rows)
    checked = first["last_updated"]
    return PublicService(
        slug=first["slug"],
        name=first["name"],
        agency_name=first["agency_name"],
        description=without_marks(first["description"]),
        phone=first["phone"],
        website=first["website"],
        opening=Opening.parse(first["opening"]),
        hours_are_certain=first["opening_certainty"] in {Certainty.STATED, Certainty.PUBLIC},
        by_referral_only=only_high_risk or not first["direct_referrals"],
        full=all(row["full"] for row in rows),
        crime_types=_any_of(rows, "crime_types"),
        flags=_any_of(rows, "flags"),
        strands=_any_of(rows, "strands"),
        boroughs=_any_of(rows, "boroughs"),
        age_bands=_any_of(rows, "age_bands"),
        conditions=_conditions(rows),
        last_updated=london_date(checked) if checked else None,
    )


def _conditions(rows: ServiceRows) -> tuple[str, ...]:
    return tuple(dict.fromkeys(without_marks(row["conditions"]) for row in rows if row["conditions"]))


def _any_of(rows: ServiceRows, cell: str) -> tuple[str, ...]:
    """Give what the contracts list between them; one that lists nothing is for any."""
    if not all(row[cell] for row in rows):
        return ()
    return tuple(dict.fromkeys(value for row in rows for value in row[cell]))
