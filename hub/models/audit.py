"""The log of who did and saw what. The application may add rows and read them, nothing else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Role
from hub.models.base import Id, Json, Row, code


class AuditEvent(Row):
    """One collection, alteration, view, disclosure or erasure, by ids alone."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "referral_id"), Index(None, "at"))
    id: Mapped[Id]
    at: Mapped[datetime]
    event: Mapped[str]
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    referral_id: Mapped[UUID | None]
    assignment_id: Mapped[UUID | None]
    recipient_id: Mapped[UUID | None]
    detail: Mapped[Json]
