"""What services and agencies are called, for pages; programs go by their slugs."""

from dataclasses import dataclass

from hub.db import Transaction
from hub.directory import queries


@dataclass(frozen=True, kw_only=True)
class Names:
    """Display names by slug, of services and of agencies; ended ones are among them, as old referrals are."""

    services: dict[str, str]
    agencies: dict[str, str]


def names(tx: Transaction) -> Names:
    """Read every display name of the directory."""
    return Names(services=queries.service_names(tx), agencies=queries.agency_names(tx))
