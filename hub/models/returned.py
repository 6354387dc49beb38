"""Mails that came to the return address: what each was, and nothing of what it said."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import ReturnedEffect, ReturnedKind, ReturnTrust
from hub.models.base import Id, Row, code


class ReturnedMailRow(Row):
    """One mail, by the digest of its bytes; about a message only where its token proves it."""

    __tablename__ = "returned_mail"
    __table_args__ = (Index(None, "delivery_id"), Index(None, "at"))
    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(unique=True)
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[ReturnedKind] = mapped_column(code(ReturnedKind))
    trust: Mapped[ReturnTrust] = mapped_column(code(ReturnTrust))
    effect: Mapped[ReturnedEffect] = mapped_column(code(ReturnedEffect))
    status: Mapped[str | None]
    reply: Mapped[int | None]
