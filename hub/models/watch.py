"""What the hub watches of itself: when it is checked, what was found, and whether triage is behind."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import TriageAlarm
from hub.models.base import Id, Row, Texts, code


class CheckRound(Row):
    """When a check of one extent is due next, and when it ran last; one row each."""

    __tablename__ = "check_round"
    extent: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]


class CheckFinding(Row):
    """An invariant that a check found broken, from the first time until a check finds that it holds again."""

    __tablename__ = "check_finding"
    __table_args__ = (
        Index("uq_check_finding_open", "name", unique=True, postgresql_where=text("cleared_at IS NULL")),
    )
    id: Mapped[Id]
    name: Mapped[str]
    extent: Mapped[str]
    count: Mapped[int]
    ids: Mapped[Texts]
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]


class TriageAlarmRow(Row):
    """That the triage list was too long, or its oldest row too late; one of a kind is raised at a time."""

    __tablename__ = "triage_alarm"
    __table_args__ = (
        Index("uq_triage_alarm_raised", "alarm", unique=True, postgresql_where=text("cleared_at IS NULL")),
    )
    id: Mapped[Id]
    alarm: Mapped[TriageAlarm] = mapped_column(code(TriageAlarm))
    raised_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
