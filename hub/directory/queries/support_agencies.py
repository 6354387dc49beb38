"""Agencies that nobody here commissioned: what the public reads of one, and how far it may be relied on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, select

from hub.db import Transaction
from hub.directory.rules.standing import Standing, standing
from hub.models import SupportAgency


@dataclass(frozen=True, kw_only=True)
class PublicAgency:
    """A support agency as the public may read of it, and how far that may be relied on, on a day.

    No crime, strand or borough listed stands for any.
    """

    slug: str
    name: str
    description: str
    is_national: bool
    boroughs: tuple[str, ...]
    crime_types: tuple[str, ...]
    strands: tuple[str, ...]
    phone: str | None
    email: str | None
    website: str | None
    checked_on: date
    closed_on: date | None
    standing: Standing


PUBLIC_AGENCY = (
    SupportAgency.slug,
    SupportAgency.name,
    SupportAgency.description,
    SupportAgency.is_national,
    SupportAgency.boroughs,
    SupportAgency.crime_types,
    SupportAgency.strands,
    SupportAgency.phone,
    SupportAgency.email,
    SupportAgency.website,
    SupportAgency.checked_on,
    SupportAgency.closed_on,
)
"""The columns that `public_agency` reads."""


def public_agency(row: RowMapping, day: date) -> PublicAgency:
    """Make an agency of a row, judged by a London day."""
    kept = {column.key: row[column.key] for column in PUBLIC_AGENCY}
    lists = {name: tuple(kept[name]) for name in ("boroughs", "crime_types", "strands")}
    return PublicAgency(**{**kept, **lists}, standing=standing(row["checked_on"], row["closed_on"], day))


def support_agencies(tx: Transaction, day: date) -> tuple[PublicAgency, ...]:
    """Read every support agency, closed ones too, the one that was checked longest ago first."""
    rows = tx.connection.execute(
        select(*PUBLIC_AGENCY).order_by(SupportAgency.checked_on, SupportAgency.name, SupportAgency.slug)
    ).mappings()
    return tuple(public_agency(row, day) for row in rows)


def one_support_agency(tx: Transaction, slug: str, day: date) -> PublicAgency | None:
    """Read one support agency, closed or not."""
    rows = tx.connection.execute(select(*PUBLIC_AGENCY).where(SupportAgency.slug == slug)).mappings().all()
    return public_agency(rows[0], day) if rows else None
