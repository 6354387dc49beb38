"""Who helps and what they offer, as an open directory publishes it, on a day.

Two kinds of rows make one list: services under a contract in force, and support agencies, each of which is a
service of its own. Nothing is read here that is not for everybody: no address for referrals, no agreement,
no number of cases, no reason for a pause.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.directory.queries.open_referral_rows import COMMISSIONED, SUPPORT
from hub.directory.rules.marks import without_marks
from hub.domain.codes import AgencyKind, Certainty, RiskBand
from hub.domain.opening import Opening
from hub.models import Agency

Texts = tuple[str, ...]


class Standing(StrEnum):
    """Whether somebody who needs it now will be helped."""

    OPEN = "open"
    PAUSED = "paused"
    OUT_OF_DATE = "out_of_date"


@dataclass(frozen=True, kw_only=True)
class ListedOrganization:
    """Who offers a service; `email` is a support agency's public one, and never an address for referrals."""

    id: UUID
    name: str
    description: str | None = None
    email: str | None = None
    website: str | None = None


@dataclass(frozen=True, kw_only=True)
class ListedService:
    """A service as anybody may republish it.

    `id` is the row's: the service's, or for one that nobody commissioned its agency's. No crime, strand,
    borough, age or risk listed stands for any; None says that nothing is held about it. `opening` is None
    where no hours are held. `modified_at` is the last instant at which any of this changed, be it only that
    a pause or a contract began; `assured_on` the London day on which it was last looked at, if that is known.
    """

    id: UUID
    slug: str
    is_commissioned: bool
    organization: ListedOrganization
    name: str
    description: str
    standing: Standing
    modified_at: datetime
    assured_on: date | None
    phone: str | None
    opening: Opening | None = None
    hours_are_certain: bool = False
    by_referral_only: bool = False
    is_national: bool = False
    conditions: Texts = ()
    crime_types: Texts
    flags: Texts = ()
    strands: Texts
    boroughs: Texts
    age_bands: Texts | None = None
    risks: Texts | None = None


def listed_services(tx: Transaction, day: date, search: str | None = None) -> tuple[ListedService, ...]:
    """Read every service that is listed on a London day, by name; with words to search for, those that match.

    The words are looked for as PostgreSQL's English full text does, in the name, the description, the
    organisation and the crimes.
    """
    given = {"day": day, "search": search}
    contracts: defaultdict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tx.connection.execute(COMMISSIONED, given).mappings():
        contracts[row["id"]].append(dict(row))
    commissioned = (_commissioned(rows) for rows in contracts.values() if any(each["found"] for each in rows))
    support = (_support(row) for row in tx.connection.execute(SUPPORT, given).all() if row.found)
    return tuple(sorted((*commissioned, *support), key=lambda each: (each.name.casefold(), each.id)))


def _commissioned(rows: Sequence[Mapping[str, Any]]) -> ListedService:
    """Make one service of its contracts in force: it covers whatever one of them covers."""
    first = rows[0]
    risks = _together(rows, "risks")
    assured = [each["assured_on"] for each in rows if each["assured_on"]]
    return ListedService(
        id=first["id"],
        slug=first["slug"],
        is_commissioned=True,
        organization=ListedOrganization(
            id=first["organization_id"],
            name=first["organization_name"],
            description=first["organization_description"],
            website=first["website"],
        ),
        name=without_marks(first["name"]),
        description=without_marks(first["description"]),
        standing=Standing.PAUSED if first["paused"] else Standing.OPEN,
        modified_at=max(each["modified_at"] for each in rows),
        assured_on=max(assured, default=None),
        phone=first["phone"],
        opening=Opening.parse(first["opening"]),
        hours_are_certain=first["opening_certainty"] in {Certainty.STATED, Certainty.PUBLIC},
        by_referral_only=risks == (RiskBand.HIGH,) or not first["direct_referrals"],
        conditions=_distinct(without_marks(each["conditions"]) for each in rows if each["conditions"]),
        crime_types=_together(rows, "crime_types"),
        flags=_distinct(value for each in rows for value in each["flags"]),
        strands=_together(rows, "strands"),
        boroughs=_together(rows, "boroughs"),
        age_bands=_together(rows, "age_bands"),
        risks=risks,
    )


def _support(row: Any) -> ListedService:
    organization = ListedOrganization(
        id=row.id,
        name=without_marks(row.name),
        description=without_marks(row.description),
        email=row.email,
        website=row.website,
    )
    return ListedService(
        id=row.id,
        slug=row.slug,
        is_commissioned=False,
        organization=organization,
        name=organization.name,
        description=without_marks(row.description),
        standing=Standing.OUT_OF_DATE if row.out_of_date else Standing.OPEN,
        modified_at=row.modified_at,
        assured_on=row.checked_on,
        phone=row.phone,
        is_national=row.is_national,
        crime_types=tuple(row.crime_types),
        strands=tuple(row.strands),
        boroughs=() if row.is_national else tuple(row.boroughs),
    )


def _together(rows: Sequence[Mapping[str, Any]], cell: str) -> Texts:
    """Join a cell of several contracts; any of them that lists nothing stands for any."""
    lists = [each[cell] for each in rows]
    return _distinct(value for each in lists for value in each) if all(lists) else ()


def _distinct(values: Iterable[str]) -> Texts:
    return tuple(dict.fromkeys(values))


def publishers(tx: Transaction) -> tuple[str, ...]:
    """Name whoever answers for the directory: the commissioner, or several."""
    wanted = select(Agency.name).where(Agency.kind == AgencyKind.COMMISSIONER).order_by(Agency.name)
    return tuple(tx.connection.execute(wanted).scalars())
