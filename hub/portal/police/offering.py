"""What the directory offers to choose from: every service, and the agency's own units.

A service without a contract today is among them: it may be excluded, and a tick for it must not get lost.
"""

from dataclasses import dataclass

from hub.db import Transaction
from hub.directory.queries import offers_on
from hub.directory.queries.agencies import units as all_units
from hub.domain.calendar import london_date
from hub.portal.door import Visit
from hub.portal.police.questions import Field, Option, Source
from hub.portal.police.writing import source_of


@dataclass(frozen=True, kw_only=True)
class Offering:
    """Options of each source."""

    services: tuple[Option, ...]
    units: tuple[Option, ...]

    def options(self, asked: Field) -> tuple[Option, ...]:
        """Give a question's options, its own or the directory's."""
        match asked.source:
            case Source.SERVICES:
                return self.services
            case Source.UNITS:
                return self.units
            case None:
                return asked.options


def offering(tx: Transaction, visit: Visit) -> Offering:
    """Read what can be chosen today."""
    offers = offers_on(tx, london_date(tx.now)).values()
    services = sorted((each.name, each.agency_name, each.slug) for each in offers)
    own = {unit_id: slug for slug, unit_id in source_of(tx, visit).units.items()}
    return Offering(
        services=tuple((slug, f"{name}, {provider}") for name, provider, slug in services),
        units=tuple((own[each["id"]], each["name"]) for each in all_units(tx) if each["id"] in own),
    )
