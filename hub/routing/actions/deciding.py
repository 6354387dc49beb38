"""Deciding who should have a referral, and keeping each decision with its facts and its trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.ids import new_id
from hub.domain.offer import Offer
from hub.models import RoutingDecision
from hub.routing.queries import TableInForce
from hub.routing.rules import (
    Availability,
    Choice,
    Consent,
    Decision,
    Facts,
    Gate,
    Placement,
    RoutingTable,
    Skip,
    choose,
    choose_beside,
    decide,
    row_from_plain,
    trace_to_plain,
    with_a_yes,
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Who should have this referral now? `tried` are services that had their turn."""

    facts: Facts
    consent: Consent
    excluded: frozenset[str]
    tried: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was decided, under an id that its assignments will carry."""

    decision: Decision
    placement: Placement
    table_id: UUID | None
    id: UUID = field(default_factory=new_id)


class Tables:
    """Published tables never change, so each is read once and kept."""

    def __init__(self) -> None:
        self._known: dict[UUID, RoutingTable] = {}

    def known(self) -> frozenset[UUID]:
        """Say which tables need not be read again."""
        return frozenset(self._known)

    def table(self, found: TableInForce) -> RoutingTable:
        """Give a table as it was read, from its stored rows if it is new."""
        if found.id not in self._known:
            rows = tuple(row_from_plain(row) for row in found.rows)
            self._known[found.id] = RoutingTable(reference=found.name, hash=found.hash, rows=rows)
        return self._known[found.id]


TABLES = Tables()


def answer(
    question: Question, table: RoutingTable, table_id: UUID | None, offers: Mapping[str, Offer]
) -> Answer:
    """Decide by the table, then choose within the consent among the services that can take it."""
    decision = decide(table, question.facts)
    available = {slug: _availability(offer) for slug, offer in offers.items()}
    placement = choose(decision, question.consent, question.excluded, available, question.tried)
    return Answer(decision=decision, placement=placement, table_id=table_id)


def answer_beside(
    question: Question,
    table: RoutingTable,
    table_id: UUID | None,
    offers: Mapping[str, Offer],
    leads: str,
) -> Answer:
    """Decide what the table adds beside a service that leads and keeps the referral."""
    decision = decide(table, question.facts)
    placement = choose_beside(decision, leads, _gate(question, offers))
    return Answer(decision=decision, placement=placement, table_id=table_id)


def kept_out(
    question: Question, table: RoutingTable, offers: Mapping[str, Offer]
) -> Mapping[str, Skip | None]:
    """Say of each service that the table adds what keeps it out even after the person's yes, as the rule."""
    return with_a_yes(decide(table, question.facts), _gate(question, offers))


def _gate(question: Question, offers: Mapping[str, Offer]) -> Gate:
    return Gate(
        consent=question.consent,
        excluded=question.excluded,
        availability={slug: _availability(offer) for slug, offer in offers.items()},
        tried=question.tried,
    )


def keep(tx: Transaction, cause: str, answers: Sequence[tuple[UUID, datetime, Answer]]) -> None:
    """Write decisions: for which referral, when, and why one was needed (`cause`)."""
    if not answers:
        return
    tx.insert(
        RoutingDecision,
        [
            {
                "id": given.id,
                "referral_id": referral_id,
                "at": at,
                "table_id": given.table_id,
                "table_hash": given.decision.table.hash if given.table_id else None,
                "cause": cause,
                "facts": given.decision.facts.plain(),
                "placement": _placement(given.placement),
                "trace": trace_to_plain(given.decision.trace),
            }
            for referral_id, at, given in answers
        ],
    )


def _availability(offer: Offer) -> Availability:
    return Availability(
        live_contract=offer.contract_id is not None,
        agreement=offer.agreement,
        paused=offer.paused,
        full=offer.full,
        without_consent=offer.without_consent,
        direct_referrals=offer.direct_referrals,
    )


def _placement(placement: Placement) -> dict[str, Any]:
    return {
        "lead": _choice(placement.lead),
        "additional": [_choice(choice) for choice in placement.additional],
        "information_only": placement.information_only,
        "outside_area": placement.outside_area,
        "unit_task": placement.unit_task,
        "triage": placement.triage,
        "why": list(placement.why),
        "skipped": [[service, str(code)] for service, code in placement.skipped],
    }


def _choice(choice: Choice | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    return {
        "service": choice.service,
        "role": str(choice.role),
        "why": list(choice.why),
        "row": choice.row_key,
    }
