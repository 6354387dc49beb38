"""What is running over the rows, and what waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from hub.db import Transaction

SEEN_LATELY = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Running:
    """What is waiting and who works on it."""

    migrated: bool
    workers: int
    deliveries_due: int
    oldest_due_seconds: int
    chases_due: int
    triage_open: int
    triage_overdue: int
    referrals: int
    suspended_waiting: int = 0
    """Messages that wait for an address that is not in use."""


NOTHING = Running(
    migrated=False,
    workers=0,
    deliveries_due=0,
    oldest_due_seconds=0,
    chases_due=0,
    triage_open=0,
    triage_overdue=0,
    referrals=0,
)
"""What is found in a database that has no tables yet."""

_MIGRATED = text("SELECT to_regclass('referral') IS NOT NULL")
_RUNNING = text("""
    SELECT (SELECT count(*) FROM worker_heartbeat WHERE seen_at > :lately) AS workers,
           (SELECT count(*) FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id AND NOT e.paused
             WHERE d.state = 'queued' AND d.due_at <= :now) AS deliveries_due,
           (SELECT coalesce(extract(epoch FROM :now - min(d.due_at)), 0)
              FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id AND NOT e.paused
             WHERE d.state = 'queued' AND d.due_at <= :now) AS oldest_due_seconds,
           (SELECT count(*) FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id AND e.paused
             WHERE d.state = 'queued') AS suspended_waiting,
           (SELECT count(*) FROM chase
             WHERE done_at IS NULL AND cancelled_at IS NULL AND due_at <= :now) AS chases_due,
           (SELECT count(*) FROM triage_item WHERE closed_at IS NULL) AS triage_open,
           (SELECT count(*) FROM triage_item WHERE closed_at IS NULL AND due_at <= :now) AS triage_overdue,
           (SELECT count(*) FROM referral) AS referrals
""")
_WORKERS = text("SELECT name, seen_at FROM worker_heartbeat ORDER BY seen_at DESC, name")
_REVISION = text("SELECT version_num FROM alembic_version")


def running(tx: Transaction) -> Running:
    """Count what waits and who works."""
    if not tx.connection.execute(_MIGRATED).scalar_one():
        return NOTHING
    row = tx.connection.execute(_RUNNING, {"now": tx.now, "lately": tx.now - SEEN_LATELY}).one()
    return Running(
        migrated=True,
        workers=row.workers,
        deliveries_due=row.deliveries_due,
        oldest_due_seconds=int(row.oldest_due_seconds),
        chases_due=row.chases_due,
        triage_open=row.triage_open,
        triage_overdue=row.triage_overdue,
        referrals=row.referrals,
        suspended_waiting=row.suspended_waiting,
    )


def workers(tx: Transaction) -> tuple[tuple[str, datetime], ...]:
    """List the workers by name with when each last looked for due rows, the latest first."""
    return tuple((row.name, row.seen_at) for row in tx.connection.execute(_WORKERS))


def revision(tx: Transaction) -> str:
    """Say up to which migration the database's tables are."""
    found: str = tx.connection.execute(_REVISION).scalar_one()
    return found
