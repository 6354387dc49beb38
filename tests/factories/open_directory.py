"""A directory with something of every kind in it, for the open directory's tests; plain rows, no action."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import select, update

from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.domain.codes import Borough, DirectoryKind, PauseReason, Role
from hub.models import Contract, Coverage, DirectoryVersion, Postcode, Service, ServicePause, SupportAgency
from tests.factories.plain_rows import Writer

TODAY = date(2026, 3, 4)
CHANGED_AT = datetime(2026, 2, 1, 9, 30, 15, 250_000, tzinfo=UTC)
HOME, FAR_AWAY, UNKNOWN = "L34 1AA", "CA1 1AA", "L99 9ZZ"
"""Postcodes: in Knowsley, far from Merseyside, and in no table."""


def support_agency(tx: Transaction, slug: str, **values: Any) -> SimpleNamespace:
    """Write one support agency, local and checked last month unless told otherwise."""
    row = {
        "slug": slug,
        "name": slug.replace("-", " ").capitalize(),
        "description": f"What {slug} does.",
        "boroughs": ["knowsley"],
        "crime_types": ["burglary"],
        "checked_on": date(2026, 2, 2),
        **values,
    }
    return SimpleNamespace(id=Writer(tx).add(SupportAgency, **row), **row)


def pause(tx: Transaction, slug: str, reason: PauseReason) -> UUID:
    """Pause a service from today on; gives its id."""
    paused = service_id(tx, slug)
    said = {"reason": reason, "note": "nobody is told this"}
    Writer(tx).add(ServicePause, service_id=paused, starts_on=TODAY, **said)
    return paused


def version(tx: Transaction, kind: DirectoryKind, key: str, at: datetime) -> None:
    """Say that something of the directory was changed at an instant."""
    Writer(tx).add(DirectoryVersion, kind=kind, key=key, version=900, at=at, role=Role.HUB)


def forget(owner_url: str) -> None:
    """Take out the versions and support agencies that came with the directory: a test knows its own alone."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("DELETE FROM directory_version")
        connection.execute("DELETE FROM support_agency")


def fill(database: Database) -> SimpleNamespace:
    """Add support agencies of every standing, a pause, a version and a postcode; gives what was added."""
    with database.transaction(HUB) as tx:
        known = SimpleNamespace(
            local=support_agency(
                tx,
                "neighbours-in-knowsley",
                phone="0151 496 0333",
                email="hello@neighbours.example.org",
                website="https://neighbours.example.org/help",
            ),
            national=support_agency(
                tx, "national-lifeline", is_national=True, boroughs=[], crime_types=[], website="no address"
            ),
            stale=support_agency(tx, "long-unseen-circle", checked_on=date(2025, 3, 3)),
            gone=support_agency(tx, "closed-for-good", closed_on=date(2026, 1, 1)),
        )
        known.paused = pause(tx, "buddy-scheme", PauseReason.STAFF)
        version(tx, DirectoryKind.SERVICE, "the-hub", CHANGED_AT)
        Writer(tx).add(Postcode, postcode=HOME, sector=HOME[:-2], borough=Borough.KNOWSLEY)
    return known


def service_id(tx: Transaction, slug: str) -> UUID:
    """Find a service's id."""
    return tx.connection.execute(select(Service.id).where(Service.slug == slug)).scalar_one()


def cover(database: Database, slug: str, **cells: object) -> None:
    """Change what the contracts of a service cover."""
    with database.transaction(HUB) as tx:
        contracts = select(Contract.id).where(Contract.service_id == service_id(tx, slug))
        tx.connection.execute(update(Coverage).where(Coverage.contract_id.in_(contracts)).values(cells))
