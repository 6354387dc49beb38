"""A claim of 100 due messages among five million, beside the same among ten thousand."""

import statistics
import time
from contextlib import closing, suppress

from benchmarks.ratios.backlog import lay, let_go
from benchmarks.ratios.copies import Connection
from benchmarks.ratios.lines import Line, Measured, interleaved
from benchmarks.ratios.stand import Stand
from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.delivery.actions import claim

CLAIM = Line(
    name="claim of 100",
    what="a claim of 100 due messages with five million in the table",
    floor="with ten thousand",
    unit="ms",
    wanted=1.3,
    is_most=True,
)
SMALL, LARGE, DUE, TIMES, BATCH = 10_000, 5_000_000, 400, 40, 100
MS = 1000.0
GROW = """
    INSERT INTO delivery (id, kind, agency_id, endpoint_id, referral_id, assignment_id, state, created_at,
                          due_at, attempts, delivered_at, link_version)
    SELECT uuidv7(), kind, agency_id, endpoint_id, referral_id, assignment_id, 'delivered',
           created_at - n * interval '1 second', due_at - n * interval '1 second', 1, created_at, 1
    FROM generate_series(1, %(more)s) AS n
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place FROM delivery) d ON d.place = 1 + n %% %(due)s
"""


class _UndoError(Exception):
    """Ends a claim's transaction without keeping it."""


def measure(stand: Stand, rounds: int) -> Measured:
    """Measure each size in a database of its own."""
    with stand.connect() as connection:
        lay(stand, connection, DUE, "email")
        let_go(connection)
        grow(connection, SMALL - DUE)
    small = stand.cloned("small")
    with stand.connect() as connection:
        grow(connection, LARGE - SMALL)
    return interleaved(
        CLAIM,
        rounds,
        ours=lambda _: _claimed(stand.cluster.url()),
        floor=lambda _: _claimed(small),
    )


def grow(connection: Connection, more: int) -> None:
    """Add messages that arrived long ago; their foreign keys are not asked, for they are copies."""
    connection.execute("SET session_replication_role = replica")
    connection.execute(GROW.encode(), {"more": more, "due": DUE})
    connection.execute("SET session_replication_role = DEFAULT")
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM (ANALYZE) delivery")
    connection.autocommit = False


def _one(tx: Transaction) -> float:
    began = time.perf_counter()
    found = claim(tx, batch=BATCH, in_flight=BATCH, lease_seconds=60.0)
    seconds = time.perf_counter() - began
    if found is None or len(found) != BATCH:
        raise RuntimeError("the claim found too little")
    return seconds


def _claimed(url: str) -> float:
    taken = []
    with closing(Database(url, pool=1)) as base:
        for _ in range(TIMES):
            with suppress(_UndoError), base.transaction(HUB) as tx:
                taken.append(_one(tx))
                raise _UndoError
    return statistics.median(taken) * MS
