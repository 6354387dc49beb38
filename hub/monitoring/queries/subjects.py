"""Referrals and assignments with what figures are split by."""

from sqlalchemy import Subquery, select
from sqlalchemy.orm import aliased

from hub.models import Agency, Assignment, Referral, Service
from hub.monitoring.queries.facts import words
from hub.monitoring.rules import Axis


def referrals() -> Subquery:
    """Give every referral in sight by the agency it came from, place, crime, age, risk and strands."""
    return (
        select(
            Referral.id.label("subject"),
            Agency.slug.label(Axis.SOURCE),
            words(Referral.borough).label(Axis.BOROUGH),
            words(Referral.crime_type).label(Axis.CRIME_TYPE),
            words(Referral.age_band).label(Axis.AGE_BAND),
            words(Referral.risk_band).label(Axis.RISK),
            Referral.strands.label(Axis.STRAND),
        )
        .join(Agency, Agency.id == Referral.source_agency_id)
        .subquery("subject")
    )


def assignments() -> Subquery:
    """Give every assignment in sight by provider and service, and by its referral's place, crime and risk."""
    provider = aliased(Agency)
    return (
        select(
            Assignment.id.label("subject"),
            provider.slug.label(Axis.PROVIDER),
            Service.slug.label(Axis.SERVICE),
            words(Referral.borough).label(Axis.BOROUGH),
            words(Referral.crime_type).label(Axis.CRIME_TYPE),
            words(Referral.risk_band).label(Axis.RISK),
        )
        .join(provider, provider.id == Assignment.agency_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Referral, Referral.id == Assignment.referral_id)
        .subquery("subject")
    )
