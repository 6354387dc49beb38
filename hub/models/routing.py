"""The tables by which referrals are routed, and the drafts that become them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Role
from hub.models.base import Id, JsonList, Row, code


class RoutingTable(Row):
    """A published table of routing rows: dated, hashed; the application's role cannot change one.

    Of those whose days hold a day, the one with the highest `number` is in force. What was carried, or
    published before there were drafts, has neither a draft nor an approver.
    """

    __tablename__ = "routing_table"
    __table_args__ = (Index(None, "starts_on", "ends_before"),)
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    hash: Mapped[str]
    published_at: Mapped[datetime]
    carried_from: Mapped[str | None]
    rows: Mapped[JsonList]
    examples: Mapped[JsonList]
    signed_off: Mapped[JsonList]
    number: Mapped[int] = mapped_column(unique=True)
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("routing_draft.id"))
    made_role: Mapped[Role | None] = mapped_column(code(Role))
    made_account_id: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approved_account_id: Mapped[UUID | None]
    published_account_id: Mapped[UUID | None]


class RoutingDraft(Row):
    """A table that is not published yet: where it stands. What it says is in its revisions.

    An approval holds for the revision with `approved_hash`; a new revision clears it.
    """

    __tablename__ = "routing_draft"
    __table_args__ = (
        Index(
            "uq_routing_draft_open",
            "reference",
            unique=True,
            postgresql_where=text("published_at IS NULL AND dropped_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    reference: Mapped[str]
    revision: Mapped[int]
    approved_at: Mapped[datetime | None]
    approved_hash: Mapped[str | None]
    approved_agency_id: Mapped[UUID | None]
    approved_account_id: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    dropped_account_id: Mapped[UUID | None]


class RoutingDraftRevision(Row):
    """What a draft said at one time, who made it so and why; never changed."""

    __tablename__ = "routing_draft_revision"
    __table_args__ = (UniqueConstraint("draft_id", "revision"),)
    id: Mapped[Id]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("routing_draft.id"))
    revision: Mapped[int]
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    rows: Mapped[JsonList]
    examples: Mapped[JsonList]
    signed_off: Mapped[JsonList]
    hash: Mapped[str]
    made_at: Mapped[datetime]
    made_role: Mapped[Role] = mapped_column(code(Role))
    made_agency_id: Mapped[UUID | None]
    made_account_id: Mapped[UUID | None]
    why: Mapped[str]
