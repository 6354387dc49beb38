"""What must hold across the tables of a directory file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import combinations

from hub.directory.rules.reading import NO_DAY, Faults
from hub.directory.rules.routing_values import RoutingRow
from hub.directory.rules.values import Contract, Directory
from hub.domain.codes import AgencyKind
from hub.domain.routing_overlap import leads_that_overlap
from hub.domain.routing_table import row_from_plain


def check(directory: Directory, faults: Faults) -> None:
    """Note every name that stands for nothing or for two things, and every contradiction in time or rows."""
    _check_names(directory, faults)
    _check_providers(directory, faults)
    _check_contracts(directory, faults)
    _check_rows(directory, faults)
    _check_overlaps(directory, faults)


def _check_overlaps(directory: Directory, faults: Faults) -> None:
    """Ask the routing's own rule; rows with faults of their own are left out until these are mended."""
    readable = {}
    for row in directory.routing_table.rows:
        with suppress(ValueError, KeyError):
            readable[row_from_plain(row.plain())] = row
    for one, other in leads_that_overlap(readable):
        faults.add(
            _at(readable[other]),
            "leads_overlap",
            f"{one.key!r} and {other.key!r} can both match one referral; both say who leads.",
        )


def _check_names(directory: Directory, faults: Faults) -> None:
    named = {
        "agency": [agency.slug for agency in directory.agencies],
        "service": [service.slug for service in directory.services],
        "contract": [contract.reference for contract in directory.contracts],
        "agreement": [agreement.number for agreement in directory.agreements],
    }
    for position, agency in enumerate(directory.agencies):
        named[f"agency/{position}/unit"] = [unit.slug for unit in agency.units]
    for where, names in named.items():
        for name in _repeated(names):
            faults.add(f"/{where}", "duplicate_slug", f"{name!r} stands for two of these.")


def _repeated(names: Iterable[str]) -> Iterator[str]:
    return (name for name, times in Counter(names).items() if name and times > 1)


def _check_providers(directory: Directory, faults: Faults) -> None:
    providers = {agency.slug for agency in directory.agencies if agency.kind is AgencyKind.PROVIDER}
    for position, service in enumerate(directory.services):
        if service.provider and service.provider not in providers:
            message = f"No provider is called {service.provider!r}."
            faults.add(f"/service/{position}/provider", "unknown_slug", message)


def _check_contracts(directory: Directory, faults: Faults) -> None:
    for one, other in combinations(directory.contracts, 2):
        if one.service == other.service and _share_a_day(one, other):
            faults.add(
                f"/service/{_position(directory, one.service)}/contract",
                "contracts_overlap",
                f"Contracts {one.reference!r} and {other.reference!r} of {one.service!r} share days.",
            )


def _share_a_day(one: Contract, other: Contract) -> bool:
    if NO_DAY in {one.starts, one.ends, other.starts, other.ends}:
        return False
    return one.starts <= other.ends and other.starts <= one.ends


def _position(directory: Directory, slug: str) -> int:
    return next(place for place, service in enumerate(directory.services) if service.slug == slug)


def _check_rows(directory: Directory, faults: Faults) -> None:
    services = {service.slug: service for service in directory.services}
    table = directory.routing_table
    contracted = {
        contract.service
        for contract in directory.contracts
        if contract.starts < table.ends_before and table.starts <= contract.ends
    }
    for row in table.rows:
        for key, slug in _services_of(row):
            if slug not in services:
                faults.add(f"{_at(row)}/{key}", "unknown_slug", f"No service is called {slug!r}.")
                continue
            if slug not in contracted:
                message = f"{slug!r} has no contract while the table is in force."
                faults.add(f"{_at(row)}/{key}", "without_contract", message)
            if not services[slug].direct_referrals:
                message = f"{slug!r} takes no direct referrals; no row may lead to it."
                faults.add(f"{_at(row)}/{key}", "no_direct_referrals", message)


def _services_of(row: RoutingRow) -> Iterator[tuple[str, str]]:
    if row.service:
        yield "service", row.service
    for position, slug in enumerate(row.alternates):
        yield f"alternates/{position}", slug


def _at(row: RoutingRow) -> str:
    return f"/routing_table/row/{row.position - 1}"
