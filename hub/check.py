"""What must always hold of the rows, and what is running over them. Reads, and never writes."""

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


@dataclass(frozen=True, kw_only=True)
class Breach:
    """An invariant that does not hold, with the ids of some of the rows that break it."""

    name: str
    meaning: str
    count: int
    ids: tuple[str, ...]


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

_LIVE = "('queued', 'delivered', 'undeliverable', 'acknowledged', 'accepted', 'in_progress', 'on_hold')"

_TODAY = "(CAST(:now AS timestamptz) AT TIME ZONE 'Europe/London')::date"

INVARIANTS: tuple[tuple[str, str, str], ...] = (
    (
        "status_follows",
        "A referral that is live or waits says so, and one that has ended has nobody on it.",
        f"""
        SELECT r.id FROM referral r,
        LATERAL (SELECT EXISTS (SELECT 1 FROM triage_item t
                                 WHERE t.referral_id = r.id AND t.closed_at IS NULL) AS waits,
                        EXISTS (SELECT 1 FROM assignment a
                                 WHERE a.referral_id = r.id AND a.state IN {_LIVE}) AS live) s
        WHERE r.status <> CASE WHEN s.live AND s.waits THEN 'awaiting_triage'
                               WHEN s.live THEN 'placed'
                               WHEN r.status NOT IN ('awaiting_triage', 'placed') THEN r.status
                               WHEN s.waits THEN 'awaiting_triage'
                               ELSE 'closed' END
        """,
    ),
    (
        "status_recorded",
        "A referral's status is the last one in its history.",
        """
        SELECT r.id FROM referral r
        WHERE r.status IS DISTINCT FROM (SELECT e.after FROM referral_event e
            WHERE e.referral_id = r.id ORDER BY e.at DESC, e.id DESC LIMIT 1)
        """,
    ),
    (
        "state_recorded",
        "An assignment's state is the last one in its history.",
        """
        SELECT a.id FROM assignment a
        WHERE a.state IS DISTINCT FROM (SELECT e.after FROM assignment_event e
            WHERE e.assignment_id = a.id ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1)
        """,
    ),
    (
        "nobody_waits_unseen",
        "An assignment that was not handed over has a message on its way, or a person was asked.",
        """
        SELECT a.id FROM assignment a
        WHERE a.state IN ('queued', 'undeliverable')
          AND NOT EXISTS (SELECT 1 FROM delivery d
                           WHERE d.assignment_id = a.id AND d.state IN ('queued', 'held'))
          AND NOT EXISTS (SELECT 1 FROM triage_item t
                           WHERE t.referral_id = a.referral_id AND t.closed_at IS NULL)
        """,
    ),
    (
        "nothing_held_for_nothing",
        "A message is held only while somebody decides about a possible duplicate.",
        """
        SELECT d.id FROM delivery d
        WHERE d.state = 'held'
          AND NOT EXISTS (SELECT 1 FROM triage_item t
                           WHERE t.referral_id = d.referral_id AND t.reason = 'possible_duplicate'
                             AND t.closed_at IS NULL)
        """,
    ),
    (
        "no_clock_on_the_dead",
        "No clock runs for an assignment that is over.",
        f"""
        SELECT c.id FROM clock c JOIN assignment a ON a.id = c.assignment_id
        WHERE c.stopped_at IS NULL AND a.state NOT IN {_LIVE}
        """,
    ),
    (
        "refusals_keep_nobody",
        "A refusal keeps no person.",
        """
        SELECT r.id FROM referral r JOIN person p ON p.referral_id = r.id
        WHERE r.consent_basis = 'refused'
        """,
    ),
    (
        "contract_ends_are_seen_to",
        "Nobody is left with a service beyond the days of its contract without a person having been asked.",
        f"""
        SELECT a.id FROM assignment a
          JOIN contract v ON v.id = a.contract_id
          JOIN contract c ON c.reference = v.reference AND c.superseded_at IS NULL
        WHERE a.state IN {_LIVE}
          AND {_TODAY} > CASE
                  WHEN CASE a.state WHEN 'on_hold' THEN a.held_from ELSE a.state END
                       NOT IN ('accepted', 'in_progress') THEN c.ends_before
                  WHEN c.open_cases = 'finish' THEN greatest(c.finish_by, c.ends_before - 1)
                  ELSE c.ends_before - 1 END
          AND NOT EXISTS (SELECT FROM contract n
                           WHERE n.service_id = c.service_id AND n.superseded_at IS NULL
                             AND n.starts_on <= {_TODAY} AND n.ends_before > {_TODAY})
          AND NOT EXISTS (SELECT FROM triage_item t
                           WHERE t.assignment_id = a.id AND t.reason = 'contract_ended')
        """,
    ),
    (
        "agreement_behind_delivery",
        "Every assignment was made under a contract in force that day.",
        """
        SELECT a.id FROM assignment a JOIN contract c ON c.id = a.contract_id
        WHERE (a.assigned_at AT TIME ZONE 'Europe/London')::date < c.starts_on
           OR (a.assigned_at AT TIME ZONE 'Europe/London')::date >= c.ends_before
        """,
    ),
    (
        "one_contract_a_day",
        "A service has one contract in force on a day.",
        """
        SELECT c.id FROM contract c JOIN contract o ON o.service_id = c.service_id AND o.id > c.id
        WHERE c.superseded_at IS NULL AND o.superseded_at IS NULL
          AND c.starts_on < o.ends_before AND o.starts_on < c.ends_before
        """,
    ),
    (
        "contract_recorded",
        "What a contract says is the last version in its history.",
        """
        SELECT c.id FROM contract c, LATERAL (
            SELECT v.content FROM directory_version v WHERE v.kind = 'contract' AND v.key = c.reference
            ORDER BY v.version DESC LIMIT 1) v
        WHERE c.superseded_at IS NULL
          AND (v.content IS NULL OR v.content ->> 'ends_before' <> c.ends_before::text)
        """,
    ),
    (
        "decided_by_a_published_table",
        "A decision keeps the hash of the table that it was made by.",
        """
        SELECT d.id FROM routing_decision d LEFT JOIN routing_table t ON t.id = d.table_id
        WHERE d.table_hash IS DISTINCT FROM t.hash
        """,
    ),
    (
        "notices_are_seen_to",
        "A notice that nobody has acknowledged is due to be rung about, or somebody is asked to ring.",
        """
        SELECT d.id FROM delivery d JOIN assignment a ON a.id = d.assignment_id AND a.agency_id = d.agency_id
        WHERE d.kind IN ('stop_notice', 'contact_changed') AND d.state <> 'cancelled'
          AND NOT EXISTS (SELECT FROM notice_receipt r WHERE r.delivery_id = d.id)
          AND NOT EXISTS (SELECT FROM notice n WHERE n.delivery_id = d.id AND n.seen_to_at IS NULL)
          AND NOT EXISTS (SELECT FROM phone_task p
                           WHERE p.assignment_id = d.assignment_id AND p.reason = 'notice_unread'
                             AND p.ended_at IS NULL)
        """,
    ),
    (
        "calls_go_on",
        "A call that is to be made has a next alert, and one that was made or is not needed has none.",
        "SELECT p.id FROM phone_task p WHERE (p.ended_at IS NULL) <> (p.next_at IS NOT NULL)",
    ),
)
"""Each with a name, what it means, and the rows that break it."""


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


def breaches(tx: Transaction, shown: int = 5) -> tuple[Breach, ...]:
    """Check every invariant and return those that do not hold."""
    found = []
    for name, meaning, statement in INVARIANTS:
        known = {"now": tx.now} if ":now" in statement else {}
        ids = [str(row_id) for row_id in tx.connection.execute(text(statement), known).scalars()]
        if ids:
            found.append(Breach(name=name, meaning=meaning, count=len(ids), ids=tuple(ids[:shown])))
    return tuple(found)
