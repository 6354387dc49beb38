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
    ConsentBasis,
    ConsentScope,
    DeclineReason,
    ReferralStatus,
    ReturnReason,
    TriageReason,
)
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.domain.offer import Offer
from hub.intake import queries as intake
from hub.journey.asking import ask_a_person
from hub.journey.days import Days
from hub.journey.deciding import question_of_row
from hub.journey.placing import ToPlace, place
from hub.journey.settling import settle
from hub.routing.actions import keep
from hub.routing.rules import Choice
from hub.triage import actions as triage
from hub.triage.queries import possible_duplicates


def place_again(tx: Transaction, referral_id: UUID, *, cause: str, otherwise: TriageReason) -> ReferralStatus:
    """Look for the next lead within the consent, without those who had a turn; else ask a person."""
    row = _read(tx, referral_id)
    days = Days(tx)
    tried = acknowledgement.services_tried(tx, referral_id)
    answer = days.answer(question_of_row(row, tx.now, tried), tx.now)
    keep(tx, cause, [(referral_id, tx.now, answer)])
    audit.record(
        tx, Entry(event=Event.REFERRAL_ROUTED, referral_id=referral_id, detail={"decision": str(answer.id)})
    )
    lead = answer.placement.lead
    if lead is None:
        why = " ".join((f"Decided again ({cause.replace('_', ' ')}).", *answer.placement.why))
        ask_a_person(
            tx,
            [triage.Question(referral_id=referral_id, risk=row["risk_band"], reason=otherwise, why=why)],
        )
    else:
        place(tx, [_to_place(row, tx, answer.id, lead, days.offers(tx.now))])
    return settle(tx, referral_id)


def place_by_hand(
    tx: Transaction, referral_id: UUID, service: str, reason: str, *, reinstates: bool = False
) -> ReferralStatus:
    """Give a referral to a service that a coordinator chose, as its lead unless one is live already.

    What no person may overrule stays: the consent, the exclusions, a live contract and agreement. A referral
    that is over is given to nobody, unless a person found that its withdrawal was not the victim's wish.
    """
    row = _read(tx, referral_id)
    if not reinstates:
        _require_open(tx, row)
    days = Days(tx)
    offers = days.offers(tx.now)
    stopped = frozenset() if reinstates else acknowledgement.services_withdrawn(tx, referral_id)
    _check(row, service, offers.get(service), named_only=days.only_if_named(tx.now), stopped=stopped)
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
    place(tx, [replace(_to_place(row, tx, None, choice, offers), words=reason)])
    return settle(tx, referral_id)


def _read(tx: Transaction, referral_id: UUID) -> Mapping[str, Any]:
    row = intake.read(tx, referral_id, lock=True)
    if row is None:
        raise NotFoundError("There is no such referral.")
    return row


def _require_open(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Refuse what was returned, withdrawn or declined by the victim, and what may be a double."""
    refusal = why_nobody(row, may_be_doubled=bool(possible_duplicates(tx, [row["id"]])))
    if refusal is not None:
        raise refusal


def why_nobody(row: Mapping[str, Any], *, may_be_doubled: bool) -> ConflictError | None:
    """Say why a referral can be given to nobody by hand; None if it can be."""
    is_over = row["status"] not in OPEN_STATUSES | {ReferralStatus.CLOSED}
    if is_over or DeclineReason.VICTIM_DECLINED in row["reasons"]:
        return ConflictError("This referral is over; the referring unit may send it again.", code="over")
    if may_be_doubled:
        return ConflictError(
            "It may be of somebody who is served already: join or release it in triage first.",
            code="possible_duplicate",
        )
    return None


def refusals_by_hand(
    tx: Transaction, row: Mapping[str, Any], *, reinstates: bool = False
) -> dict[str, tuple[Fault, ...]]:
    """Say for every service of today's directory why `place_by_hand` would refuse it, without placing.

    `row` is a referral as `intake.read` gives it. No fault means that a person may choose the service.
    """
    days = Days(tx)
    stopped = frozenset() if reinstates else acknowledgement.services_withdrawn(tx, row["id"])
    named_only = days.only_if_named(tx.now)
    return {
        service: _refusals(row, service, offer, named_only=named_only, stopped=stopped)
        for service, offer in days.offers(tx.now).items()
    }


def _check(
    row: Mapping[str, Any],
    service: str,
    offer: Offer | None,
    *,
    named_only: frozenset[str],
    stopped: frozenset[str],
) -> None:
    faults = _refusals(row, service, offer, named_only=named_only, stopped=stopped)
    if faults:
        raise InvalidError("This service cannot be given the referral.", faults=faults)


def _refusals(
    row: Mapping[str, Any],
    service: str,
    offer: Offer | None,
    *,
    named_only: frozenset[str],
    stopped: frozenset[str],
) -> tuple[Fault, ...]:
    is_named = service in row["consent_services"]
    must_be_named = row["consent_scope"] is ConsentScope.NAMED_SERVICES or service in named_only
    without_consent = row["consent_basis"] is ConsentBasis.WITHOUT_CONSENT_JUSTIFIED
    problems = {
        "unknown_service": offer is None,
        "no_live_contract": offer is not None and offer.contract_id is None,
        "no_agreement": offer is not None and not offer.agreement,
        "no_direct_referrals": offer is not None and not offer.direct_referrals,
        "excluded": service in row["exclude_services"],
        "withdrawn": service in stopped,
        "no_consent": row["consent_basis"] is ConsentBasis.REFUSED
        or ReturnReason.CONSENT_NEEDED in row["reasons"],
        "outside_consent": must_be_named and not is_named,
        "needs_consent": without_consent and offer is not None and not offer.without_consent,
    }
    return tuple(
        Fault(pointer="/service", code=code, message=_MESSAGES[code])
        for code, found in problems.items()
        if found
    )


_MESSAGES = {
    "unknown_service": "No service has this name.",
    "no_live_contract": "The service has no contract in force today.",
    "no_agreement": "The provider has no data agreement in force today.",
    "no_direct_referrals": "The service takes no direct referrals.",
    "excluded": "The person must never be referred to this service.",
    "withdrawn": "The person has withdrawn from this service.",
    "no_consent": "There is no consent to pass this person on; the referring unit asks for it first.",
    "needs_consent": "The referral was passed on without consent, which this service may not take.",
    "outside_consent": "The person's consent does not name this service; ask for a new consent first.",
}


def _to_place(
    row: Mapping[str, Any],
    tx: Transaction,
    decision_id: UUID | None,
    choice: Choice,
    offers: Mapping[str, Offer],
) -> ToPlace:
    return ToPlace(
        referral_id=row["id"],
        source_agency_id=row["source_agency_id"],
        risk=row["risk_band"],
        at=tx.now,
        decision_id=decision_id,
        choices=(choice,),
        offers=offers,
        moved_in=True,
        is_held=bool(possible_duplicates(tx, [row["id"]])),
    )
