"""A submission that is still being written in the browser."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.models.base import Id, Row, Sealed


class Draft(Row):
    """The answers so far, sealed whole; gone once it is sent, and after a day.

    `referral_id` is what it became, so that sending it twice finds the first one.
    """

    __tablename__ = "draft"
    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    answers: Mapped[Sealed | None]
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    referral_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
