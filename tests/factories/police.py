"""Referrals of a unit, each of somebody else, and what was recorded about its people's acts."""

from typing import Any

from sqlalchemy import func, select

from hub.access.scopes import HUB
from hub.audit import Event
from hub.db import Database
from hub.models import AuditEvent
from tests.factories.gateway import Api

UNIT, OTHER_UNIT = "sigma", "vulnerable-persons"
MARAC: dict[str, Any] = {
    "crime.type": "domestic_abuse",
    "crime.hate_strands": [],
    "crime.flags": [],
    "person.borough": "st_helens",
    "person.postcode": None,
}
"""Overrides of somebody at high risk in St Helens, whom the unit refers to MARAC."""


def refer(api: Api, number: int, **overrides: Any) -> dict[str, Any]:
    """Refer one of several people; each is somebody else."""
    own = {
        "source_reference": f"SYN/26/{number:06}",
        "person.family_name": f"Person{chr(97 + number)}",
        "contact.phone.value": f"07700 900{200 + number}",
        "contact.email.value": f"person{number}@example.org",
    }
    return api.refer(**{**own, **overrides})


def recorded(loaded: Database, event: Event) -> list[dict[str, Any]]:
    """Give the details of an event's entries that a person's account made."""
    with loaded.transaction(HUB) as tx:
        rows = tx.connection.execute(
            select(AuditEvent).where(AuditEvent.event == str(event), AuditEvent.account_id.is_not(None))
        )
        return [row.detail for row in rows]


def count(loaded: Database, table: Any, *conditions: Any) -> int:
    """Count a table's rows."""
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
