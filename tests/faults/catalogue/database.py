"""PostgreSQL stops dead, is migrated under load, or has no room left."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.faults.desk import Desk
from tests.faults.fault import Fault
from tests.faults.house import House
from tests.faults.processes import until


@contextmanager
def under_load(house: House, *, senders: int = 3) -> Iterator[Desk]:
    """Submit without a pause until the block ends; every one is answered at last."""
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            house.submit(1, side_by_side=1)

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(senders)]
    for each in threads:
        each.start()
    try:
        yield house.desk
    finally:
        over.set()
        for each in threads:
            each.join(90)


def crashed(house: House) -> int:
    """Stopped as by `-m immediate`, three times, while referrals come in and go out."""
    house.start_workers(2)
    with under_load(house):
        for _ in range(3):
            time.sleep(1.0)
            house.ground.crash_postgres()
            house.ground.start_postgres()
    house.healing()
    return 3


def backend_killed(house: House) -> int:
    """One of its processes is killed, so that it cuts every connection and recovers by itself."""
    house.start_workers(2)
    done = 0
    with under_load(house):
        for _ in range(2):
            time.sleep(1.0)
            for (pid,) in house.rows(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'hub_app' AND datname = current_database() "
                "ORDER BY random() LIMIT 1"
            ):
                os.kill(pid, 9)
                done += 1
            until(house.ground.cluster.answers, 30, "PostgreSQL has recovered")
    house.healing()
    return done


_EXPANDS = '''
"""A later version adds a column and an index."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "later", {before!r}, None, None


def upgrade():
    op.execute("ALTER TABLE referral ADD COLUMN of_a_later_version text")
    op.execute("ALTER TABLE delivery ADD COLUMN of_a_later_version text")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY later_index ON delivery (created_at)")


def downgrade():
    op.execute("ALTER TABLE referral DROP COLUMN of_a_later_version")
'''
HELD_SECONDS = 5.0


def migrated(house: House) -> int:
    """A migration of the next version runs under load, and a long report keeps its table busy meanwhile."""
    later = house.ground.folder / f"{house.database}.later"
    ignored = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(house.tree / "hub", later / "hub", ignore=ignored)
    head = house.rows("SELECT version_num FROM alembic_version")[0][0]
    file = later / "hub" / "migrations" / "versions" / "9999_later.py"
    file.write_text(_EXPANDS.format(before=head))
    house.start_workers(2)
    with under_load(house), psycopg.connect(house.ground.cluster.url("postgres", house.database)) as report:
        report.execute("SELECT count(*) FROM referral")
        migrating = _migrate(house, later)
        time.sleep(HELD_SECONDS)
        report.rollback()
        code = migrating.wait(60)
    house.expect(code == 0, f"the migration ended with {code}")
    slowest = max(answer.seconds for each in house.asked for answer in house.desk.answers[each])
    house.expect(slowest < HELD_SECONDS - 0.5, f"an answer waited {slowest:.1f} s behind the migration")
    house.healing()
    return 1


def _migrate(house: House, tree: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["python", "-m", "hub", "migrate"],
        cwd=tree,
        env={
            **house.environment(HUB_OWNER_DATABASE_URL=house.ground.owner_url(house.database)),
            "PYTHONPATH": str(tree),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


FAULTS = (
    Fault(name="PostgreSQL restarted with -m immediate under load", inject=crashed, may_repeat=True),
    Fault(name="a PostgreSQL backend killed under load", inject=backend_killed, may_repeat=True),
    Fault(name="migration under load", inject=migrated, of_its_own=True),
)
