"""A provider accepts, one after the other, beside the commit of the same rows by one statement."""

import json
import statistics
from contextlib import closing
from uuid import UUID

from benchmarks.ratios.bodies import written
from benchmarks.ratios.client import Request, post_all
from benchmarks.ratios.copies import IDS, Connection, Original, latest, original
from benchmarks.ratios.floors import seconds_each
from benchmarks.ratios.lines import Line, Measured, interleaved
from benchmarks.ratios.stand import Stand
from hub.channels.console import ConsoleChannel
from hub.db import Database
from hub.delivery.drain import options_for
from hub.domain.codes import ChannelKind
from hub.journey import deliver_due
from hub.settings import settings

ACCEPT = Line(
    name="accept p50",
    what="accept over HTTP, one client",
    floor="one commit of the rows that it writes, by one statement",
    unit="ms",
    wanted=8.0,
    is_most=True,
    aim=2.5,
)
PROVIDER = "anthony-walker-foundation"
TIMES = 250
MS = 1000.0


def measure(stand: Stand, rounds: int) -> Measured:
    """Measure the median answer to an acceptance."""
    port = stand.gateway(1)
    before = handed_over(stand, port)
    assignment = UUID(str(before.rows["assignment"][0]["id"]))
    with stand.connect() as connection:
        before.copy(connection, 2 * rounds * TIMES + TIMES)
        found = connection.execute(f"SELECT {before.name_of(assignment)} FROM {IDS} ORDER BY i".encode())
        assignments = [row[0] for row in found]
        accept(stand, port, [assignment])
        change = before.change(original(connection, UUID(str(before.rows["referral"][0]["id"]))))
        accept(stand, port, assignments[-TIMES:])
        numbers = iter(range(rounds * TIMES + 1, 2 * rounds * TIMES + 1))
        measured = interleaved(
            ACCEPT,
            rounds,
            ours=lambda number: accept(stand, port, assignments[number * TIMES : (number + 1) * TIMES]),
            floor=lambda _: _commits(connection, change, [next(numbers) for _ in range(TIMES)]),
        )
    stand.stop()
    return measured


def handed_over(stand: Stand, port: int) -> Original:
    """Take one referral over HTTP and hand it over; gives its rows."""
    key = stand.keys["police"]
    (body,) = written(range(1, 2))
    post_all(port, [Request(path="/v1/referrals", key=key, body=body)], connections=1)
    channels = dict.fromkeys(ChannelKind, ConsoleChannel())
    with closing(Database(stand.cluster.url(), pool=2)) as database:
        deliver_due(database, channels, options_for(settings()))
    with stand.connect() as connection:
        return latest(connection)


def accept(stand: Stand, port: int, assignments: list[UUID]) -> float:
    """Accept some assignments one after the other; gives the median of the answers' milliseconds."""
    body = json.dumps({"assignee": "Sam"}).encode()
    key = stand.keys["providers"][PROVIDER]
    requests = [Request(path=f"/v1/assignments/{each}/accept", key=key, body=body) for each in assignments]
    asked = post_all(port, requests, connections=1, wanted=200)
    if asked.good != len(assignments):
        raise RuntimeError("an acceptance was refused")
    return statistics.median(asked.each) * MS


def _commits(connection: Connection, statement: str, numbers: list[int]) -> float:
    return statistics.median(seconds_each(connection, statement, numbers)) * MS
