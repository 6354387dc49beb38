"""Deciding again about a referral on record: by today's table, or by a coordinator's own choice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import (
    OPEN_STATUSES,
    AssignmentRole,
    ReferralStatus,
    ReturnReason,
    TriageReason,
)
from hub.domain.errors import ConflictError, InvalidError, NotFoundError
from hub.domain.offer import Offer
from hub.intake import queries as intake
from hub.journey.asking import ask_a_person
from hub.journey.barring import bars_of, told
from hub.journey.days import Days
from hub.journey.deciding import question_of_row
from hub.journey.placing import ToPlace, place
from hub.journey.refusing import by_hand, require_open
from hub.journey.settling import settle
from hub.routing.actions import Answer, keep
from hub.routing.rules import Choice, Skip
from hub.triage import actions as triage
from hub.triage.queries import possible_duplicates


def place_again(tx: Transaction, referral_id: UUID, *, cause: str, otherwise: TriageReason) -> ReferralStatus:
    """Look for the next lead within the consent, without those whom an earlier no bars; else ask a person.

    What the table adds comes with the new lead, but for services that had a turn before: nobody is sent
    twice. What is over, and what has a lead, stays as it is.
    """
    row = _read(tx, referral_id)
    if row["status"] not in OPEN_STATUSES or _has_lead(tx, referral_id):
        return settle(tx, referral_id)
    if ReturnReason.CONSENT_NEEDED in row["reasons"]:
        why = "The person's explicit consent comes first; until then nobody else is given it."
        _ask(tx, row, otherwise, why)
        return settle(tx, referral_id)
    days = Days(tx)
    barred = bars_of(tx, days, row)
    answer = days.answer(question_of_row(row, tx.now, frozenset(barred)), tx.now)
    keep(tx, cause, [(referral_id, tx.now, answer)])
    audit.record(
        tx, Entry(event=Event.REFERRAL_ROUTED, referral_id=referral_id, detail={"decision": str(answer.id)})
    )
    lead = answer.placement.lead
    if lead is None:
        tried = [service for service, skip in answer.placement.skipped if skip is Skip.TRIED]
        names = {slug: offer.name for slug, offer in days.offers(tx.now).items()}
        earlier = [f"{names[slug]}: {told(barred[slug])}" for slug in tried]
        why = " ".join((f"Decided again ({cause.replace('_', ' ')}).", *answer.placement.why, *earlier))
        _ask(tx, row, otherwise, why)
    else:
        choices = (lead, *first_turns(tx, referral_id, answer))
        place(tx, [to_place(row, tx, answer.id, choices, days.offers(tx.now))])
    return settle(tx, referral_id)


def first_turns(tx: Transaction, referral_id: UUID, answer: Answer) -> tuple[Choice, ...]:
    """Give what a decision adds beside the lead, without the services that had a turn with the referral."""
    had_it = acknowledgement.services_tried(tx, referral_id)
    return tuple(each for each in answer.placement.additional if each.service not in had_it)


def _ask(tx: Transaction, row: Mapping[str, Any], reason: TriageReason, why: str) -> None:
    question = triage.Question(referral_id=row["id"], risk=row["risk_band"], reason=reason, why=why)
    ask_a_person(tx, [question])


def place_by_hand(
    tx: Transaction, referral_id: UUID, service: str, reason: str, *, reinstates: bool = False
) -> ReferralStatus:
    """Give a referral to a service that a coordinator chose, as its lead unless one is live already.

    What no person may overrule stays: the consent, the exclusions, the person's own no, a conflict of
    interest, a live contract and agreement. A referral that is over is given to nobody, unless a person found
    that its withdrawal was not the victim's wish.
    """
    row = _read(tx, referral_id)
    if not reinstates:
        require_open(tx, row)
    elif intake.sealed_person(tx, referral_id) is None:
        message = "The person's details are erased by now; the referring unit may send a new referral."
        raise ConflictError(message, code="over")
    days = Days(tx)
    offers = days.offers(tx.now)
    faults = by_hand(tx, days, row, reinstates=reinstates).faults(service)
    if faults:
        raise InvalidError("This service cannot be given the referral.", faults=faults)
    live = acknowledgement.lock_live(tx, referral_id)
    if any(turn.service == service for turn in live):
        raise ConflictError("This service has the referral already.", code="already_assigned")
    has_lead = any(turn.role is AssignmentRole.LEAD for turn in live)
    role = AssignmentRole.ADDITIONAL if has_lead else AssignmentRole.LEAD
    choice = Choice(
        service=service,
        role=role,
        why=("The referral coordinator chose this service.",),
        row_key="by hand",
    )
    place(tx, [replace(to_place(row, tx, None, (choice,), offers), words=reason)])
    return settle(tx, referral_id)


def _read(tx: Transaction, referral_id: UUID) -> Mapping[str, Any]:
    row = intake.read(tx, referral_id, lock=True)
    if row is None:
        raise NotFoundError("There is no such referral.")
    return row


def _has_lead(tx: Transaction, referral_id: UUID) -> bool:
    live = acknowledgement.lock_live(tx, referral_id)
    return any(turn.role is AssignmentRole.LEAD for turn in live)


def to_place(
    row: Mapping[str, Any],
    tx: Transaction,
    decision_id: UUID | None,
    choices: tuple[Choice, ...],
    offers: Mapping[str, Offer],
) -> ToPlace:
    """Put together what a referral on record, as `intake.read` gives it, is to be given to now."""
    return ToPlace(
        referral_id=row["id"],
        source_agency_id=row["source_agency_id"],
        risk=row["risk_band"],
        at=tx.now,
        decision_id=decision_id,
        choices=choices,
        offers=offers,
        moved_in=True,
        is_held=bool(possible_duplicates(tx, [row["id"]])),
    )
