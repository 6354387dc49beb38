"""Who is on duty, whom they are to ring, and what is told or asked once a day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Role
from hub.domain.duty import DigestFor, DutyPost, PhoneEnd, PhoneOutcome, PhoneReason
from hub.models.base import Id, Json, Row, Sealed, code


class RotaEntry(Row):
    """That a post is filled in some hours of some days, half-open; taken out rather than changed.

    Either `account_id` says who, and then its address is the mailbox, or `title` names a post with a mailbox.
    """

    __tablename__ = "rota_entry"
    __table_args__ = (
        Index("ix_rota_entry_in_use", "starts_on", postgresql_where=text("removed_at IS NULL")),
    )
    id: Mapped[Id]
    post: Mapped[DutyPost] = mapped_column(code(DutyPost))
    starts_on: Mapped[date]
    ends_before: Mapped[date | None]
    hours: Mapped[Any] = mapped_column(JSONB)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str | None]
    phone: Mapped[str]
    mailbox: Mapped[str | None]
    why: Mapped[str]
    added_at: Mapped[datetime]
    added_role: Mapped[Role] = mapped_column(code(Role))
    added_by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]
    removed_role: Mapped[Role | None] = mapped_column(code(Role))
    removed_by: Mapped[UUID | None]


class PhoneTask(Row):
    """That an agency must be rung, until it has answered or a call has reached it.

    `on_desk` says on whose list it is: the coordinator's on duty, or the force's duty desk's. `next_at` is
    when the next alert goes out or the task passes on; None once it has ended. `alert_id` is the last alert.
    """

    __tablename__ = "phone_task"
    __table_args__ = (
        Index(
            "uq_phone_task_open",
            "referral_id",
            "reason",
            "agency_id",
            text("coalesce(assignment_id, '00000000-0000-0000-0000-000000000000')"),
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_phone_task_next", "next_at", postgresql_where=text("ended_at IS NULL")),
        Index(None, "referral_id"),
        Index(None, "assignment_id"),
    )
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    reason: Mapped[PhoneReason] = mapped_column(code(PhoneReason))
    why: Mapped[str]
    number: Mapped[str | None]
    answers_there: Mapped[str | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    on_desk: Mapped[bool]
    next_at: Mapped[datetime | None]
    alerts: Mapped[int] = mapped_column(default=0)
    alert_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    end: Mapped[PhoneEnd | None] = mapped_column(code(PhoneEnd))


class PhoneCall(Row):
    """One call about a phone task, as whoever made it recorded it; who was spoken to is sealed."""

    __tablename__ = "phone_call"
    __table_args__ = (Index(None, "task_id"),)
    id: Mapped[Id]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("phone_task.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    outcome: Mapped[PhoneOutcome] = mapped_column(code(PhoneOutcome))
    spoken_to: Mapped[Sealed | None]
    account_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]


class Notice(Row):
    """By when a notice must be acknowledged; `seen_to_at` once it was, or once somebody was asked to ring."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_due", "due_at", postgresql_where=text("seen_to_at IS NULL")),)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True)
    due_at: Mapped[datetime]
    seen_to_at: Mapped[datetime | None]


class Digest(Row):
    """That an agency's digest of one day was made; without a message where nothing waited."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("agency_id", "day"),)
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    digest_for: Mapped[DigestFor] = mapped_column(code(DigestFor))
    day: Mapped[date]
    made_at: Mapped[datetime]
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery.id", ondelete="SET NULL"))
    counts: Mapped[Json]


class CoverRequest(Row):
    """That a provider is asked who answers over some bank holidays, from `first_day` to `last_day`.

    The commissioner is told at `alert_at` unless it has been confirmed; `answers` is {post, phone, hours}.
    """

    __tablename__ = "cover_request"
    __table_args__ = (
        UniqueConstraint("agency_id", "first_day"),
        Index(
            "ix_cover_request_open",
            "alert_at",
            postgresql_where=text("confirmed_at IS NULL AND alerted_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    asked_at: Mapped[datetime]
    alert_at: Mapped[datetime]
    alerted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    account_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    answers: Mapped[Json]
