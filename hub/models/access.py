"""Keys of programs, and the answers that a repeated request gets again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Role
from hub.models.base import Id, Row, code


class ApiKey(Row):
    """A key of an agency for one role, kept as a hash; the prefix finds it and may be shown."""

    __tablename__ = "api_key"
    id: Mapped[Id]
    prefix: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[bytes]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[Role] = mapped_column(code(Role))
    label: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class IdempotencyKey(Row):
    """The first answer to a request, for as long as its referral lives; neither key nor body is kept."""

    __tablename__ = "idempotency_key"
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes]
    referral_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    answer: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # keeps the order of its members
    created_at: Mapped[datetime]
