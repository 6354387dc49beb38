"""Every referral in a list, for the coordinator; without the person."""

from typing import Any

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.directory.queries import offers_on
from hub.domain.calendar import london_date
from hub.domain.offer import Offer
from hub.domain.paging import Page
from hub.intake.queries.overview import OverviewFilters, OverviewSort, overview


def listed(
    tx: Transaction, filters: OverviewFilters, asked: Page[OverviewSort]
) -> tuple[dict[str, Any], ...]:
    """Show one page, one row more than its size if it goes on; recorded as one look at a list."""
    rows = overview(tx, filters, asked)
    count = min(len(rows), asked.size)
    audit.record(tx, Entry(event=Event.REFERRALS_LISTED, detail={"count": count}))
    return rows


def exported(
    tx: Transaction, filters: OverviewFilters, asked: Page[OverviewSort]
) -> tuple[dict[str, Any], ...]:
    """Give referrals for a file; recorded as taken out of the hub."""
    rows = overview(tx, filters, asked)
    audit.record(tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "referrals", "count": len(rows)}))
    return rows


def services_known(tx: Transaction) -> tuple[Offer, ...]:
    """Give every service of the directory, with or without a contract today, for the filters of a list."""
    return tuple(offers_on(tx, london_date(tx.now)).values())
