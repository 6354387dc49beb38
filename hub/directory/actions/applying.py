"""Writing what changes of the directory into its rows, and keeping each change as a version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, update

from hub.db import Transaction
from hub.directory.actions import contracts
from hub.directory.actions.rows import IN_USE, endpoint_row, put, suspended
from hub.directory.actions.versions import append_versions
from hub.directory.rules import Agency as AgencyValue
from hub.directory.rules import Agreement, Contract, Pause
from hub.directory.rules import Service as ServiceValue
from hub.directory.rules import SupportAgency as SupportAgencyValue
from hub.directory.rules.changes import Change, Key
from hub.domain.codes import ChannelKind, EndpointPurpose, SuspensionCause
from hub.models import Agency, DataAgreement, Endpoint, Service, ServicePause, SupportAgency, Unit

T = TypeVar("T")


def apply(tx: Transaction, changes: Sequence[Change], versions: Mapping[Key, int], why: str) -> None:
    """Bring the rows up to what the changes say, and append a version for each."""
    for change, agency in _of(changes, AgencyValue):
        _put_agency(tx, agency, change.before)
    agencies = _ids(tx, Agency)
    put(tx, DataAgreement, ["number"], [_agreement(each, agencies) for _, each in _of(changes, Agreement)])
    put(tx, Service, ["slug"], [_service(each, agencies) for _, each in _of(changes, ServiceValue)])
    services = _ids(tx, Service)
    of_contracts = [each for each in changes if Contract in {type(each.before), type(each.after)}]
    adopted = contracts.change(tx, of_contracts, services, versions)
    put_pauses(tx, [each for _, each in _of(changes, Pause)], services)
    support = [_support_agency(each) for _, each in _of(changes, SupportAgencyValue)]
    put(tx, SupportAgency, ["slug"], support)
    append_versions(tx, changes, {**versions, **adopted}, why)


def put_pauses(tx: Transaction, pauses: Iterable[Pause], services: Mapping[str, UUID]) -> None:
    """Write pauses, each over the one of its service with the same first day and reason."""
    rows = [
        {
            "service_id": services[each.service],
            "starts_on": each.starts,
            "ends_before": each.ends_before,
            "reason": each.reason,
            "note": each.note,
            "by_hand": each.by_hand,
        }
        for each in pauses
    ]
    put(tx, ServicePause, ["service_id", "starts_on", "reason"], rows)


def _of(changes: Iterable[Change], kind: type[T]) -> list[tuple[Change, T]]:
    return [(each, each.after) for each in changes if isinstance(each.after, kind)]


def _ids(tx: Transaction, table: type[Agency | Service]) -> dict[str, UUID]:
    return {row.slug: row.id for row in tx.connection.execute(select(table.slug, table.id))}


def _put_agency(tx: Transaction, agency: AgencyValue, before: object) -> None:
    names = ("slug", "name", "kind", "description", "website")
    row = {name: getattr(agency, name) for name in names} | {"mail_domains": list(agency.mail_domains)}
    (agency_id,) = put(tx, Agency, ["slug"], [row])
    units = [{"agency_id": agency_id, "slug": unit.slug, "name": unit.name} for unit in agency.units]
    unit_ids = put(tx, Unit, ["agency_id", "slug"], units)
    rows = [
        {
            **endpoint_row(agency_id, None, each.purpose, each.channel, each.address, 10 + number),
            "contact": each.contact,
            "phone": each.phone,
            "route": each.route,
        }
        for number, each in enumerate(agency.endpoints)
    ]
    rows += [
        {
            **endpoint_row(agency_id, unit_id, EndpointPurpose.UNIT, ChannelKind.EMAIL, unit.mailbox, 10),
            "route": unit.route,
        }
        for unit, unit_id in zip(agency.units, unit_ids, strict=True)
    ]
    known = _mailboxes(before) if isinstance(before, AgencyValue) else set()
    for row in rows:
        if (row["purpose"], row["address"]) not in known:
            row.update(IN_USE)  # one that comes back was paused when a file no longer named it
    written = put(tx, Endpoint, ["agency_id", "purpose", "channel", "address"], rows)
    _pause_others(tx, agency_id, written)


def _mailboxes(agency: AgencyValue) -> set[tuple[EndpointPurpose, str]]:
    own = {(each.purpose, each.address) for each in agency.endpoints}
    return own | {(EndpointPurpose.UNIT, unit.mailbox) for unit in agency.units}


def _pause_others(tx: Transaction, agency_id: UUID, kept: Iterable[UUID]) -> None:
    """Pause mailboxes and inboxes that a newer file no longer names, so that nothing goes to an old one."""
    tx.connection.execute(
        update(Endpoint)
        .where(
            Endpoint.agency_id == agency_id,
            Endpoint.channel != ChannelKind.WEBHOOK,
            Endpoint.purpose != EndpointPurpose.ON_CALL,
            Endpoint.id.not_in(list(kept)),
            ~Endpoint.paused,
        )
        .values(suspended(tx, SuspensionCause.NOT_NAMED))
    )


def _agreement(each: Agreement, agencies: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "agency_id": agencies[each.agency],
        "number": each.number,
        "starts_on": each.starts,
        "ends_before": each.ends_before,
        "certainty": each.certainty,
        "carried_from": each.carried_from,
    }


def _service(each: ServiceValue, agencies: Mapping[str, UUID]) -> dict[str, Any]:
    return {
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


def _support_agency(each: SupportAgencyValue) -> dict[str, Any]:
    return {
        "slug": each.slug,
        "name": each.name,
        "description": each.description,
        "is_national": each.national,
        "boroughs": list(each.boroughs),
        "crime_types": list(each.crime_types),
        "strands": list(each.strands),
        "phone": each.phone,
        "email": each.email,
        "website": each.website,
        "checked_on": each.checked,
        "closed_on": each.closed,
    }
