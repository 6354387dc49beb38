"""From accepted to handed over, at 50 referrals a second, beside the commit of the same rows."""

import statistics

from benchmarks.ratios.backlog import CLEAR, receiver
from benchmarks.ratios.bodies import written
from benchmarks.ratios.client import Request, post_all, post_at
from benchmarks.ratios.copies import latest
from benchmarks.ratios.floors import seconds_each
from benchmarks.ratios.lines import Line, Measured, Round, percentile
from benchmarks.ratios.stand import Stand, wait_until

PER_SECOND, SECONDS, WARMING, COMMITS = 50.0, 15, 100, 300
HALF = Line(
    name="handed over p50",
    what="accepted to handed over at 50 a second, the median",
    floor="one such commit, the median",
    unit="ms",
    wanted=20.0,
    is_most=True,
)
NEARLY_ALL = Line(
    name="handed over p99",
    what="accepted to handed over at 50 a second, 99 of 100",
    floor="one such commit, the median",
    unit="ms",
    wanted=60.0,
    is_most=True,
)
MS = 1000.0
TOOK = """
    SELECT extract(epoch FROM e.recorded_at - r.received_at) FROM assignment_event e
    JOIN assignment a ON a.id = e.assignment_id JOIN referral r ON r.id = a.referral_id
    WHERE e.event = 'hand_over' AND r.source_reference >= %s
"""


def measure(stand: Stand, rounds: int) -> tuple[Measured, ...]:
    """Measure over a gateway and a worker, with a receiver that takes every mail at once."""
    mail = receiver(stand, "smtp")
    port = stand.gateway(1)
    stand.workers(1, HUB_SMTP_PORT=str(mail))
    post_all(port, _requests(stand, 0, WARMING), connections=4)
    half, nearly_all = [], []
    for number in range(rounds):
        floor = _commit(stand)
        took = _handed_over(stand, port, 10_000 * (number + 1))
        half.append(Round(ours=statistics.median(took) * MS, floor=floor))
        nearly_all.append(Round(ours=percentile(took, 0.99) * MS, floor=floor))
    stand.stop()
    return Measured(line=HALF, rounds=tuple(half)), Measured(line=NEARLY_ALL, rounds=tuple(nearly_all))


def _requests(stand: Stand, first: int, count: int) -> list[Request]:
    key = stand.keys["police"]
    return [
        Request(path="/v1/referrals", key=key, body=body) for body in written(range(first, first + count))
    ]


def _handed_over(stand: Stand, port: int, first: int) -> list[float]:
    count = int(PER_SECOND * SECONDS)
    asked = post_at(port, _requests(stand, first, count), per_second=PER_SECOND)
    if asked.good != count:
        raise RuntimeError("a referral was not taken")
    found: list[float] = []
    with stand.connect(autocommit=True) as connection:

        def all_of_them() -> bool:
            rows = connection.execute(TOOK.encode(), (f"SYN/26/{first:09}",))
            found[:] = [float(row[0]) for row in rows]
            return len(found) >= count

        wait_until(all_of_them, "the last hand-over", 60.0)
    return found


def _commit(stand: Stand) -> float:
    with stand.connect() as connection:
        statement = latest(connection).statement()
        found = statistics.median(seconds_each(connection, statement, [None] * COMMITS)) * MS
        connection.execute((CLEAR + " WHERE source_reference !~ '^SYN/26/[0-9]+$'").encode())
        connection.commit()
    return found
