"""What is decided about an arrival before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hub.domain.calendar import london_date
from hub.domain.codes import ReferralStatus, ReturnReason
from hub.intake.actions import Arrival, Settled
from hub.intake.rules.facts import facts_of_row
from hub.journey.days import Days
from hub.routing.actions import Answer, Question
from hub.routing.rules import Consent, Facts


@dataclass(frozen=True, kw_only=True)
class Decided:
    """An arrival with its answer from routing, where it got that far."""

    settled: Settled
    answer: Answer | None


_MENDED_BY_THE_UNIT = frozenset({ReturnReason.NO_SAFE_CONTACT, ReturnReason.INSUFFICIENT_INFORMATION})


def decide_arrival(days: Days, arrival: Arrival, tried: frozenset[str] = frozenset()) -> Decided:
    """Say what becomes of an arrival: back, to a person, information only, or to services.

    Where nobody is sent nobody rings either, so unsafe contact returns only what would be handed over.
    `tried` are services that barred themselves, or that the person barred, before it was sent again.
    """
    verdict = arrival.verdict
    if verdict.triage or not _MENDED_BY_THE_UNIT.issuperset(verdict.reasons):
        status = ReferralStatus.AWAITING_TRIAGE if verdict.triage else ReferralStatus.RETURNED
        return _settled(arrival, status, verdict.why, reasons=verdict.reasons)
    answer = days.answer(replace(question_of(arrival), tried=tried), arrival.received_at)
    placement = answer.placement
    if placement.information_only:
        return _settled(arrival, ReferralStatus.INFORMATION_ONLY, placement.why, answer=answer)
    outside = (ReturnReason.OUTSIDE_AREA,) if placement.outside_area else ()
    if outside or verdict.reasons:
        why = placement.why if outside else verdict.why
        reasons = (*outside, *verdict.reasons)
        return _settled(arrival, ReferralStatus.RETURNED, why, answer=answer, reasons=reasons)
    if placement.lead is None:
        return _settled(arrival, ReferralStatus.AWAITING_TRIAGE, placement.why, answer=answer)
    held = bool(arrival.possible_duplicates)
    status = ReferralStatus.AWAITING_TRIAGE if held else ReferralStatus.PLACED
    return _settled(arrival, status, placement.lead.why, answer=answer)


def _settled(
    arrival: Arrival,
    status: ReferralStatus,
    why: tuple[str, ...],
    *,
    answer: Answer | None = None,
    reasons: tuple[ReturnReason, ...] = (),
) -> Decided:
    said = tuple(_sentence(each) for each in why)
    settled = Settled(arrival=arrival, status=status, reasons=reasons, why=said)
    return Decided(settled=settled, answer=answer)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].removesuffix(".") + "."


def question_of(arrival: Arrival) -> Question:
    """Ask who should have what has just arrived."""
    found = arrival.submission
    return Question(
        facts=Facts(
            crime_type=found.crime.type,
            flags=frozenset(found.crime.flags),
            strands=frozenset(found.crime.hate_strands),
            borough=arrival.borough,
            works_or_visits=frozenset(found.person.works_or_visits),
            incident_borough=found.crime.incident_borough,
            age_band=arrival.verdict.band,
            risk=found.risk.band,
            relationship=found.person.relationship,
            received_on=london_date(arrival.received_at),
        ),
        consent=Consent(
            basis=found.consent.basis,
            scope=found.consent.scope,
            services=frozenset(found.consent.services),
        ),
        excluded=frozenset(found.exclude_services),
    )


def question_of_row(row: Mapping[str, Any], at: datetime, tried: frozenset[str]) -> Question:
    """Ask again about a referral on record, without the services that an earlier no bars (`tried`)."""
    return Question(
        facts=facts_of_row(row, at),
        consent=Consent(
            basis=row["consent_basis"],
            scope=row["consent_scope"],
            services=frozenset(row["consent_services"]),
            agreed=frozenset(row["agreed_services"]),
        ),
        excluded=frozenset(row["exclude_services"]),
        tried=tried,
    )
