"""A referral's columns, from what was submitted and what intake found."""

from typing import Any

from hub.domain.codes import AgeBand, RiskBand
from hub.domain.submission import Submission
from hub.intake.actions.arrivals import Arrival, Settled

_NOTHING_OF_THE_PERSON: dict[str, Any] = {
    "incident_reference": None,
    "incident_at": None,
    "flags": [],
    "strands": [],
    "risk_tool": None,
    "risk_score": None,
    "risk_band": RiskBand.NOT_KNOWN,
    "professional_judgement": False,
    "works_or_visits": [],
    "age_band": AgeBand.NOT_KNOWN,
    "exclude_services": [],
}
"""What a refusal overwrites: it is counted by source, crime type and borough, and nothing more is kept."""


def referral_row(each: Settled) -> dict[str, Any]:
    """Give the row of a referral; of one that was refused, only what is counted."""
    arrival, found = each.arrival, each.arrival.submission
    refused = arrival.verdict.is_refused
    return {
        "id": arrival.id,
        "reference": arrival.reference,
        "version": arrival.version,
        "source_agency_id": arrival.source_id,
        "source_reference": found.source_reference,
        "person_reference": found.person_reference,
        "incident_reference": found.incident_reference,
        "unit_id": arrival.unit_id,
        "unit_mailbox": found.unit_mailbox,
        "received_at": arrival.received_at,
        "reported": found.reported,
        "reported_at": found.reported_at,
        "incident_at": found.incident_at,
        "status": each.status,
        "reasons": [str(reason) for reason in each.reasons],
        "why": list(each.why),
        "simulated": arrival.simulated,
        "sensitive": arrival.verdict.sensitive,
        **crime_columns(found),
        **_person_facts(arrival),
        **_consent(found),
        **(_NOTHING_OF_THE_PERSON if refused else {}),
    }


def crime_columns(found: Submission) -> dict[str, Any]:
    """Give the columns of the crime and the risk."""
    return {
        "crime_type": found.crime.type,
        "offence_code": found.crime.offence_code,
        "flags": sorted(found.crime.flags),
        "strands": sorted(found.crime.hate_strands),
        "incident_borough": found.crime.incident_borough,
        "risk_tool": found.risk.tool,
        "risk_score": found.risk.score,
        "risk_band": found.risk.band,
        "professional_judgement": found.risk.professional_judgement,
    }


def _person_facts(arrival: Arrival) -> dict[str, Any]:
    return {
        "borough": arrival.borough,
        "works_or_visits": sorted(arrival.submission.person.works_or_visits),
        "age_band": arrival.verdict.band,
        "relationship": arrival.submission.person.relationship,
    }


def _consent(found: Submission) -> dict[str, Any]:
    return {
        "consent_basis": found.consent.basis,
        "consent_scope": found.consent.scope,
        "consent_services": sorted(found.consent.services),
        "consent_given_by": found.consent.given_by,
        "consent_how": found.consent.how,
        "consent_given_on": found.consent.given_on,
        "exclude_services": sorted(found.exclude_services),
    }
