"""The tables by which referrals are routed."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.models.base import Id, JsonList, Row


class RoutingTable(Row):
    """A published table of routing rows: dated, hashed, never changed."""

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
