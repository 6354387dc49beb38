"""A backlog handed over by two workers, each attempt recorded, beside Celery tasks of one commit each."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from benchmarks.ratios.backlog import lay, let_go, receiver, wait_for_the_last, webhooks_at
from benchmarks.ratios.copies import Connection
from benchmarks.ratios.lines import Line, Measured, interleaved
from benchmarks.ratios.stand import Stand, wait_until

WORKERS, MESSAGES, TASKS, LONGEST = 2, 3000, 3000, 180.0
BY_MAIL = Line(
    name="hand-over by mail",
    what="handing over a waiting backlog by SMTP, each attempt recorded, two workers",
    floor="Celery tasks that do one commit each, prefork 2",
    unit="/s",
    wanted=1.5,
    is_most=False,
)
BY_WEBHOOK = Line(
    name="hand-over by webhook",
    what="the same to a bare receiver of webhooks",
    floor=BY_MAIL.floor,
    unit="/s",
    wanted=1.5,
    is_most=False,
)
RATE = """
    SELECT count(*) / extract(epoch FROM max(ended_at) - min(started_at)) FROM attempt
    WHERE outcome = 'delivered'
"""
TASK_RATE = "SELECT (count(*) - 1) / extract(epoch FROM max(at) - min(at)) FROM bench_commit"


def by_mail(stand: Stand, rounds: int) -> Measured:
    """Measure mails a second."""
    port = receiver(stand, "smtp")
    return _measured(stand, rounds, BY_MAIL, partial(_handed_over, stand, "email", HUB_SMTP_PORT=str(port)))


def by_webhook(stand: Stand, rounds: int) -> Measured:
    """Measure webhooks a second."""
    webhooks_at(stand, receiver(stand, "http"))
    return _measured(stand, rounds, BY_WEBHOOK, partial(_handed_over, stand, "webhook"))


def _measured(stand: Stand, rounds: int, line: Line, ours: Callable[[], float]) -> Measured:
    measured = interleaved(line, rounds, ours=lambda _: ours(), floor=lambda _: _commit_tasks(stand))
    stand.stop()
    return measured


def _handed_over(stand: Stand, channel: str, **more: str) -> float:
    with stand.connect() as connection:
        lay(stand, connection, MESSAGES, channel)
        workers = stand.workers(WORKERS, HUB_SWEEP_SECONDS="0.5", **more)
        let_go(connection)
        wait_for_the_last(connection, LONGEST)
        rate = _number(connection, RATE)
        stand.stop(workers)
        return rate


def _commit_tasks(stand: Stand) -> float:
    where = {"BENCH_BROKER": stand.broker.url, "BENCH_DATABASE": stand.cluster.url("postgres")}
    with stand.connect(autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_commit")
        connection.execute("CREATE TABLE bench_commit (number int PRIMARY KEY, at timestamptz NOT NULL)")
        stand.empty_broker()
        _queue_tasks(where)
        options = ("--pool=prefork", "--concurrency=2", "--without-gossip", "--without-mingle")
        worker = stand.start(
            "-m",
            "celery",
            "-A",
            "benchmarks.ratios.commit_tasks",
            "--quiet",
            "worker",
            "-Q",
            "bench",
            *options,
            **where,
        )
        wait_until(
            lambda: _number(connection, "SELECT count(*) FROM bench_commit") == TASKS, "tasks", LONGEST
        )
        stand.stop([worker])
        return _number(connection, TASK_RATE)


def _queue_tasks(where: dict[str, str]) -> None:
    script = (
        "from benchmarks.ratios.commit_tasks import app, commit\n"
        "with app.connection_for_write() as line, app.amqp.producer_pool.acquire() as producer:\n"
        f"    for number in range({TASKS}): commit.apply_async((number,), producer=producer)\n"
    )
    subprocess.run([sys.executable, "-c", script], env={**os.environ, **where}, check=True)


def _number(connection: Connection, statement: str) -> float:
    row = connection.execute(statement.encode()).fetchone()
    return float(row[0]) if row and row[0] is not None else 0.0
