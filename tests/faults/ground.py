"""A PostgreSQL and a Valkey of one's own in a folder of one's own, and a template database to clone.

The database keeps its promises here (fsync, synchronous commits), unlike that of the other tests: a restart
with `-m immediate` must lose nothing.
"""

import os
import signal
import socket
import tempfile
from calendar import isleap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from hub import migrations
from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.demo.children import Child
from hub.demo.postgres import Cluster, cluster
from hub.demo.prepare import FIRST_CARRIED, directory_file
from hub.demo.valkey import Broker, broker
from hub.directory.actions import load
from hub.directory.rules import carried, read_directory
from hub.domain.quarter import financial_year
from hub.journey.commissioning import publish_carried
from tests.factories.gateway import make_keys
from tests.faults.processes import Processes, until

ROOT = Path(__file__).parents[2]
TEMPLATE = "template_faults"
POSTGRES, VALKEY = "postgres", "valkey"


@dataclass
class Ground:
    """The two servers, and what is built on them."""

    folder: Path
    processes: Processes
    cluster: Cluster
    broker: Broker
    keys: dict[str, Any] = field(default_factory=dict)

    def app_url(self, name: str) -> str:
        return self.cluster.url("hub_app", name)

    def owner_url(self, name: str) -> str:
        return self.cluster.url("hub_owner", name)

    def connect(self, name: str = "postgres") -> psycopg.Connection[Any]:
        """Open a connection that sees everything."""
        return psycopg.connect(self.cluster.url("postgres", name), autocommit=True, connect_timeout=5)

    def clone(self, name: str) -> None:
        with self.connect() as connection:
            copy = SQL("CREATE DATABASE {} TEMPLATE {} OWNER hub_owner STRATEGY FILE_COPY")
            connection.execute(copy.format(Identifier(name), Identifier(TEMPLATE)))

    def drop(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def start_postgres(self) -> None:
        self.processes.start(self._postgres())
        until(self.cluster.answers, 60, "PostgreSQL answers")

    def crash_postgres(self) -> None:
        """Stop it as `pg_ctl stop -m immediate` does: no checkpoint, every connection cut."""
        self.processes.send(POSTGRES, signal.SIGQUIT)
        self.processes.wait(POSTGRES)

    def start_broker(self) -> None:
        self.processes.start(replace(self.broker.child(), name=VALKEY))
        until(self.broker.answers, 20, "Valkey answers")

    def tell_broker(self, command: str) -> str:
        """Say one command to the broker; returns its first line."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(self.broker.socket))
            line.sendall(f"{command}\r\n".encode())
            return line.recv(4096).decode().split("\r\n")[0]

    def _postgres(self) -> Child:
        return replace(self.cluster.child(), name=POSTGRES)


@contextmanager
def ground(folder: Path | None = None) -> Iterator[Ground]:
    """Start both servers, in shared memory where there is some, with a template that holds a directory."""
    processes = Processes()
    memory = Path("/dev/shm")
    home = folder or Path(
        tempfile.mkdtemp(prefix="hub-faults-", dir=memory if os.access(memory, os.W_OK) else None)
    )
    home.chmod(0o711)  # the unprivileged account that stands in for root must get through
    try:
        processes.janitor.sweep(home)
        served = cluster(home, log=home / "postgres.log", spare=ROOT / ".hub" / "postgres.copy")
        made = Ground(
            folder=home,
            processes=processes,
            cluster=served,
            broker=broker(home, log=home / "valkey.log"),
        )
        made.start_postgres()
        served.furnish()
        made.start_broker()
        furnish(made)
        yield made
    finally:
        processes.end(POSTGRES)


def furnish(made: Ground) -> None:
    """Make the template: tables, the directory carried on to the year after the next leap day, keys."""
    with made.connect() as connection:
        connection.execute(SQL("CREATE DATABASE {} OWNER hub_owner").format(Identifier(TEMPLATE)))
    migrations.upgrade(made.owner_url(TEMPLATE))
    database = Database(made.app_url(TEMPLATE), pool=1)
    try:
        with database.transaction(HUB) as tx:
            load_far_enough(tx, next_leap_day())
            made.keys = keys(tx)
    finally:
        database.close()


def keys(tx: Transaction) -> dict[str, Any]:
    """Make a key for everybody, good for whatever year a clock is moved to."""
    made = make_keys(tx)
    roles = {who: made[who] for who in ("police", "coordinator", "commissioner")}
    return {**roles, "providers": made.by_slug}


def load_far_enough(tx: Transaction, last: datetime) -> None:
    """Load the directory, with contracts and tables for every year up to the one after `last`."""
    directory = read_directory(directory_file().read_text(encoding="utf-8"))
    years = carried(directory, range(FIRST_CARRIED, financial_year(last.date()) + 2))
    load(tx, directory, years, why="The shipped directory, carried on for a trial.")
    if directory.routing_table is not None:
        publish_carried(tx, directory.routing_table, years)


def next_leap_day() -> datetime:
    """The next instant at which a 29th of February begins."""
    year = datetime.now(UTC).year
    while not isleap(year) or datetime(year, 2, 29, tzinfo=UTC) < datetime.now(UTC) + timedelta(hours=2):
        year += 1
    return datetime(year, 2, 29, tzinfo=UTC)
