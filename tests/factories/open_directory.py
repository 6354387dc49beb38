"""A directory with something of every kind in it, for the open directory's tests; plain rows, no action."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from sqlalchemy import insert, select, update

from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.domain.codes import Borough, DirectoryKind, PauseReason, Role
from hub.domain.ids import new_id
from hub.models import Contract, Coverage, DirectoryVersion, Postcode, Service, ServicePause, SupportAgency

TODAY = date(2026, 3, 4)
CHANGED_AT = datetime(2026, 2, 1, 9, 30, 15, 250_000, tzinfo=UTC)
HOME, FAR_AWAY, UNKNOWN = "L34 1AA", "CA1 1AA", "L99 9ZZ"
"""Postcodes: in Knowsley, far from Merseyside, and in no table."""

_NOTHING = {"phone": None, "email": None, "website": None, "closed_on": None, "strands": []}


def support_agency(tx: Transaction, slug: str, **values: object) -> SimpleNamespace:
    """Write one support agency, local and checked last month unless told otherwise."""
    row = {
        "id": new_id(),
        "slug": slug,
        "name": slug.replace("-", " ").capitalize(),
        "description": f"What {slug} does.",
        "is_national": False,
        "boroughs": ["knowsley"],
        "crime_types": ["burglary"],
        "checked_on": date(2026, 2, 2),
        **_NOTHING,
        **values,
    }
    tx.connection.execute(insert(SupportAgency).values(row))
    return SimpleNamespace(**row)


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
        known.paused = _pause(tx, "buddy-scheme")
        known.changed = _change(tx, "the-hub")
        _place(tx)
    return known


def service_id(tx: Transaction, slug: str) -> object:
    """Find a service's id."""
    return tx.connection.execute(select(Service.id).where(Service.slug == slug)).scalar_one()


def cover(database: Database, slug: str, **cells: object) -> None:
    """Change what the contracts of a service cover."""
    with database.transaction(HUB) as tx:
        contracts = select(Contract.id).where(Contract.service_id == service_id(tx, slug))
        tx.connection.execute(update(Coverage).where(Coverage.contract_id.in_(contracts)).values(cells))


def _pause(tx: Transaction, slug: str) -> object:
    paused = service_id(tx, slug)
    row = {"id": new_id(), "service_id": paused, "starts_on": TODAY, "reason": PauseReason.STAFF}
    tx.connection.execute(insert(ServicePause).values(note="nobody is told this", **row))
    return paused


def _change(tx: Transaction, slug: str) -> object:
    row = {"id": new_id(), "kind": DirectoryKind.SERVICE, "key": slug, "version": 900, "content": {}}
    tx.connection.execute(insert(DirectoryVersion).values(at=CHANGED_AT, role=Role.HUB, why="a test", **row))
    return service_id(tx, slug)


def _place(tx: Transaction) -> None:
    rows = [{"postcode": HOME, "sector": HOME[:-2], "borough": Borough.KNOWSLEY}]
    tx.connection.execute(insert(Postcode), rows)
