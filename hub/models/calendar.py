"""Bank holidays beside the list that the product carries."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Role
from hub.models.base import Row, code


class BankHolidayRow(Row):
    """A day that became a bank holiday, or is none any more; never changed, the last row of a day holds."""

    __tablename__ = "bank_holiday"
    __table_args__ = (Index(None, "day", "id"),)
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    day: Mapped[date]
    name: Mapped[str]
    is_holiday: Mapped[bool]
    why: Mapped[str]
    recorded_at: Mapped[datetime]
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
