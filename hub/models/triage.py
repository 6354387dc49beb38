"""What needs a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import TriageReason, TriageResolution, TriageStep
from hub.models.base import Id, Json, Row, Sealed, code


class TriageItem(Row):
    """One question for the referral coordinator, open until resolved; at most one of a kind at a time.

    While it is open `next_step` says who is told that it is overdue, and `next_step_at` when.
    """

    __tablename__ = "triage_item"
    __table_args__ = (
        Index(
            "uq_triage_item_open",
            "referral_id",
            "reason",
            text("coalesce(assignment_id, '00000000-0000-0000-0000-000000000000')"),
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_triage_item_open_due", "due_at", postgresql_where=text("closed_at IS NULL")),
        Index("ix_triage_item_next_step_at", "next_step_at", postgresql_where=text("closed_at IS NULL")),
        Index(None, "referral_id"),
    )
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    reason: Mapped[TriageReason] = mapped_column(code(TriageReason))
    why: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    owner: Mapped[str]
    detail: Mapped[Json]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[TriageResolution | None] = mapped_column(code(TriageResolution))
    resolved_by: Mapped[UUID | None]
    note: Mapped[Sealed | None]
    next_step: Mapped[TriageStep | None] = mapped_column(code(TriageStep))
    next_step_at: Mapped[datetime | None]
