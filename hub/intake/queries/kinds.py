"""How many referrals of each kind came: all that routing looks at, and nobody in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select

from hub.db import Transaction
from hub.domain.codes import Borough, ConsentBasis, ConsentScope, ReferralStatus
from hub.domain.quarter import Quarter
from hub.domain.routing_table import Facts
from hub.intake.rules.facts import facts_of_row
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
_NO_ROW_ASKS = literal(str(Borough.NOT_KNOWN)).label("incident_borough")
"""The incident's borough is left out, so that fewer kinds are left to ask about."""


def kinds_of_referrals(tx: Transaction, since: datetime, until: datetime) -> Counter[Facts]:
    """Count the referrals received in the half-open time by their facts; those entered in error are left out.

    The incident's borough, which no row asks about, is left out, and the day of receipt is the first.
    """
    rows = tx.connection.execute(
        select(*FACTS, _NO_ROW_ASKS, func.count().label("count"))
        .where(
            Referral.received_at >= since,
            Referral.received_at < until,
            Referral.status != ReferralStatus.VOID,
        )
        .group_by(*FACTS)
    )
    found: Counter[Facts] = Counter()
    for row in rows.mappings():
        found[facts_of_row(dict(row), since)] += row["count"]
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
        select(*FACTS, _NO_ROW_ASKS, *terms, func.count().label("count"))
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
            facts=facts_of_row(dict(row), quarter.starts_at),
            basis=row["consent_basis"],
            scope=row["consent_scope"],
            services=frozenset(row["consent_services"]),
            excluded=frozenset(row["exclude_services"]),
        )
        found[kind] += row["count"]
    return found
