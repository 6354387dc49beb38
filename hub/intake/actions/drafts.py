"""A submission that is written in the browser: kept sealed for a day, nothing of it once it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.errors import NotFoundError
from hub.domain.ids import new_id
from hub.intake.queries import drafts as queries
from hub.sealing import Place, sealer

DRAFT_KEPT = timedelta(hours=24)
"""How long a draft stays after it was last saved."""


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """One draft, opened; `answers` is None once it was sent, and then `referral_id` says as what."""

    id: UUID
    answers: dict[str, Any] | None
    started_at: datetime
    changed_at: datetime
    expires_at: datetime
    referral_id: UUID | None


def start_draft(tx: Transaction, account_id: UUID, answers: dict[str, Any]) -> UUID:
    """Begin a draft with these answers, and clear away what has expired; returns its id."""
    queries.delete_expired_drafts(tx)
    draft_id = new_id()
    queries.add_draft(
        tx,
        {
            "id": draft_id,
            "account_id": account_id,
            "answers": _seal(draft_id, answers),
            "started_at": tx.now,
            "changed_at": tx.now,
            "expires_at": tx.now + DRAFT_KEPT,
        },
    )
    return draft_id


def open_draft(tx: Transaction, account_id: UUID, draft_id: UUID, *, lock: bool = False) -> OpenDraft:
    """Open one of an account's drafts; raises NotFoundError for any other, and for one that has expired."""
    row = queries.draft(tx, account_id, draft_id, lock=lock)
    if row is None:
        raise NotFoundError("There is no such draft. Drafts are deleted 24 hours after they were last saved.")
    return _open(row)


def open_drafts(tx: Transaction, account_id: UUID) -> tuple[OpenDraft, ...]:
    """Open an account's drafts that are not sent, the last changed first."""
    return tuple(_open(row) for row in queries.drafts(tx, account_id))


def save_draft(tx: Transaction, draft_id: UUID, answers: dict[str, Any]) -> None:
    """Keep new answers for another day, and clear away what has expired."""
    queries.delete_expired_drafts(tx)
    queries.change_draft(
        tx,
        draft_id,
        answers=_seal(draft_id, answers),
        changed_at=tx.now,
        expires_at=tx.now + DRAFT_KEPT,
    )


def finish_draft(tx: Transaction, draft_id: UUID, referral_id: UUID) -> None:
    """Forget the answers, and keep what the draft became: sending it twice finds the first one."""
    queries.change_draft(tx, draft_id, answers=None, changed_at=tx.now, referral_id=referral_id)


def delete_draft(tx: Transaction, account_id: UUID, draft_id: UUID) -> None:
    """Delete a draft that is not sent; raises NotFoundError if there is none."""
    if not queries.delete_draft(tx, account_id, draft_id):
        raise NotFoundError("There is no such draft.")


def _seal(draft_id: UUID, answers: dict[str, Any]) -> bytes:
    return sealer().seal(answers, _place(draft_id))


def _open(row: dict[str, Any]) -> OpenDraft:
    sealed = row.pop("answers")
    answers = None if sealed is None else sealer().open(sealed, _place(row["id"]))
    row.pop("account_id")
    return OpenDraft(**row, answers=answers)


def _place(draft_id: UUID) -> Place:
    return Place(table="draft", column="answers", row=draft_id)
