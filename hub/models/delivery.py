"""Messages on their way out: each one, each try, each link."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import AttemptOutcome, DeliveryKind, DeliveryState
from hub.models.base import Id, Json, Row, code


class Delivery(Row):
    """One message of a kind to one address; queued with a due time, held without, or done with.

    A message such as a digest is about no single referral. `detail` holds what it says beside that, counts
    and references, fixed when it was queued, so that a repeat says the same. `waiting_since` is when it
    first was to go out. One that a person has sent again begins a new round: `replayed_at` says when, and
    `tries_before` how many tries belong to earlier rounds.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due", "endpoint_id", "due_at", postgresql_where=text("state = 'queued'")),
        Index("ix_delivery_leased", "lease_until", postgresql_where=text("lease_token IS NOT NULL")),
        Index(None, "assignment_id"),
        Index(None, "referral_id"),
        Index("ix_delivery_test", "due_at", postgresql_where=text("state = 'queued' AND kind = 'test'")),
    )
    id: Mapped[Id]
    kind: Mapped[DeliveryKind] = mapped_column(code(DeliveryKind))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoint.id"))
    referral_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    chase_id: Mapped[UUID | None] = mapped_column(ForeignKey("chase.id", ondelete="SET NULL"), unique=True)
    state: Mapped[DeliveryState] = mapped_column(code(DeliveryState))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    link_version: Mapped[int] = mapped_column(default=1)
    detail: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    waiting_since: Mapped[datetime | None]
    tries_before: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    replayed_at: Mapped[datetime | None]


class Attempt(Row):
    """One try to send a message; `unknown` until the outcome is recorded, and for ever if the worker died."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)
    id: Mapped[Id]
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    number: Mapped[int]
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoint.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[AttemptOutcome] = mapped_column(code(AttemptOutcome))
    code: Mapped[str | None]
    status: Mapped[int | None]


class Link(Row):
    """The use and expiry of a mail's link; the secret itself is never kept."""

    __tablename__ = "link"
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class NoticeReceipt(Row):
    """That a provider has read a notice to stop or to change how it makes contact."""

    __tablename__ = "notice_receipt"
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]


class EndpointFault(Row):
    """That people were told what is wrong with an address, and when last; once a day and cause."""

    __tablename__ = "endpoint_fault"
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoint.id"), primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[int | None]
    told_at: Mapped[datetime]


class WorkerHeartbeat(Row):
    """When a worker last looked for due rows; the administrator and `hub simulate` ask."""

    __tablename__ = "worker_heartbeat"
    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
