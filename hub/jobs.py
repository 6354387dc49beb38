"""Nudges to the workers. What is to be done stands in rows; a nudge only says that now is the time to look.

It goes out after the outermost commit, from a thread of its own, so that a broker that is down, slow or
frozen costs a request nothing. One that gets lost is made good by the workers' own sweep.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from typing import Any

import structlog
from celery import Celery

from hub.db import Transaction
from hub.settings import settings

_log = structlog.get_logger(__name__)

QUEUE = "hub"
EXPIRES_SECONDS = 10
"""After this a nudge has no meaning: the sweep has been."""
LONGEST_LIST = 10
"""With this many nudges waiting, one more adds nothing."""
PAUSE_SECONDS = 0.005
BROKER_TIMEOUT_SECONDS = 2.0
TRANSPORT = {
    "socket_timeout": BROKER_TIMEOUT_SECONDS,
    "socket_connect_timeout": BROKER_TIMEOUT_SECONDS,
}
"""Without these a silent broker blocks for ever."""


class Job(StrEnum):
    """The kinds of work that a worker knows; each is the name of a task."""

    DELIVER = "hub.deliver"
    CHASE = "hub.chase"
    CONTRACT_ENDS = "hub.contract_ends"
    RETURNED_MAIL = "hub.returned_mail"
    DUTY = "hub.duty"
    RECOMPUTE_CLOCKS = "hub.recompute_clocks"
    TRIAGE = "hub.triage"
    CHECK = "hub.check"


class Bell:
    """Rings for jobs from a daemon thread; a second ring before the first has gone out is the same ring."""

    _lock: threading.Lock
    _something: threading.Event
    _waiting: set[Job]
    _thread: threading.Thread | None
    _stopping: bool
    _connection: Any

    def __init__(self, broker_url: str) -> None:
        self._app = Celery("hub.jobs", broker=broker_url, set_as_current=False)
        self._app.conf.update(
            task_serializer="json",
            task_default_queue=QUEUE,
            task_ignore_result=True,
            broker_transport_options=TRANSPORT,
            broker_connection_timeout=BROKER_TIMEOUT_SECONDS,
        )
        self._start_over()
        os.register_at_fork(after_in_child=self._start_over)

    def ring(self, job: Job) -> None:
        """Leave a nudge in the mailbox; returns at once, whatever the broker does."""
        with self._lock:
            self._waiting.add(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()
        self._something.set()

    def stop(self) -> None:
        """End the thread; what is being sent may take its two seconds."""
        self._stopping = True
        self._something.set()
        if self._thread is not None:
            self._thread.join(2 * BROKER_TIMEOUT_SECONDS)
        self._let_go()

    def _start_over(self) -> None:
        """Begin without a thread or connection, as a forked child has to."""
        self._lock = threading.Lock()
        self._something = threading.Event()
        self._waiting = set()
        self._thread = None
        self._stopping = False
        self._connection = None

    def _run(self) -> None:
        while not self._stopping:
            self._something.wait()
            self._something.clear()
            with self._lock:
                jobs, self._waiting = self._waiting, set()
            for job in sorted(jobs):
                self._send(job)
            time.sleep(PAUSE_SECONDS)

    def _send(self, job: Job) -> None:
        try:
            if self._connection is None:
                self._connection = self._app.connection_for_write()
            if self._connection.default_channel.client.llen(QUEUE) < LONGEST_LIST:
                self._app.send_task(
                    job, connection=self._connection, expires=EXPIRES_SECONDS, ignore_result=True, retry=False
                )
        except Exception as error:  # noqa: BLE001 - kombu, redis and sockets each raise their own; all mean the same
            _log.warning("bell_not_heard", job=job, error=type(error).__name__)
            self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.release()
        except Exception as error:  # noqa: BLE001 - it is broken already
            _log.debug("bell_connection_dropped", error=type(error).__name__)


@cache
def bell(broker_url: str) -> Bell:
    """Make the process's bell for a broker, once."""
    return Bell(broker_url)


_silent = threading.Event()


@contextmanager
def silence() -> Iterator[None]:
    """Ring for nothing inside, for whole processes that have no worker to wake, such as `hub simulate`."""
    _silent.set()
    try:
        yield
    finally:
        _silent.clear()


def ring(tx: Transaction, job: Job) -> None:
    """Nudge the workers once this transaction has committed."""
    if not _silent.is_set():
        tx.after_commit(f"ring {job}", lambda: bell(settings().broker_url.get_secret_value()).ring(job))
