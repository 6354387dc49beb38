"""Putting something before a person, and taking it off the list once it is resolved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import RiskBand, TriageReason, TriageResolution
from hub.domain.errors import NotFoundError
from hub.domain.ids import new_id
from hub.models import TriageItem
from hub.sealing import Place, sealer
from hub.triage import queries
from hub.triage.queries import Item
from hub.triage.rules import due_at, first_step

ON_DUTY = "referral coordinator on duty"
"""The owner of a row until somebody takes it."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a person is asked: about which referral, why, and whatever else they need by id."""

    referral_id: UUID
    risk: RiskBand
    reason: TriageReason
    why: str
    assignment_id: UUID | None = None
    delivery_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def ask(tx: Transaction, questions: Sequence[Question]) -> tuple[Question, ...]:
    """Open triage rows and return what is new; what is open already for the same reason is left as it is."""
    rows = {new_id(): question for question in questions}
    added = queries.add(tx, [_row(tx, item_id, question) for item_id, question in rows.items()])
    audit.record_all(
        tx,
        [
            Entry(
                event=Event.TRIAGE_OPENED,
                referral_id=rows[item_id].referral_id,
                detail={"triage_id": str(item_id)},
            )
            for item_id in added
        ],
    )
    return tuple(rows[item_id] for item_id in added)


def take(tx: Transaction, item_id: UUID) -> Item:
    """Lock an open row to resolve it; raises NotFoundError if it is closed or there is none such."""
    item = queries.lock(tx, item_id)
    if item is None:
        raise NotFoundError("There is no such open triage row; somebody may have resolved it.")
    return item


def resolve(tx: Transaction, item: Item, resolution: TriageResolution, reason: str) -> None:
    """Close one row with how it was resolved, and the coordinator's reason, kept sealed."""
    sealed = sealer().seal(reason, Place(table="triage_item", column="note", row=item.id))
    closed = queries.close(tx, [TriageItem.id == item.id], resolution, note=sealed)
    _record(tx, item.referral_id, closed, resolution)


def settle_assignment(tx: Transaction, assignment_id: UUID, referral_id: UUID) -> bool:
    """Close the rows that only waited for a provider's answer, now that it has come; says if any did."""
    closed = queries.close_answered(tx, assignment_id, TriageResolution.ANSWERED)
    _record(tx, referral_id, closed, TriageResolution.ANSWERED)
    return bool(closed)


def settle_referral(tx: Transaction, referral_id: UUID, resolution: TriageResolution) -> None:
    """Close every open row of a referral that has ended."""
    closed = queries.close(tx, [TriageItem.referral_id == referral_id], resolution)
    _record(tx, referral_id, closed, resolution)


def settle_reason(tx: Transaction, referral_id: UUID, reason: TriageReason) -> None:
    """Close the open rows of one reason, as what they asked is no question any more, or is asked anew."""
    closed = queries.close(
        tx,
        [TriageItem.referral_id == referral_id, TriageItem.reason == reason],
        TriageResolution.ANSWERED,
    )
    _record(tx, referral_id, closed, TriageResolution.ANSWERED)


def _record(
    tx: Transaction, referral_id: UUID, item_ids: Iterable[UUID], resolution: TriageResolution
) -> None:
    audit.record_all(
        tx,
        [
            Entry(
                event=Event.TRIAGE_RESOLVED,
                referral_id=referral_id,
                detail={"triage_id": str(item_id), "resolution": str(resolution)},
            )
            for item_id in item_ids
        ],
    )


def _row(tx: Transaction, item_id: UUID, question: Question) -> dict[str, Any]:
    due = due_at(question.reason, question.risk, tx.now, tx.calendar)
    told = first_step(due)
    return {
        "id": item_id,
        "referral_id": question.referral_id,
        "assignment_id": question.assignment_id,
        "delivery_id": question.delivery_id,
        "reason": question.reason,
        "why": question.why,
        "opened_at": tx.now,
        "due_at": due,
        "next_step": told.step,
        "next_step_at": told.at,
        "owner": ON_DUTY,
        "detail": question.detail,
    }
