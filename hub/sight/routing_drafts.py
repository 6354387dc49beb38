"""Drafts of the routing table as the commissioner's people see them, with who made and who approved each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.errors import NotFoundError
from hub.domain.routing_content import DraftState, TableContent
from hub.domain.routing_table import Row
from hub.journey import commissioning
from hub.routing import queries
from hub.routing.queries import DraftRow
from hub.routing.rules.checking import Checked

BY_SHELL = "The hub's operator, by a command"


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One entry of a draft's history."""

    number: int
    made_at: datetime
    made_by: str
    why: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """A draft with everything that a second person needs to see before approving it.

    `is_own`: whoever looks made the last revision, so another person must approve it. `checked` is None for
    a draft that is over.
    """

    draft: DraftRow
    made_by: str
    approved_by: str | None
    is_own: bool
    rows: tuple[Row, ...]
    checked: Checked | None
    revisions: tuple[Revision, ...]


def listed(tx: Transaction) -> tuple[tuple[DraftRow, str], ...]:
    """List all drafts with who made the last revision, the last touched first."""
    found = queries.drafts(tx)
    people = queries.account_names(tx, *(each.made_account_id for each in found))
    return tuple((each, told(each.made_role, each.made_account_id, people)) for each in found)


def open_drafts(tx: Transaction) -> tuple[DraftRow, ...]:
    """List the drafts that are neither published nor dropped, the last touched first."""
    over = {DraftState.PUBLISHED, DraftState.DROPPED}
    return tuple(each for each in queries.drafts(tx) if each.state not in over)


def content_of(tx: Transaction, draft_id: UUID) -> TableContent:
    """Give what a draft says by its last revision, unchecked; raises NotFoundError."""
    found = queries.draft(tx, draft_id)
    if found is None:
        raise NotFoundError("There is no such draft.")
    return found.content


def viewed(tx: Transaction, draft_id: UUID) -> DraftView:
    """Show one draft, checked as of now; raises NotFoundError."""
    found = queries.draft(tx, draft_id)
    if found is None:
        raise NotFoundError("There is no such draft.")
    history = queries.revisions(tx, draft_id)
    makers = (each["made_account_id"] for each in history)
    people = queries.account_names(tx, found.approved_account_id, *makers)
    is_live = found.state in {DraftState.OPEN, DraftState.APPROVED}
    return DraftView(
        draft=found,
        made_by=told(found.made_role, found.made_account_id, people),
        approved_by=people.get(found.approved_account_id) if found.approved_account_id else None,
        is_own=tx.scope.account_id is not None and found.made_account_id == tx.scope.account_id,
        rows=found.content.read_rows(),
        checked=commissioning.check(tx, found.content) if is_live else None,
        revisions=tuple(_revision(each, people) for each in history),
    )


def _revision(row: Mapping[str, Any], people: Mapping[UUID, str]) -> Revision:
    return Revision(
        number=row["revision"],
        made_at=row["made_at"],
        made_by=told(row["made_role"], row["made_account_id"], people),
        why=row["why"],
        hash=row["hash"],
    )


def told(role: Role | None, account_id: UUID | None, people: Mapping[UUID, str]) -> str:
    """Say who did something: a person by name, or the shell of whoever runs the hub."""
    if account_id is None:
        return BY_SHELL if role is Role.HUB else "A program, with a key"
    return people.get(account_id, "A person whose account is gone")
