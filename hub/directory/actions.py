"""Loading a directory file: agencies, services, contracts, coverage and the routing table, all or nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.directory.rules import CarriedYear, Directory
from hub.directory.rules.values import Agency as AgencyValue
from hub.directory.rules.values import RoutingTable as TableValue
from hub.directory.rules.values import Service as ServiceValue
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.ids import new_id
from hub.models import (
    Agency,
    Contract,
    Coverage,
    DataAgreement,
    Endpoint,
    Postcode,
    RoutingTable,
    Row,
    Service,
    Unit,
)
from hub.sealing import Place, sealer


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How much a load brought, for whoever ran it."""

    agencies: int
    services: int
    contracts: int
    tables: int


def load(tx: Transaction, directory: Directory, years: Sequence[CarriedYear] = ()) -> Loaded:
    """Write a checked directory, and the years it is carried into, over what is there; again changes nothing.

    A routing table that is published under the same name with other rows is refused: publish a new one.
    """
    agencies = _agencies(tx, directory.agencies)
    services = _services(tx, directory.services, agencies)
    agreements = [*directory.agreements, *(each for year in years for each in year.agreements)]
    contracts = [*directory.contracts, *(each for year in years for each in year.contracts)]
    tables = [directory.routing_table, *(year.routing_table for year in years if year.routing_table)]
    _put(
        tx,
        DataAgreement,
        ["number"],
        [
            {
                "agency_id": agencies[each.agency],
                "number": each.number,
                "starts_on": each.starts,
                "ends_on": each.ends,
                "certainty": each.certainty,
                "carried_from": each.carried_from,
            }
            for each in agreements
        ],
    )
    _put(
        tx,
        Contract,
        ["reference"],
        [
            {
                "service_id": services[each.service],
                "reference": each.reference,
                "starts_on": each.starts,
                "ends_on": each.ends,
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
    _tables(tx, tables)
    audit.record(tx, Entry(event=Event.DIRECTORY_LOADED, detail={"contracts": len(contracts)}))
    return Loaded(
        agencies=len(agencies), services=len(services), contracts=len(contracts), tables=len(tables)
    )


def _agencies(tx: Transaction, agencies: Sequence[AgencyValue]) -> dict[str, UUID]:
    rows = [{"slug": each.slug, "name": each.name, "kind": each.kind} for each in agencies]
    ids = _put(tx, Agency, ["slug"], rows)
    by_slug = {each.slug: agency_id for each, agency_id in zip(agencies, ids, strict=True)}
    units = [(by_slug[each.slug], unit) for each in agencies for unit in each.units]
    unit_ids = _put(
        tx,
        Unit,
        ["agency_id", "slug"],
        [{"agency_id": agency_id, "slug": unit.slug, "name": unit.name} for agency_id, unit in units],
    )
    endpoints = [
        _endpoint(by_slug[each.slug], None, found.purpose, found.channel, found.address, 10 + number)
        for each in agencies
        for number, found in enumerate(each.endpoints)
    ]
    endpoints += [
        _endpoint(agency_id, unit_id, EndpointPurpose.UNIT, ChannelKind.EMAIL, unit.mailbox, 10)
        for (agency_id, unit), unit_id in zip(units, unit_ids, strict=True)
    ]
    _put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], endpoints)
    return by_slug


def _endpoint(
    agency_id: UUID,
    unit_id: UUID | None,
    purpose: EndpointPurpose,
    channel: ChannelKind,
    address: str,
    position: int,
) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "unit_id": unit_id,
        "purpose": purpose,
        "channel": channel,
        "position": position,
        "address": address,
    }


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
    ids = _put(tx, Service, ["slug"], rows)
    by_slug = {each.slug: service_id for each, service_id in zip(services, ids, strict=True)}
    tx.connection.execute(delete(Coverage).where(Coverage.service_id.in_(ids)))
    tx.connection.execute(insert(Coverage), [_coverage(by_slug[each.slug], each) for each in services])
    return by_slug


def _coverage(service_id: UUID, service: ServiceValue) -> dict[str, Any]:
    cells = {
        "crime_types": service.coverage.crime_types,
        "boroughs": service.coverage.boroughs,
        "age_bands": service.coverage.ages,
        "risks": service.coverage.risks,
    }
    return {
        "service_id": service_id,
        **{name: list(cell.values) for name, cell in cells.items()},
        "certainty": {name: {"certainty": cell.certainty, "note": cell.note} for name, cell in cells.items()},
    }


def _tables(tx: Transaction, tables: Iterable[TableValue]) -> None:
    for table in tables:
        rows = [row.plain() for row in table.rows]
        fingerprint = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
        published = tx.connection.execute(
            select(RoutingTable.hash).where(RoutingTable.name == table.reference)
        ).scalar_one_or_none()
        if published == fingerprint:
            continue
        if published is not None:
            raise DirectoryFileError("Nothing was loaded.", faults=(_changed(table.reference),))
        tx.connection.execute(
            insert(RoutingTable),
            {
                "id": new_id(),
                "name": table.reference,
                "starts_on": table.starts,
                "ends_on": table.ends,
                "hash": fingerprint,
                "published_at": tx.now,
                "carried_from": table.carried_from,
                "rows": rows,
            },
        )


def _changed(reference: str) -> Fault:
    return Fault(
        pointer="/routing_table/reference",
        code="published_table_changed",
        message=f"{reference} is published and never changes; give the new rows a reference of their own.",
    )


def _put(
    tx: Transaction, table: type[Row], key: Sequence[str], rows: Sequence[dict[str, Any]]
) -> tuple[UUID, ...]:
    """Write rows, or bring those with the same key up to date; returns their ids in the same order."""
    if not rows:
        return ()
    ids = []
    for row in rows:
        statement = insert(table).values(id=new_id(), **row)
        written = tx.connection.execute(
            statement.on_conflict_do_update(
                index_elements=list(key), set_={name: statement.excluded[name] for name in row}
            ).returning(table.__table__.c.id)
        )
        ids.append(written.scalar_one())
    return tuple(ids)


def put_webhook(tx: Transaction, agency_slug: str, address: str, secret: str) -> UUID:
    """Give an agency an API endpoint that is tried before its mailbox; the signing secret is kept sealed."""
    agency_id = tx.connection.execute(select(Agency.id).where(Agency.slug == agency_slug)).scalar_one()
    tx.connection.execute(
        update(Endpoint)
        .where(
            Endpoint.agency_id == agency_id,
            Endpoint.channel == ChannelKind.WEBHOOK,
            Endpoint.address != address,
        )
        .values(paused=True)
    )
    row = _endpoint(agency_id, None, EndpointPurpose.DUTY, ChannelKind.WEBHOOK, address, 1)
    (endpoint_id,) = _put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], [row])
    sealed = sealer().seal(secret, Place(table="endpoint", column="secret", row=endpoint_id))
    tx.connection.execute(
        update(Endpoint).where(Endpoint.id == endpoint_id).values(secret=sealed, paused=False)
    )
    return endpoint_id


def load_postcodes(tx: Transaction, postcodes: Iterable[tuple[str, str]]) -> int:
    """Write which borough each postcode lies in, over what is there; returns how many there were."""
    rows = [
        {"postcode": postcode, "sector": postcode[:-2], "borough": borough} for postcode, borough in postcodes
    ]
    statement = insert(Postcode)
    tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["postcode"], set_={"borough": statement.excluded.borough}
        ),
        rows,
    )
    return len(rows)
