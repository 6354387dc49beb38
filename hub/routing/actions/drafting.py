"""Writing drafts of the routing table: a revision, an approval, the end of one."""

from uuid import UUID

from sqlalchemy import insert, text, update

from hub.db import Transaction
from hub.domain.ids import new_id
from hub.domain.routing_content import TableContent
from hub.models import RoutingDraft, RoutingDraftRevision
from hub.routing.queries import DraftRow

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('routing_table', 0))")


def one_at_a_time(tx: Transaction) -> None:
    """Let nobody else draft or publish until this transaction ends; both are rare and quick."""
    tx.connection.execute(_LOCK)


def revise(tx: Transaction, there: DraftRow | None, content: TableContent, why: str) -> UUID:
    """Write a new draft, or the next revision of one that is there, which is then no longer approved."""
    draft_id, revision = (there.id, there.revision + 1) if there else (new_id(), 1)
    if there is None:
        first = {"id": draft_id, "reference": content.reference, "revision": revision}
        tx.connection.execute(insert(RoutingDraft), first)
    else:
        _change(tx, draft_id, revision=revision, **_NOT_APPROVED)
    tx.connection.execute(
        insert(RoutingDraftRevision),
        {
            "id": new_id(),
            "draft_id": draft_id,
            "revision": revision,
            "starts_on": content.starts_on,
            "ends_before": content.ends_before,
            **content.stored(),
            "hash": content.fingerprint(),
            "made_at": tx.now,
            "made_role": tx.scope.role,
            "made_agency_id": tx.scope.agency_id,
            "made_account_id": tx.scope.account_id,
            "why": why,
        },
    )
    return draft_id


_NOT_APPROVED = dict.fromkeys(
    ("approved_at", "approved_hash", "approved_agency_id", "approved_account_id"), None
)


def mark_approved(tx: Transaction, draft: DraftRow) -> None:
    """Keep who approves what a draft says now, bound to its print."""
    _change(
        tx,
        draft.id,
        approved_at=tx.now,
        approved_hash=draft.hash,
        approved_agency_id=tx.scope.agency_id,
        approved_account_id=tx.scope.account_id,
    )


def mark_dropped(tx: Transaction, draft: DraftRow) -> None:
    """End a draft that is not published; its revisions stay."""
    _change(tx, draft.id, dropped_at=tx.now, dropped_account_id=tx.scope.account_id)


def mark_published(tx: Transaction, draft: DraftRow) -> None:
    """End a draft that has become a table."""
    _change(tx, draft.id, published_at=tx.now)


def _change(tx: Transaction, draft_id: UUID, **values: object) -> None:
    tx.connection.execute(update(RoutingDraft).where(RoutingDraft.id == draft_id).values(**values))
