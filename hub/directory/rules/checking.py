"""What must hold across the tables of a directory file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import combinations

from hub.directory.rules.reading import NO_DAY, Faults
from hub.directory.rules.routing_values import RoutingRow, RoutingTable
from hub.directory.rules.values import Contract, Directory
from hub.domain.codes import AgencyKind
from hub.domain.routing_overlap import leads_that_overlap
from hub.domain.routing_table import row_from_plain

Places = Mapping[str, list[str]]
"""Pointers of the agencies, agreements, services and so on of a file, in the order of its lists."""


def check(directory: Directory, faults: Faults, places: Places) -> None:
    """Note every name that stands for nothing or for two things, and every contradiction in time or rows."""
    _check_names(directory, faults, places)
    _check_providers(directory, faults, places["service"])
    _check_contracts(directory.contracts, faults, places["contract"])
    _check_awards(directory, faults, places["contract"])
    if directory.routing_table is not None:
        _check_rows(directory, directory.routing_table, faults)
        _check_overlaps(directory.routing_table, faults)


def _check_overlaps(table: RoutingTable, faults: Faults) -> None:
    """Ask the routing's own rule; rows with faults of their own are left out until these are mended."""
    readable = {}
    for row in table.rows:
        with suppress(ValueError, KeyError):
            readable[row_from_plain(row.plain())] = row
    for one, other in leads_that_overlap(readable):
        faults.add(
            _at(readable[other]),
            "leads_overlap",
            f"{one.key!r} and {other.key!r} can both match one referral; both say who leads.",
        )


def _check_names(directory: Directory, faults: Faults, places: Places) -> None:
    units = [f"{at}/unit" for at in places["agency"]]
    named: list[tuple[Sequence[str], Sequence[str], str]] = [
        ([agency.slug for agency in directory.agencies], places["agency"], "slug"),
        ([service.slug for service in directory.services], places["service"], "slug"),
        ([each.reference for each in directory.contracts], places["contract"], "reference"),
        ([each.number for each in directory.agreements], places["agreement"], "number"),
        ([each.slug for each in directory.support_agencies], places["support_agency"], "slug"),
        (
            [f"{each.service} from {each.starts}, {each.reason}" for each in directory.pauses],
            places["pause"],
            "starts",
        ),
    ]
    for agency, at in zip(directory.agencies, units, strict=True):
        slugs = [unit.slug for unit in agency.units]
        where = [f"{at}/{position}" for position in range(len(slugs))]
        named += [(slugs, where, "slug"), ([unit.mailbox for unit in agency.units], where, "mailbox")]
    for names, pointers, key in named:
        for name, pointer in _repeated(names, pointers):
            faults.add(f"{pointer}/{key}", "duplicate_slug", f"{name!r} stands for two of these.")


def _repeated(names: Iterable[str], where: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name, pointer in zip(names, where, strict=True):
        if name and name in seen:
            yield name, pointer
        seen.add(name)


def _check_providers(directory: Directory, faults: Faults, where: Sequence[str]) -> None:
    providers = {agency.slug for agency in directory.agencies if agency.kind is AgencyKind.PROVIDER}
    for service, pointer in zip(directory.services, where, strict=True):
        if service.provider and service.provider not in providers:
            message = f"No provider is called {service.provider!r}."
            faults.add(f"{pointer}/provider", "unknown_slug", message)


def _check_contracts(contracts: Sequence[Contract], faults: Faults, where: Sequence[str]) -> None:
    placed = zip(contracts, where, strict=True)
    for (one, _), (other, pointer) in combinations(placed, 2):
        if one.service == other.service and share_a_day(one, other):
            faults.add(
                f"{pointer}/starts",
                "contracts_overlap",
                f"Contracts {one.reference!r} and {other.reference!r} of {one.service!r} share days.",
            )


def share_a_day(one: Contract, other: Contract) -> bool:
    """Say whether two contracts are in force on the same day; not of days that could not be read."""
    if NO_DAY in _days(one) | _days(other):
        return False
    return one.starts < other.ends_before and other.starts < one.ends_before


def _days(contract: Contract) -> set[date]:
    return {contract.starts, contract.ends_before}


def _check_awards(directory: Directory, faults: Faults, where: Sequence[str]) -> None:
    """Note each part of a joint contract that does not have the days of the first one."""
    parts: dict[str, list[tuple[Contract, str]]] = defaultdict(list)
    for contract, pointer in zip(directory.contracts, where, strict=True):
        if contract.award:
            parts[contract.award].append((contract, pointer))
    for award, found in parts.items():
        first, _ = found[0]
        for part, pointer in found[1:]:
            for key in ("starts", "ends_before", "awarded"):
                if getattr(part, key) != getattr(first, key):
                    message = f"The parts of award {award!r} have the same days; see {first.reference!r}."
                    faults.add(f"{pointer}/{key}", "award_differs", message)


def _check_rows(directory: Directory, table: RoutingTable, faults: Faults) -> None:
    services = {service.slug: service for service in directory.services}
    contracted = {
        contract.service
        for contract in directory.contracts
        if contract.starts < table.ends_before and table.starts < contract.ends_before
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
