"""Messages that wait, as many as are wanted, at the addresses of all providers."""

from contextlib import closing
from pathlib import Path

from benchmarks.ratios.bodies import body
from benchmarks.ratios.copies import Connection, latest
from benchmarks.ratios.stand import Stand, free_port, wait_until
from hub.access.keys import scope_of
from hub.access.scopes import HUB
from hub.db import Database
from hub.demo.prepare import agencies, webhooks
from hub.directory.queries import agency
from hub.domain.codes import AgencyKind
from hub.domain.scope import Scope
from hub.jobs import silence
from hub.journey.arriving import Incoming
from hub.journey.submitting import submit

SPREAD = """
    WITH address AS (
        SELECT id, agency_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
        FROM endpoint WHERE purpose = 'duty' AND channel = %(channel)s AND NOT paused AND unit_id IS NULL
          AND agency_id IN (SELECT id FROM agency WHERE kind = 'provider')
    ), message AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM delivery
        WHERE state = 'queued' AND kind = 'referral'
    )
    UPDATE delivery d SET due_at = '2100-01-01', agency_id = a.agency_id, endpoint_id = a.id
    FROM message m JOIN address a ON a.place = m.place %% a.many WHERE d.id = m.id
"""
LET_GO = """
    UPDATE delivery d
    SET due_at = clock_timestamp() + m.place * CAST(%(apart)s AS interval)
    FROM (SELECT id, row_number() OVER (ORDER BY random()) AS place FROM delivery
          WHERE state = 'queued' AND due_at = '2100-01-01') m
    WHERE d.id = m.id
"""
LEFT = "SELECT count(*) FROM delivery WHERE state = 'queued'"
CLEAR = "DELETE FROM referral"


def lay(stand: Stand, connection: Connection, count: int, channel: str) -> None:
    """Leave that many referrals in the database, each with a message that is not due yet."""
    connection.execute(CLEAR.encode())
    connection.commit()
    _take_one(stand)
    latest(connection).copy(connection, count)
    connection.execute(SPREAD.encode(), {"channel": channel})
    connection.commit()


def _take_one(stand: Stand) -> None:
    with (
        closing(Database(stand.cluster.url(), pool=1)) as base,
        silence(),
        base.transaction(scope_of_police(base, stand)) as tx,
    ):
        source = agency(tx, agency_id=tx.scope.agency_id)
        if source is None:
            raise LookupError("the directory has no police")
        submit(tx, source, [Incoming(body=body(1), at=tx.now)])


def scope_of_police(base: Database, stand: Stand) -> Scope:
    """Give the scope of the police's key."""
    with base.transaction(HUB) as tx:
        return scope_of(tx, stand.keys["police"])


def let_go(connection: Connection, apart: str = "0 seconds") -> None:
    """Make what was laid due: all at once, or one after the other."""
    connection.execute(LET_GO.encode(), {"apart": apart})
    connection.commit()


def wait_for_the_last(connection: Connection, seconds: float, left: str = LEFT) -> None:
    """Wait until nothing waits any more."""

    def nothing_left() -> bool:
        row = connection.execute(left.encode()).fetchone()
        connection.commit()
        return row is not None and row[0] == 0

    wait_until(nothing_left, "the last message", seconds)


def receiver(stand: Stand, kind: str) -> int:
    """Start a bare receiver; gives its port."""
    port = free_port()
    stand.start("-m", "benchmarks.ratios.receivers", kind, str(port))
    return port


def webhooks_at(stand: Stand, port: int) -> None:
    """Give every provider an endpoint at a port."""
    with closing(Database(stand.cluster.url(), pool=1)) as base, base.transaction(HUB) as tx:
        webhooks(tx, Path("none"), dict.fromkeys(agencies(tx, AgencyKind.PROVIDER), port))
