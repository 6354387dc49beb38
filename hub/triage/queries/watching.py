"""Open rows that are overdue and about whom somebody is to be told; and the alarms over the whole list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import RiskBand, TriageAlarm, TriageReason, TriageStep
from hub.domain.ids import new_id
from hub.models import Referral, TriageAlarmRow, TriageItem
from hub.triage.queries.items import IS_OPEN


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A row whose next step is due: what is said of it, and to whom."""

    id: UUID
    referral_id: UUID
    reference: str
    reason: TriageReason
    risk: RiskBand
    due_at: datetime
    next_step: TriageStep


@dataclass(frozen=True, kw_only=True)
class Length:
    """How long the list is, and when the row is due that is due first."""

    open_rows: int
    oldest_due: datetime | None


def take_overdue(tx: Transaction, limit: int) -> tuple[Overdue, ...]:
    """Lock the next rows whose step is due; others may lock other ones at the same time."""
    rows = tx.connection.execute(_DUE, {"instant": tx.now, "most": limit})
    return tuple(Overdue(**row) for row in rows.mappings())


_DUE = (
    select(
        TriageItem.id,
        TriageItem.referral_id,
        Referral.reference,
        TriageItem.reason,
        Referral.risk_band.label("risk"),
        TriageItem.due_at,
        TriageItem.next_step,
    )
    .join(Referral, Referral.id == TriageItem.referral_id)
    .where(IS_OPEN, TriageItem.next_step_at <= bindparam("instant"))
    .order_by(TriageItem.next_step_at, TriageItem.id)
    .limit(bindparam("most"))
    .with_for_update(of=TriageItem, skip_locked=True)
)


def set_steps(tx: Transaction, steps: Sequence[tuple[UUID, TriageStep, datetime]]) -> None:
    """Write who is told next about some rows, and when."""
    tx.connection.execute(_SET, [{"one": row, "step": step, "instant": at} for row, step, at in steps])


_SET = (
    update(TriageItem)
    .where(TriageItem.id == bindparam("one"))
    .values(next_step=bindparam("step"), next_step_at=bindparam("instant"))
)


def length(tx: Transaction) -> Length:
    """Count the open rows."""
    row = tx.connection.execute(select(func.count(), func.min(TriageItem.due_at)).where(IS_OPEN)).one()
    return Length(open_rows=row[0], oldest_due=row[1])


def raise_alarms(tx: Transaction, alarms: Collection[TriageAlarm]) -> frozenset[TriageAlarm]:
    """Raise alarms that are not raised yet; gives those that this transaction raised, and no other did."""
    rows = [{"id": new_id(), "alarm": alarm, "raised_at": tx.now} for alarm in sorted(alarms)]
    if not rows:
        return frozenset()
    new = insert(TriageAlarmRow).values(rows).on_conflict_do_nothing().returning(TriageAlarmRow.alarm)
    return frozenset(tx.connection.execute(new).scalars())


def clear_alarms(tx: Transaction, alarms: Collection[TriageAlarm]) -> frozenset[TriageAlarm]:
    """Clear alarms that are raised; gives those that this transaction cleared, and no other did."""
    over = (
        update(TriageAlarmRow)
        .where(TriageAlarmRow.cleared_at.is_(None), TriageAlarmRow.alarm.in_(sorted(alarms)))
        .values(cleared_at=tx.now)
        .returning(TriageAlarmRow.alarm)
    )
    return frozenset(tx.connection.execute(over).scalars())


def raised_alarms(tx: Transaction) -> dict[TriageAlarm, datetime]:
    """Give the alarms that are raised, each with since when."""
    rows = tx.connection.execute(
        select(TriageAlarmRow.alarm, TriageAlarmRow.raised_at).where(TriageAlarmRow.cleared_at.is_(None))
    )
    return {row[0]: row[1] for row in rows}
