"""The memory of a worker that has worked, beside a Celery worker that knows one task and does nothing."""

import subprocess
import time
from pathlib import Path

from benchmarks.ratios.backlog import lay, let_go, receiver, wait_for_the_last
from benchmarks.ratios.lines import Line, Measured, interleaved
from benchmarks.ratios.stand import Stand

MEMORY = Line(
    name="worker memory",
    what="a worker's proportional set size, after it has handed over a backlog",
    floor="a Celery worker with one task that does nothing",
    unit="MB",
    wanted=2.4,
    is_most=True,
)
MESSAGES, SETTLING = 500, 5.0
KILOBYTES = 1024


def measure(stand: Stand, rounds: int) -> Measured:
    """Measure both side by side on the same machine."""
    port = receiver(stand, "smtp")
    measured = interleaved(
        MEMORY, rounds, ours=lambda _: _worker(stand, port), floor=lambda _: _nothing(stand)
    )
    stand.stop()
    return measured


def _worker(stand: Stand, port: int) -> float:
    with stand.connect() as connection:
        lay(stand, connection, MESSAGES, "email")
        (worker,) = stand.workers(1, HUB_SMTP_PORT=str(port), HUB_SWEEP_SECONDS="0.5")
        let_go(connection)
        wait_for_the_last(connection, 120.0)
    found = megabytes(worker)
    stand.stop([worker])
    return found


def _nothing(stand: Stand) -> float:
    options = ("--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle")
    command = (
        "-m",
        "celery",
        "-A",
        "benchmarks.ratios.commit_tasks",
        "--quiet",
        "worker",
        "-Q",
        "bench",
        *options,
    )
    worker = stand.start(
        *command, BENCH_BROKER=stand.broker.url, BENCH_DATABASE=stand.cluster.url("postgres")
    )
    time.sleep(SETTLING)
    found = megabytes(worker)
    stand.stop([worker])
    return found


def megabytes(process: "subprocess.Popen[bytes]") -> float:
    """Give what a process holds of memory, its share of what it shares with others counted in."""
    lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / KILOBYTES
