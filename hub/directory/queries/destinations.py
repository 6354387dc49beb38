"""The services that a routing table may lead to, over the days of the table."""

from datetime import date

from sqlalchemy import and_, exists, select

from hub.db import Transaction
from hub.models import Contract, Service


def destinations_between(tx: Transaction, first: date, until: date) -> dict[str, tuple[bool, bool]]:
    """Read, by slug, whether a service takes direct referrals, and whether it has a contract on any day."""
    under_contract = exists().where(
        and_(
            Contract.service_id == Service.id,
            Contract.superseded_at.is_(None),
            Contract.starts_on < until,
            Contract.ends_before > first,
        )
    )
    rows = tx.connection.execute(
        select(Service.slug, Service.direct_referrals, under_contract.label("contracted"))
    )
    return {row.slug: (row.direct_referrals, row.contracted) for row in rows}
