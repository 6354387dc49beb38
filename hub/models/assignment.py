"""One service's turn with one referral, what happened in it, and how long each part took."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.assignment import LIVE, AssignmentEvent, AssignmentState
from hub.domain.codes import (
    AssignmentRole,
    ChaseStep,
    Clock,
    ClockEventKind,
    ContactChannel,
    ContactResult,
    Role,
)
from hub.models.base import Id, Json, JsonList, Row, Sealed, code

LIVE_STATES = ", ".join(f"'{state}'" for state in sorted(LIVE))


class Assignment(Row):
    """Present state of one service's turn; at most one live lead per referral."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_one_live_lead",
            "referral_id",
            unique=True,
            postgresql_where=text(f"role = 'lead' AND state IN ({LIVE_STATES})"),
        ),
        Index(None, "referral_id"),
        Index(None, "agency_id", "state"),
        Index(
            "ix_assignment_live_contract", "contract_id", postgresql_where=text(f"state IN ({LIVE_STATES})")
        ),
        Index("ix_assignment_held_until", "held_until", postgresql_where=text("held_until IS NOT NULL")),
    )
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("routing_decision.id", ondelete="SET NULL"))
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    source_agency_id: Mapped[UUID]
    role: Mapped[AssignmentRole] = mapped_column(code(AssignmentRole))
    state: Mapped[AssignmentState] = mapped_column(code(AssignmentState))
    held_from: Mapped[AssignmentState | None] = mapped_column(code(AssignmentState))
    held_until: Mapped[datetime | None]
    row_key: Mapped[str]
    why: Mapped[str]
    moved_in: Mapped[bool]
    assigned_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    assignee: Mapped[Sealed | None]
    unverified_link: Mapped[bool] = mapped_column(default=False)


class AssignmentEventRow(Row):
    """One move of an assignment, never changed; timelines, clocks and figures read these."""

    __tablename__ = "assignment_event"
    __table_args__ = (Index(None, "assignment_id", "at"), Index(None, "at"))
    id: Mapped[Id]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    event: Mapped[AssignmentEvent] = mapped_column(code(AssignmentEvent))
    before: Mapped[AssignmentState | None] = mapped_column(code(AssignmentState))
    after: Mapped[AssignmentState] = mapped_column(code(AssignmentState))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    verified: Mapped[bool]
    reason: Mapped[str | None]
    text: Mapped[Sealed | None]
    detail: Mapped[Json]


class ContactAttempt(Row):
    """One try of a provider to reach the person."""

    __tablename__ = "contact_attempt"
    __table_args__ = (Index(None, "assignment_id"),)
    id: Mapped[Id]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    channel: Mapped[ContactChannel] = mapped_column(code(ContactChannel))
    result: Mapped[ContactResult] = mapped_column(code(ContactResult))
    worker: Mapped[Sealed]
    counts: Mapped[bool]
    why: Mapped[str]


class ClockRow(Row):
    """One timed part of an assignment: started, due, stopped; breached once, at the due instant or later."""

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("assignment_id", "clock", "round"),
        Index(
            "ix_clock_running_due",
            "due_at",
            postgresql_where=text("stopped_at IS NULL AND breached_at IS NULL"),
        ),
        Index("ix_clock_running_calendar", "calendar", postgresql_where=text("stopped_at IS NULL")),
    )
    id: Mapped[Id]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    clock: Mapped[Clock] = mapped_column(code(Clock))
    round: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    met: Mapped[bool | None]
    target: Mapped[Json]
    why: Mapped[str]
    pauses: Mapped[JsonList]
    calendar: Mapped[str] = mapped_column(server_default="")
    """The version of the calendar that the due instant was worked out by."""
    not_before: Mapped[datetime | None]
    """When the limit was shortened to one that had passed already: nobody is late before that."""


class ClockEventRow(Row):
    """One thing that happened to a clock, never changed: when it occurred and when it was recorded."""

    __tablename__ = "clock_event"
    __table_args__ = (Index(None, "clock_id", "id"),)
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id", ondelete="CASCADE"))
    kind: Mapped[ClockEventKind] = mapped_column(code(ClockEventKind))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """The due instant from then on."""
    reason: Mapped[str | None]
    detail: Mapped[Json] = mapped_column(server_default="{}")


class Chase(Row):
    """One rung of a clock's ladder: it waits, is done, or is cancelled because the clock stopped."""

    __tablename__ = "chase"
    __table_args__ = (
        UniqueConstraint("clock_id", "step", "round"),
        Index(
            "ix_chase_waiting_due",
            "due_at",
            postgresql_where=text("done_at IS NULL AND cancelled_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id", ondelete="CASCADE"))
    step: Mapped[ChaseStep] = mapped_column(code(ChaseStep))
    round: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
