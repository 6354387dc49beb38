"""Drafts of the routing table: where each stands, what it says, and what it said before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.routing_content import DraftState, TableContent, content_from_stored
from hub.models import Account, RoutingDraft, RoutingDraftRevision

_NOW = and_(
    RoutingDraftRevision.draft_id == RoutingDraft.id,
    RoutingDraftRevision.revision == RoutingDraft.revision,
)


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """A draft as its last revision has it; `hash` is the print of `content` as it was when it was made."""

    id: UUID
    reference: str
    revision: int
    content: TableContent
    hash: str
    made_at: datetime
    made_role: Role
    made_account_id: UUID | None
    why: str
    approved_at: datetime | None
    approved_hash: str | None
    approved_account_id: UUID | None
    published_at: datetime | None
    dropped_at: datetime | None

    @property
    def approved(self) -> bool:
        """Whether the approval is of what the draft says now."""
        return self.approved_hash == self.hash

    @property
    def state(self) -> DraftState:
        """Where it stands."""
        if self.published_at:
            return DraftState.PUBLISHED
        if self.dropped_at:
            return DraftState.DROPPED
        return DraftState.APPROVED if self.approved else DraftState.OPEN


def draft(tx: Transaction, draft_id: UUID, *, lock: bool = False) -> DraftRow | None:
    """Read one draft; `lock` keeps others from changing where it stands until the transaction ends."""
    return _one(tx, _drafts().where(RoutingDraft.id == draft_id), lock=lock)


def open_draft(tx: Transaction, reference: str, *, lock: bool = False) -> DraftRow | None:
    """Read the draft of a reference that is neither published nor dropped; there is one at most."""
    is_open = (RoutingDraft.published_at.is_(None), RoutingDraft.dropped_at.is_(None))
    return _one(tx, _drafts().where(RoutingDraft.reference == reference, *is_open), lock=lock)


def drafts(tx: Transaction) -> tuple[DraftRow, ...]:
    """List all drafts, the last touched first."""
    rows = tx.connection.execute(_drafts().order_by(RoutingDraftRevision.made_at.desc(), RoutingDraft.id))
    return tuple(_read(row) for row in rows.mappings())


def revisions(tx: Transaction, draft_id: UUID) -> tuple[dict[str, Any], ...]:
    """List a draft's revisions with who made each and why, the newest first."""
    rows = tx.connection.execute(
        select(
            RoutingDraftRevision.revision,
            RoutingDraftRevision.hash,
            RoutingDraftRevision.made_at,
            RoutingDraftRevision.made_role,
            RoutingDraftRevision.made_account_id,
            RoutingDraftRevision.why,
        )
        .where(RoutingDraftRevision.draft_id == draft_id)
        .order_by(RoutingDraftRevision.revision.desc())
    )
    return tuple(dict(row) for row in rows.mappings())


def account_names(tx: Transaction, *account_ids: UUID | None) -> dict[UUID, str]:
    """Read what the people of these accounts are called."""
    wanted = [each for each in account_ids if each]
    rows = tx.connection.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _drafts() -> Select[*tuple[Any, ...]]:
    kept = RoutingDraftRevision
    return select(
        RoutingDraft.id,
        RoutingDraft.reference,
        RoutingDraft.revision,
        *(kept.starts_on, kept.ends_before, kept.rows, kept.examples, kept.signed_off, kept.hash),
        *(kept.made_at, kept.made_role, kept.made_account_id, kept.why),
        RoutingDraft.approved_at,
        RoutingDraft.approved_hash,
        RoutingDraft.approved_account_id,
        RoutingDraft.published_at,
        RoutingDraft.dropped_at,
    ).join(RoutingDraftRevision, _NOW)


def _one(tx: Transaction, statement: Select[*tuple[Any, ...]], *, lock: bool) -> DraftRow | None:
    if lock:
        statement = statement.with_for_update(of=RoutingDraft)
    row = tx.connection.execute(statement).mappings().one_or_none()
    return None if row is None else _read(row)


_STORED = ("starts_on", "ends_before", "rows", "examples", "signed_off")


def _read(row: Any) -> DraftRow:
    stored = {name: row[name] for name in _STORED}
    head = {name: value for name, value in row.items() if name not in _STORED}
    return DraftRow(**head, content=content_from_stored(row["reference"], stored))
