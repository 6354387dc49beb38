"""Every service for one referral: whether the routing table leads to it, and whether it may be given it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.acknowledgement import queries as acknowledgement
from hub.db import Transaction
from hub.directory.queries import offers_on
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.calendar import london_date
from hub.domain.errors import NotFoundError
from hub.domain.offer import Offer
from hub.domain.routing_table import Cell, RowRole
from hub.domain.working_time import is_open, next_opening
from hub.journey.days import Days
from hub.journey.deciding import question_of_row
from hub.journey.refusing import by_hand
from hub.routing.rules import Nearest, nearest
from hub.sight.explaining import decided

HAS_IT = "The service has this referral already."


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One service: what the table says of it, and why a person cannot choose it, if so.

    `warning` says why an earlier no of it still holds, which a person may overrule; `turns` are the states of
    its turns with this referral so far; `opens_at` is None while it is open.
    """

    service: str
    service_name: str
    provider_name: str
    by_table: Nearest | None
    refusals: tuple[str, ...]
    warning: str | None
    turns: tuple[AssignmentState, ...]
    is_paused: bool
    is_full: bool
    opens_at: datetime | None

    @property
    def may_be_given(self) -> bool:
        """Whether a person may choose it."""
        return not self.refusals

    @property
    def chosen_by_table(self) -> bool:
        """Whether the table leads to it."""
        return self.by_table is not None and self.by_table.chooses


def candidates(tx: Transaction, row: Mapping[str, Any], *, reinstates: bool = False) -> tuple[Candidate, ...]:
    """Explain every service of today's directory for a referral on record (`row` as intake reads it).

    First those that may be given it, among them first whom the table leads to, then whom it comes near.
    """
    allowed = by_hand(tx, Days(tx), row, reinstates=reinstates)
    assignments = acknowledgement.of_referrals(tx, [row["id"]])
    rows = _by_table(tx, row)
    found = [
        _candidate(
            offer,
            rows.get(service),
            tuple(fault.message for fault in allowed.faults(service)),
            allowed.warning(service),
            tuple(each["state"] for each in assignments if each["service"] == service),
            _opens_at(tx, offer),
        )
        for service, offer in offers_on(tx, london_date(tx.now)).items()
    ]
    return tuple(sorted(found, key=_order))


def _candidate(
    offer: Offer,
    by_table: Nearest | None,
    refusals: tuple[str, ...],
    warning: str | None,
    turns: tuple[AssignmentState, ...],
    opens_at: datetime | None,
) -> Candidate:
    has_it = () if LIVE.isdisjoint(turns) else (HAS_IT,)
    return Candidate(
        service=offer.slug,
        service_name=offer.name,
        provider_name=offer.agency_name,
        by_table=by_table,
        refusals=(*has_it, *refusals),
        warning=warning,
        turns=turns,
        is_paused=offer.paused,
        is_full=offer.full,
        opens_at=opens_at,
    )


def _opens_at(tx: Transaction, offer: Offer) -> datetime | None:
    if is_open(offer.opening, tx.now, tx.calendar):
        return None
    return next_opening(offer.opening, tx.now, tx.calendar)


def _order(each: Candidate) -> tuple[bool, bool, int, bool, str]:
    failed = len(each.by_table.failed) if each.by_table else len(Cell)
    leads = each.by_table is not None and each.by_table.row.role is RowRole.LEAD
    return (not each.may_be_given, not each.chosen_by_table, failed, not leads, each.service_name)


def _by_table(tx: Transaction, row: Mapping[str, Any]) -> Mapping[str, Nearest]:
    """Find for each service the row that fails by the fewest cells; nothing on a day without a table."""
    facts = question_of_row(row, tx.now, frozenset()).facts
    try:
        return nearest(decided(tx, facts))
    except NotFoundError:
        return {}
