"""Taking a referral in: what is plain into its row, what is personal sealed, both or neither."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import ReferralStatus
from hub.domain.ids import new_id
from hub.domain.submission import sealed_parts
from hub.intake import queries
from hub.intake.actions.arrivals import Arrival, Settled
from hub.intake.actions.columns import referral_row
from hub.models import ReferralEvent
from hub.sealing import Place, sealer


def receive(tx: Transaction, settled: Sequence[Settled]) -> frozenset[UUID]:
    """Write referrals and their persons; returns the ids of those that nobody else wrote first."""
    added = queries.add(tx, [referral_row(each) for each in settled])
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
