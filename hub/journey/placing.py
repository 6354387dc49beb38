"""Giving services their turn: assignments, the clock of the hand-over, and the message to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hub import audit
from hub.acknowledgement.actions import NewAssignment, assign
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.actions import NewDelivery, endpoints_of, queue
from hub.domain.calendar import Calendar
from hub.domain.codes import Clock, DeliveryKind, EndpointPurpose, RiskBand, TriageReason
from hub.domain.offer import Offer
from hub.jobs import Job, ring
from hub.journey.asking import ask_a_person
from hub.journey.settling import settle
from hub.routing.rules import Choice
from hub.sla.actions import Terms, start
from hub.sla.rules import opens_at
from hub.triage.actions import Question

HIGH_RISK_WAIT = timedelta(hours=1)
"""How long a possible duplicate at high risk waits for a coordinator before it is delivered all the same."""


@dataclass(frozen=True, kw_only=True)
class ToPlace:
    """A referral and the services chosen for it."""

    referral_id: UUID
    source_agency_id: UUID
    risk: RiskBand
    at: datetime
    decision_id: UUID | None
    choices: tuple[Choice, ...]
    offers: Mapping[str, Offer]
    moved_in: bool = False
    is_held: bool = False
    words: str | None = None
    """Why a person chose so, in their own words; kept sealed."""


@dataclass(frozen=True, kw_only=True)
class _Given:
    """One choice with its offer."""

    to_place: ToPlace
    choice: Choice
    offer: Offer


def place(tx: Transaction, placements: Sequence[ToPlace]) -> tuple[UUID, ...]:
    """Write assignments, clocks and deliveries of many referrals, each table once; returns assignment ids.

    A held one gets no message until it is released; at high risk it goes out after an hour all the same.
    An agency without an address is put before a person.
    """
    given = [
        _Given(to_place=each, choice=choice, offer=each.offers[choice.service])
        for each in placements
        for choice in each.choices
    ]
    if not given:
        return ()
    ids = assign(tx, [_assignment(each, tx.calendar) for each in given])
    start(
        tx,
        [
            (_terms(assignment_id, each), Clock.HANDED_OVER, each.to_place.at)
            for assignment_id, each in zip(ids, given, strict=True)
        ],
    )
    _send(tx, ids, given)
    audit.record_all(
        tx,
        [
            Entry(
                event=Event.ASSIGNMENT_MADE,
                referral_id=each.to_place.referral_id,
                assignment_id=assignment_id,
                recipient_id=each.offer.agency_id,
                detail={"row": each.choice.row_key, "moved_in": each.to_place.moved_in},
            )
            for assignment_id, each in zip(ids, given, strict=True)
        ],
    )
    return ids


def _send(tx: Transaction, ids: Sequence[UUID], given: Sequence[_Given]) -> None:
    addresses = endpoints_of(tx, {each.offer.agency_id for each in given}, EndpointPurpose.DUTY)
    deliveries, unreachable = [], []
    for assignment_id, each in zip(ids, given, strict=True):
        found = addresses.get(each.offer.agency_id, ())
        if not found:
            unreachable.append(_no_address(assignment_id, each))
            continue
        to_place = each.to_place
        is_high = to_place.risk is RiskBand.HIGH
        deliveries.append(
            NewDelivery(
                kind=DeliveryKind.REFERRAL,
                agency_id=each.offer.agency_id,
                endpoint_id=found[0].id,
                referral_id=to_place.referral_id,
                assignment_id=assignment_id,
                due_at=to_place.at + HIGH_RISK_WAIT if to_place.is_held else to_place.at,
                held=to_place.is_held and not is_high,
            )
        )
    queue(tx, deliveries)
    ask_a_person(tx, unreachable)
    for referral_id in dict.fromkeys(question.referral_id for question in unreachable):
        settle(tx, referral_id)
    ring(tx, Job.DELIVER)


def _no_address(assignment_id: UUID, each: _Given) -> Question:
    return Question(
        referral_id=each.to_place.referral_id,
        assignment_id=assignment_id,
        risk=each.to_place.risk,
        reason=TriageReason.UNDELIVERABLE,
        why=f"{each.offer.agency_name} has no address in the directory that is in use.",
    )


def _assignment(each: _Given, calendar: Calendar) -> NewAssignment:
    to_place, offer = each.to_place, each.offer
    if offer.contract_id is None:
        raise AssertionError  # a service without a live contract is never chosen
    return NewAssignment(
        referral_id=to_place.referral_id,
        decision_id=to_place.decision_id,
        service_id=offer.service_id,
        contract_id=offer.contract_id,
        agency_id=offer.agency_id,
        source_agency_id=to_place.source_agency_id,
        role=each.choice.role,
        row_key=each.choice.row_key,
        why=" ".join(each.choice.why),
        moved_in=to_place.moved_in,
        at=to_place.at,
        words=to_place.words,
        opens_at=opens_at(offer.opening, to_place.at, to_place.risk, calendar),
    )


def _terms(assignment_id: UUID, each: _Given) -> Terms:
    return Terms(
        assignment_id=assignment_id,
        risk=each.to_place.risk,
        opening=each.offer.opening,
        targets=each.offer.targets,
        ladders=each.offer.ladders,
    )
