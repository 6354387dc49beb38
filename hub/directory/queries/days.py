"""The days of contracts and pauses, past, present and to come."""

from collections import defaultdict

from sqlalchemy import select

from hub.db import Transaction
from hub.domain.service_days import ContractDays, PauseDays, ServiceDays
from hub.models import Contract, Service, ServicePause


def service_days(tx: Transaction) -> dict[str, ServiceDays]:
    """Read every service's contracts, as they stand, and its pauses, by the service's slug."""
    contracts: dict[str, list[ContractDays]] = defaultdict(list)
    for row in tx.connection.execute(
        select(
            Service.slug,
            Contract.reference,
            Contract.starts_on,
            Contract.ends_before,
            Contract.referrals_a_quarter,
        )
        .outerjoin(Contract, (Contract.service_id == Service.id) & Contract.superseded_at.is_(None))
        .order_by(Service.slug, Contract.starts_on)
    ).mappings():
        found = contracts[row["slug"]]
        if row["reference"] is not None:
            found.append(ContractDays(**{name: row[name] for name in row if name != "slug"}))
    pauses: dict[str, list[PauseDays]] = defaultdict(list)
    for row in tx.connection.execute(
        select(Service.slug, ServicePause.starts_on, ServicePause.ends_before, ServicePause.reason)
        .join(Service, Service.id == ServicePause.service_id)
        .order_by(Service.slug, ServicePause.starts_on)
    ).mappings():
        pauses[row["slug"]].append(PauseDays(**{name: row[name] for name in row if name != "slug"}))
    return {
        slug: ServiceDays(contracts=tuple(found), pauses=tuple(pauses[slug]))
        for slug, found in contracts.items()
    }
