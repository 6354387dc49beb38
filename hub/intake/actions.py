"""Taking a referral in: what is plain into its row, what is personal sealed, both or neither."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import AgeBand, Borough, ReferralStatus, ReturnReason, RiskBand
from hub.domain.ids import new_id, new_reference
from hub.domain.plain import from_plain
from hub.domain.submission import SealedPart, Submission, sealed_parts
from hub.intake import queries
from hub.intake.rules.duplicates import Incident, blind_inputs, is_possible_duplicate
from hub.intake.rules.judge import Verdict
from hub.models import ReferralEvent
from hub.sealing import Place, blind_token, sealer

T = TypeVar("T")

RETURNED_KEPT = timedelta(days=30)
"""How long the details of a returned, or declined and ended, referral stay, so that it can be sent again."""

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


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One submission that can be read, with what intake judged and found, before anything is written."""

    submission: Submission
    verdict: Verdict
    borough: Borough
    received_at: datetime
    source_id: UUID
    unit_id: UUID | None
    version: int = 1
    tokens: tuple[tuple[str, bytes], ...] = ()
    possible_duplicates: tuple[UUID, ...] = ()
    simulated: bool = False
    id: UUID = field(default_factory=new_id)
    reference: str = field(default_factory=new_reference)

    @property
    def keeps_the_person(self) -> bool:
        """Whether personal parts are kept: a refusal leaves only a count."""
        return not self.verdict.is_refused


@dataclass(frozen=True, kw_only=True)
class Settled:
    """An arrival with the status that it starts in, and why, if it goes back."""

    arrival: Arrival
    status: ReferralStatus
    reasons: tuple[ReturnReason, ...] = ()
    why: tuple[str, ...] = ()


def tokens_of(submission: Submission, verdict: Verdict) -> tuple[tuple[str, bytes], ...]:
    """Make the blind tokens of a person, none for one who refused."""
    if verdict.is_refused:
        return ()
    return tuple((str(kind), blind_token(kind, value)) for kind, value in blind_inputs(submission))


def possible_duplicates(
    tx: Transaction, source_id: UUID, arrivals: Sequence[tuple[Submission, tuple[tuple[str, bytes], ...]]]
) -> tuple[tuple[UUID, ...], ...]:
    """Find, for each arrival, the live referrals of other sources that may be of the same person.

    Takes a lock on every token first, so that of two sources at the same moment the later sees the earlier.
    """
    tokens = sorted({token for _, found in arrivals for _, token in found})
    queries.lock_tokens(tx, tokens)
    matches = queries.matches(tx, source_id, tokens)
    return tuple(_duplicates_of(submission, found, matches) for submission, found in arrivals)


def _duplicates_of(
    submission: Submission, tokens: tuple[tuple[str, bytes], ...], matches: Iterable[queries.Match]
) -> tuple[UUID, ...]:
    own = {token for _, token in tokens}
    mine = Incident(crime_type=submission.crime.type, incident_at=submission.incident_at)
    alike = {
        match.id
        for match in matches
        if match.token in own
        and is_possible_duplicate(mine, Incident(crime_type=match.crime_type, incident_at=match.incident_at))
    }
    return tuple(sorted(alike))


def receive(tx: Transaction, settled: Sequence[Settled]) -> frozenset[UUID]:
    """Write referrals and their persons; returns the ids of those that nobody else wrote first."""
    added = queries.add(tx, [_referral(each) for each in settled])
    kept = [each for each in settled if each.arrival.id in added]
    with_person = [each.arrival for each in kept if each.arrival.keeps_the_person]
    queries.add_persons(
        tx,
        [_person(arrival) for arrival in with_person],
        [
            {"referral_id": arrival.id, "kind": kind, "token": token}
            for arrival in with_person
            for kind, token in arrival.tokens
        ],
    )
    tx.append(ReferralEvent, [_first_event(tx, each) for each in kept])
    audit.record_all(tx, [_entry(each) for each in kept])
    return added


def open_part(tx: Transaction, referral_id: UUID, part: SealedPart, kind: type[T]) -> T | None:
    """Open one sealed part of a person as its value; None once the details are erased.

    Opening is not showing: whoever shows it to somebody records a view or a disclosure.
    """
    sealed = queries.sealed_person(tx, referral_id)
    found = sealed and sealed[str(part)]
    if not found:
        return None
    return from_plain(kind, sealer().open(found, Place(table="person", column=part, row=referral_id)))


def erase_lapsed(tx: Transaction, limit: int = 200) -> int:
    """Erase persons whose referral went back, or was declined by the victim, 30 days ago; says how many."""
    lapsed = queries.lapsed(tx, tx.now - RETURNED_KEPT, limit)
    for referral_id in lapsed:
        erase_person(tx, referral_id)
    return len(lapsed)


def erase_person(tx: Transaction, referral_id: UUID) -> None:
    """Remove a person's details; the log holds that it was done, never what it was (DPA 2018 s.62)."""
    if queries.erase(tx, referral_id):
        audit.record(tx, Entry(event=Event.PERSON_ERASED, referral_id=referral_id))


def change_status(
    tx: Transaction,
    referral_id: UUID,
    before: ReferralStatus,
    after: ReferralStatus,
    reasons: Sequence[str] = (),
) -> None:
    """Move a referral to another status and leave a row of it; the same status again changes nothing."""
    if before is after:
        return
    queries.set_status(tx, referral_id, after, reasons or None)
    tx.append(
        ReferralEvent,
        [
            {
                "id": new_id(),
                "referral_id": referral_id,
                "at": tx.now,
                "before": before,
                "after": after,
                "role": tx.scope.role,
                "agency_id": tx.scope.agency_id,
                "reasons": list(reasons),
            }
        ],
    )


def _entry(each: Settled) -> Entry:
    events = {ReferralStatus.RETURNED: Event.REFERRAL_RETURNED}
    event = events.get(each.status, Event.REFERRAL_COLLECTED)
    if each.arrival.verdict.is_refused:
        event = Event.REFERRAL_REFUSED
    return Entry(event=event, referral_id=each.arrival.id, detail={"reasons": list(each.reasons)})


def _first_event(tx: Transaction, each: Settled) -> dict[str, Any]:
    return {
        "id": new_id(),
        "referral_id": each.arrival.id,
        "at": each.arrival.received_at,
        "before": None,
        "after": each.status,
        "role": tx.scope.role,
        "agency_id": each.arrival.source_id,
        "reasons": list(each.reasons),
    }


def _person(arrival: Arrival) -> dict[str, Any]:
    seal = sealer().seal
    return {
        "referral_id": arrival.id,
        "source_agency_id": arrival.source_id,
        **{
            str(part): seal(value, Place(table="person", column=part, row=arrival.id))
            for part, value in sealed_parts(arrival.submission).items()
        },
    }


def _referral(each: Settled) -> dict[str, Any]:
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
        **_crime(found),
        **_person_facts(arrival),
        **_consent(found),
        **(_NOTHING_OF_THE_PERSON if refused else {}),
    }


def _crime(found: Submission) -> dict[str, Any]:
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
