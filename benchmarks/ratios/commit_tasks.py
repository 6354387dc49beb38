"""The floor of a worker: Celery tasks that do one commit each, or none at all.

Run as `celery -A benchmarks.ratios.commit_tasks worker`; BENCH_BROKER and BENCH_DATABASE say where.
"""

import os
from functools import cache

import psycopg
from celery import Celery

app = Celery("bench", broker=os.environ.get("BENCH_BROKER"))
app.conf.update(
    task_ignore_result=True,
    task_default_queue="bench",
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=16,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
)


@cache
def _connection(_process: int) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(os.environ["BENCH_DATABASE"])


@app.task(name="bench.commit")  # type: ignore[untyped-decorator]  # Celery has no types
def commit(number: int) -> None:
    """Write one row, durably."""
    connection = _connection(os.getpid())
    connection.execute("INSERT INTO bench_commit (number, at) VALUES (%s, clock_timestamp())", (number,))
    connection.commit()


@app.task(name="bench.nothing")  # type: ignore[untyped-decorator]  # Celery has no types
def nothing() -> None:
    """Do nothing."""
