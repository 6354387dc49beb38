"""Where a quarter's referrals went by the first decision about each."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from hub.db import Transaction
from hub.domain.codes import Borough, CrimeType, ReferralStatus
from hub.domain.quarter import Quarter
from hub.models import Referral, RoutingDecision, TriageItem

INFORMATION_ONLY, OUTSIDE, A_PERSON, SENT_BACK = "information_only", "outside", "a_person", "sent_back"


@dataclass(frozen=True, kw_only=True)
class FirstAnswer:
    """How many referrals of a crime type and a borough went to a service, or where there was none.

    `to` is a service's slug, or `information_only`, `outside` (back, since the home is elsewhere), `a_person`
    (triage), or `sent_back` (returned before anybody was asked).
    """

    crime_type: CrimeType
    borough: Borough
    to: str
    count: int


def first_answers(tx: Transaction, quarter: Quarter) -> tuple[FirstAnswer, ...]:
    """Count the quarter's referrals by the service that led first; those entered in error are left out."""
    first = (
        select(RoutingDecision.referral_id, RoutingDecision.placement)
        .ext(distinct_on(RoutingDecision.referral_id))
        .order_by(RoutingDecision.referral_id, RoutingDecision.at, RoutingDecision.id)
        .subquery("first")
    )
    to = _to(first.c.placement).label("to")
    found = (
        select(Referral.crime_type, Referral.borough, to, func.count().label("count"))
        .outerjoin(first, first.c.referral_id == Referral.id)
        .where(
            Referral.received_at >= quarter.starts_at,
            Referral.received_at < quarter.ends_at,
            Referral.status != ReferralStatus.VOID,
        )
        .group_by(Referral.crime_type, Referral.borough, to)
        .order_by(Referral.crime_type, Referral.borough, to)
    )
    return tuple(FirstAnswer(**row) for row in tx.connection.execute(found).mappings())


def _to(placement: Any) -> ColumnElement[str]:
    """Say where one referral went; without a decision a person looks first, or it went back at once."""
    waits = select(TriageItem.id).where(TriageItem.referral_id == Referral.id).exists()
    return case(
        (placement["lead"]["service"].astext.is_not(None), placement["lead"]["service"].astext),
        (placement["information_only"].as_boolean(), literal(INFORMATION_ONLY)),
        (placement["outside_area"].as_boolean(), literal(OUTSIDE)),
        (placement.is_not(None), literal(A_PERSON)),
        (waits, literal(A_PERSON)),
        else_=literal(SENT_BACK),
    )
