"""What follows from a decision about an arrival: turns, questions to a person, tasks for the unit."""

from collections.abc import Sequence
from datetime import timedelta

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import OPEN_STATUSES, ReferralStatus, RiskBand, TriageReason
from hub.domain.ids import new_id
from hub.intake import queries as intake
from hub.journey.asking import ask_a_person
from hub.journey.days import Days
from hub.journey.deciding import Decided
from hub.journey.placing import ToPlace, place
from hub.routing.actions import keep
from hub.triage import actions as triage

UNIT_TASK_TIME = timedelta(hours=24)
"""How soon a unit refers a high-risk person to MARAC (I)."""


def follow(tx: Transaction, days: Days, kept: Sequence[Decided]) -> None:
    """Write what follows from each decision, each table once."""
    answered = [
        (each.settled.arrival.id, each.settled.arrival.received_at, each.answer)
        for each in kept
        if each.answer
    ]
    keep(tx, "received", answered)
    place(tx, [_to_place(days, each) for each in kept])
    ask_a_person(tx, [question for each in kept for question in _questions(each)])
    _ask_units(tx, kept)
    audit.record_all(
        tx,
        [
            Entry(event=Event.REFERRAL_ROUTED, referral_id=referral_id, detail={"decision": str(answer.id)})
            for referral_id, _, answer in answered
        ],
    )


def _to_place(days: Days, each: Decided) -> ToPlace:
    arrival, answer = each.settled.arrival, each.answer
    placement = answer.placement if answer else None
    goes_on = each.settled.status in OPEN_STATUSES
    chosen = (placement.lead, *placement.additional) if goes_on and placement and placement.lead else ()
    return ToPlace(
        referral_id=arrival.id,
        source_agency_id=arrival.source_id,
        risk=arrival.submission.risk.band,
        at=arrival.received_at,
        decision_id=answer.id if answer else None,
        choices=chosen,
        offers=days.offers(arrival.received_at),
        is_held=bool(arrival.possible_duplicates),
    )


def _questions(each: Decided) -> list[triage.Question]:
    arrival = each.settled.arrival
    risk, why = arrival.submission.risk.band, " ".join(each.settled.why)
    if each.settled.status is not ReferralStatus.AWAITING_TRIAGE:
        return []
    asked: list[tuple[TriageReason, str]] = []
    if arrival.possible_duplicates:
        asked.append((TriageReason.POSSIBLE_DUPLICATE, _DOUBLE[risk is RiskBand.HIGH]))
    reason = arrival.verdict.triage or (each.answer and each.answer.placement.triage)
    if reason:
        asked.append((reason, why))
    others = {"possible_duplicates": [str(found) for found in arrival.possible_duplicates]}
    return [
        triage.Question(referral_id=arrival.id, risk=risk, reason=reason, why=words, detail=others)
        for reason, words in asked
    ]


_DOUBLE = {
    False: "Another source has a live referral that may be of the same person; it waits for a decision.",
    True: (
        "Another source has a live referral that may be of the same person; at high risk it goes out after "
        "an hour unless somebody decides before."
    ),
}


def _ask_units(tx: Transaction, kept: Sequence[Decided]) -> None:
    tasks = [
        (each.settled.arrival, each.answer.placement.unit_task)
        for each in kept
        if each.answer and each.answer.placement.unit_task and each.settled.status in OPEN_STATUSES
    ]
    intake.add_unit_tasks(
        tx,
        [
            {
                "id": new_id(),
                "referral_id": arrival.id,
                "unit_id": arrival.unit_id,
                "task": task,
                "asked_at": arrival.received_at,
                "due_at": arrival.received_at + UNIT_TASK_TIME,
            }
            for arrival, task in tasks
        ],
    )
