"""One provider's endpoint answers a byte a second: what that costs all others."""

from benchmarks.ratios.backlog import lay, let_go, receiver, wait_for_the_last, webhooks_at
from benchmarks.ratios.copies import Connection
from benchmarks.ratios.lines import Line, Measured, interleaved, percentile
from benchmarks.ratios.stand import Stand

MESSAGES, APART, WORKERS, LONGEST = 900, "20 milliseconds", 2, 240.0
DRIPPING = Line(
    name="drip-feeding p95",
    what="one provider's endpoint drip-feeding: the hand-over of all others, 95 of 100",
    floor="without it",
    unit="ms",
    wanted=1.2,
    is_most=True,
)
MS = 1000.0
SLOW = "SELECT id FROM endpoint WHERE channel = 'webhook' ORDER BY id LIMIT 1"
TOOK = f"""
    SELECT extract(epoch FROM delivered_at - due_at) FROM delivery
    WHERE state = 'delivered' AND endpoint_id <> ({SLOW})
"""
LEFT = f"SELECT count(*) FROM delivery WHERE state = 'queued' AND endpoint_id <> ({SLOW})"
AIM = f"UPDATE endpoint SET address = regexp_replace(address, '/[a-z]*$', %s) WHERE id = ({SLOW})"


def measure(stand: Stand, rounds: int) -> Measured:
    """Measure how late the others' messages are, with and without."""
    webhooks_at(stand, receiver(stand, "http"))
    with stand.connect() as connection:
        measured = interleaved(
            DRIPPING,
            rounds,
            ours=lambda _: _late(stand, connection, "/drip"),
            floor=lambda _: _late(stand, connection, "/"),
        )
    stand.stop()
    return measured


def _late(stand: Stand, connection: Connection, path: str) -> float:
    connection.execute(AIM.encode(), (path,))
    lay(stand, connection, MESSAGES, "webhook")
    workers = stand.workers(WORKERS, HUB_SWEEP_SECONDS="0.2")
    let_go(connection, APART)
    wait_for_the_last(connection, LONGEST, LEFT)
    took = [float(row[0]) for row in connection.execute(TOOK.encode())]
    connection.commit()
    stand.stop(workers)
    return percentile(took, 0.95) * MS
