"""Who plays: the scopes of the agencies' keys, as the gateway would make them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.access.keys import scope_of
from hub.db import Transaction
from hub.demo.simulate.schedule import POLICE, STOP_HATE
from hub.directory.queries import KnownAgency, agency
from hub.domain.errors import NotFoundError
from hub.domain.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Senders by slug, the coordinator, and providers by their agency's id."""

    sources: Mapping[str, tuple[KnownAgency, Scope]]
    coordinator: Scope
    providers: Mapping[UUID, Scope]


def cast_of(tx: Transaction, keys: Mapping[str, Any]) -> Cast:
    """Read whom the keys of a demo act for; raises NotFoundError where the directory has other agencies."""
    providers = [scope_of(tx, key) for key in keys["providers"].values()]
    police = scope_of(tx, keys["police"])
    line = scope_of(tx, keys["providers"][STOP_HATE])
    return Cast(
        sources={POLICE: (_agency(tx, POLICE), police), STOP_HATE: (_agency(tx, STOP_HATE), line)},
        coordinator=scope_of(tx, keys["coordinator"]),
        providers={scope.agency_id: scope for scope in providers if scope.agency_id},
    )


def _agency(tx: Transaction, slug: str) -> KnownAgency:
    found = agency(tx, slug=slug)
    if found is None:
        raise NotFoundError(f"The directory has no agency {slug}; load the one of Victim Care Merseyside.")
    return found
