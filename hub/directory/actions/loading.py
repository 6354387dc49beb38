"""Loading a directory file: agencies, services, contracts and coverage, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.directory.actions.rows import endpoint_row, put
from hub.directory.rules import CarriedYear, Directory
from hub.directory.rules.values import Agency as AgencyValue
from hub.directory.rules.values import Agreement
from hub.directory.rules.values import Contract as ContractValue
from hub.directory.rules.values import Service as ServiceValue
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.models import (
    Agency,
    Contract,
    Coverage,
    DataAgreement,
    Endpoint,
    Service,
    Unit,
)

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How much a load brought, for whoever ran it."""

    agencies: int
    services: int
    contracts: int


def load(tx: Transaction, directory: Directory, years: Sequence[CarriedYear] = ()) -> Loaded:
    """Write a checked directory, and the years it is carried into, over what is there; again changes nothing.

    The file's routing table is not written here: `hub.journey.commissioning` drafts it.
    """
    agencies = _agencies(tx, directory.agencies)
    services = _services(tx, directory.services, agencies)
    _agreements(tx, [*directory.agreements, *(each for year in years for each in year.agreements)], agencies)
    contracts = [*directory.contracts, *(each for year in years for each in year.contracts)]
    _contracts(tx, contracts, services)
    _coverages(tx, directory.services, services)
    audit.record(tx, Entry(event=Event.DIRECTORY_LOADED, detail={"contracts": len(contracts)}))
    return Loaded(agencies=len(agencies), services=len(services), contracts=len(contracts))


def _agreements(tx: Transaction, agreements: Sequence[Agreement], agencies: Mapping[str, UUID]) -> None:
    put(
        tx,
        DataAgreement,
        ["number"],
        [
            {
                "agency_id": agencies[each.agency],
                "number": each.number,
                "starts_on": each.starts,
                "ends_before": each.ends + _A_DAY,
                "certainty": each.certainty,
                "carried_from": each.carried_from,
            }
            for each in agreements
        ],
    )


def _contracts(tx: Transaction, contracts: Sequence[ContractValue], services: Mapping[str, UUID]) -> None:
    put(
        tx,
        Contract,
        ["reference", "version"],
        [
            {
                "service_id": services[each.service],
                "reference": each.reference,
                "version": 1,
                "starts_on": each.starts,
                "ends_before": each.ends + _A_DAY,
                "certainty": each.certainty,
                "open_cases": each.open_cases,
                "finish_by": each.finish_by,
                "retention_months": each.retention_months,
                "targets": {},
                "carried_from": each.carried_from,
            }
            for each in contracts
        ],
    )


def _agencies(tx: Transaction, agencies: Sequence[AgencyValue]) -> dict[str, UUID]:
    rows = [{"slug": each.slug, "name": each.name, "kind": each.kind} for each in agencies]
    ids = put(tx, Agency, ["slug"], rows)
    by_slug = {each.slug: agency_id for each, agency_id in zip(agencies, ids, strict=True)}
    units = [(by_slug[each.slug], unit) for each in agencies for unit in each.units]
    unit_ids = put(
        tx,
        Unit,
        ["agency_id", "slug"],
        [{"agency_id": agency_id, "slug": unit.slug, "name": unit.name} for agency_id, unit in units],
    )
    endpoints = [
        endpoint_row(by_slug[each.slug], None, found.purpose, found.channel, found.address, 10 + number)
        for each in agencies
        for number, found in enumerate(each.endpoints)
    ]
    endpoints += [
        endpoint_row(agency_id, unit_id, EndpointPurpose.UNIT, ChannelKind.EMAIL, unit.mailbox, 10)
        for (agency_id, unit), unit_id in zip(units, unit_ids, strict=True)
    ]
    written = put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], endpoints)
    _pause_others(tx, by_slug.values(), written)
    return by_slug


def _pause_others(tx: Transaction, agency_ids: Iterable[UUID], kept: Iterable[UUID]) -> None:
    """Pause the mailboxes that a newer file no longer names, so that nothing goes to an old one."""
    tx.connection.execute(
        update(Endpoint)
        .where(
            Endpoint.agency_id.in_(list(agency_ids)),
            Endpoint.channel == ChannelKind.EMAIL,
            Endpoint.id.not_in(list(kept)),
        )
        .values(paused=True)
    )


def _services(
    tx: Transaction, services: Sequence[ServiceValue], agencies: Mapping[str, UUID]
) -> dict[str, UUID]:
    rows = [
        {
            "slug": each.slug,
            "agency_id": agencies[each.provider],
            "name": each.name,
            "description": each.description,
            "phone": each.phone,
            "opening": each.opening,
            "opening_certainty": each.opening_certainty,
            "without_consent": each.without_consent,
            "direct_referrals": each.direct_referrals,
        }
        for each in services
    ]
    ids = put(tx, Service, ["slug"], rows)
    return {each.slug: service_id for each, service_id in zip(services, ids, strict=True)}


def _coverages(tx: Transaction, services: Sequence[ServiceValue], ids: Mapping[str, UUID]) -> None:
    of_service = {ids[each.slug]: each for each in services}
    contracts = tx.connection.execute(
        select(Contract.id, Contract.service_id).where(Contract.service_id.in_(of_service))
    ).all()
    tx.connection.execute(delete(Coverage).where(Coverage.contract_id.in_([row.id for row in contracts])))
    rows = [_coverage(row.id, of_service[row.service_id]) for row in contracts]
    if rows:
        tx.connection.execute(insert(Coverage), rows)


def _coverage(contract_id: UUID, service: ServiceValue) -> dict[str, Any]:
    cells = {
        "crime_types": service.coverage.crime_types,
        "boroughs": service.coverage.boroughs,
        "age_bands": service.coverage.ages,
        "risks": service.coverage.risks,
    }
    return {
        "contract_id": contract_id,
        "flags": [],
        "strands": [],
        **{name: list(cell.values) for name, cell in cells.items()},
        "certainty": {name: {"certainty": cell.certainty, "note": cell.note} for name, cell in cells.items()},
    }
