"""Clocks that ran past their target, as a list; those that a quarter counts are counted in clocks.py."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, extract, func, or_, select

from hub.access.scopes import assignments_of
from hub.db import Transaction, in_page
from hub.domain.paging import Page
from hub.models import Agency, Assignment, ClockRow, Referral, Service
from hub.monitoring.queries.clocks import seconds_between
from hub.monitoring.queries.facts import during
from hub.monitoring.rules import BreachesWanted, BreachSort

_A_RUNNING_CLOCK = 10**12
"""Seconds of lateness that no clock reaches: what still runs is later than all that has stopped."""

# of those that run, the one that was due first is the latest; so no row's place moves while time passes
_LATENESS = case(
    (
        ClockRow.stopped_at.is_(None),
        _A_RUNNING_CLOCK - cast(extract("epoch", ClockRow.breached_at), BigInteger),
    ),
    else_=seconds_between(ClockRow.breached_at, ClockRow.stopped_at),
)
_KEYS: dict[BreachSort, ColumnElement[Any]] = {
    BreachSort.DUE: ClockRow.breached_at.expression,
    BreachSort.LATENESS: _LATENESS,
}


def breaches(tx: Transaction, wanted: BreachesWanted, page: Page[BreachSort]) -> tuple[dict[str, Any], ...]:
    """Read one page of breached clocks in sight, with one row more if there is one.

    Each has `id`, `referral_id`, `reference`, `provider`, `service`, `clock`, `due` (when its target ran
    out), `stopped_at` (None while it runs), `late_seconds` up to then or now, `risk`, `borough`,
    `crime_type`, and `lateness`, the key of that sort.
    """
    key = _KEYS[page.sort]
    statement = (
        select(
            ClockRow.id,
            Referral.id.label("referral_id"),
            Referral.reference,
            Agency.slug.label("provider"),
            Service.slug.label("service"),
            ClockRow.clock,
            ClockRow.breached_at.label("due"),
            ClockRow.stopped_at,
            seconds_between(ClockRow.breached_at, func.coalesce(ClockRow.stopped_at, tx.now)).label(
                "late_seconds"
            ),
            Referral.risk_band.label("risk"),
            Referral.borough,
            Referral.crime_type,
            _LATENESS.label("lateness"),
        )
        .join(Assignment, Assignment.id == ClockRow.assignment_id)
        .join(Referral, Referral.id == Assignment.referral_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(ClockRow.breached_at.is_not(None), assignments_of(tx.scope), *_chosen(wanted))
    )
    rows = tx.connection.execute(in_page(statement, page, key, ClockRow.id))
    return tuple(dict(row) for row in rows.mappings())


def providers(tx: Transaction) -> tuple[str, ...]:
    """Name every agency that offers a service, or did, by slug."""
    rows = tx.connection.execute(select(Agency.slug).join(Service, Service.agency_id == Agency.id).distinct())
    return tuple(rows.scalars())


def _chosen(wanted: BreachesWanted) -> list[ColumnElement[bool]]:
    columns: tuple[tuple[ColumnElement[Any], tuple[Any, ...]], ...] = (
        (Agency.slug.expression, wanted.providers),
        (ClockRow.clock.expression, wanted.clocks),
        (Referral.borough.expression, wanted.boroughs),
        (Referral.crime_type.expression, wanted.crime_types),
        (Referral.risk_band.expression, wanted.risks),
    )
    chosen: list[ColumnElement[bool]] = [column.in_(values) for column, values in columns if values]
    if wanted.quarters:
        chosen.append(or_(*(during(quarter, ClockRow.breached_at) for quarter in wanted.quarters)))
    return chosen
