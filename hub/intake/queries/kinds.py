"""How many referrals of each kind came: all that routing looks at, and nobody in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.codes import ConsentBasis, ConsentScope, ReferralStatus
from hub.domain.quarter import Quarter
from hub.domain.routing_table import Facts
from hub.models import Referral, RoutingDecision

FACTS = (
    Referral.crime_type,
    Referral.flags,
    Referral.strands,
    Referral.borough,
    Referral.works_or_visits,
    Referral.age_band,
    Referral.risk_band,
    Referral.relationship,
)


def kinds_of_referrals(tx: Transaction, since: datetime, until: datetime) -> Counter[Facts]:
    """Count the referrals received in the half-open time by their facts; those entered in error are left out.

    The incident's borough, which no row asks about, is left out, and the day of receipt is the first.
    """
    rows = tx.connection.execute(
        select(*FACTS, func.count().label("count"))
        .where(
            Referral.received_at >= since,
            Referral.received_at < until,
            Referral.status != ReferralStatus.VOID,
        )
        .group_by(*FACTS)
    )
    found: Counter[Facts] = Counter()
    for row in rows.mappings():
        found[_facts(row, since)] += row["count"]
    return found


@dataclass(frozen=True, kw_only=True)
class RoutedKind:
    """All that decides where a referral goes: its facts, how far the consent reaches, who is ruled out."""

    facts: Facts
    basis: ConsentBasis
    scope: ConsentScope
    services: frozenset[str]
    excluded: frozenset[str]


def routed_kinds(tx: Transaction, quarter: Quarter) -> Counter[RoutedKind]:
    """Count the referrals of a quarter about which routing was asked: those that were not sent back first."""
    terms = (
        Referral.consent_basis,
        Referral.consent_scope,
        Referral.consent_services,
        Referral.exclude_services,
    )
    rows = tx.connection.execute(
        select(*FACTS, *terms, func.count().label("count"))
        .where(
            Referral.received_at >= quarter.starts_at,
            Referral.received_at < quarter.ends_at,
            Referral.status != ReferralStatus.VOID,
            Referral.id.in_(select(RoutingDecision.referral_id)),
        )
        .group_by(*FACTS, *terms)
    )
    found: Counter[RoutedKind] = Counter()
    for row in rows.mappings():
        kind = RoutedKind(
            facts=_facts(row, quarter.starts_at),
            basis=row["consent_basis"],
            scope=row["consent_scope"],
            services=frozenset(row["consent_services"]),
            excluded=frozenset(row["exclude_services"]),
        )
        found[kind] += row["count"]
    return found


def _facts(row: Any, since: datetime) -> Facts:
    return Facts(
        crime_type=row["crime_type"],
        flags=frozenset(row["flags"]),
        strands=frozenset(row["strands"]),
        borough=row["borough"],
        works_or_visits=frozenset(row["works_or_visits"]),
        age_band=row["age_band"],
        risk=row["risk_band"],
        relationship=row["relationship"],
        received_on=london_date(since),
    )
