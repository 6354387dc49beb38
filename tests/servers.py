"""One PostgreSQL and one Valkey for a run of tests, gone without a trace when it ends, also by kill -9."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from hub.demo.postgres import Cluster, cluster
from hub.demo.supervisor import Supervisor
from hub.demo.valkey import broker

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Where a test finds the servers, and how it gets a database of its own."""

    cluster: Cluster
    broker_url: str
    broker_socket: Path

    def app_url(self, database: str = "hub") -> str:
        return self.cluster.url("hub_app", database)

    def owner_url(self, database: str = "hub") -> str:
        return self.cluster.url("hub_owner", database)

    def create(self, name: str) -> None:
        """Make an empty database, owned by hub_owner."""
        self._say(SQL("CREATE DATABASE {}").format(Identifier(name)))

    def clone(self, template: str, name: str) -> None:
        """Copy a database to which nobody is connected, in some 20 ms."""
        copy = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._say(copy.format(Identifier(name), Identifier(template)))

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._say(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    @contextmanager
    def cloned(self, template: str, name: str) -> Iterator[str]:
        """Lend a clone; yields its name."""
        self.clone(template, name)
        try:
            yield name
        finally:
            self.drop(name)

    def _say(self, statement: SQL | psycopg.sql.Composed) -> None:
        self.connection.execute(statement)

    @cached_property
    def connection(self) -> psycopg.Connection:
        """Where databases are made and dropped: one for the run, as making one takes longer than a drop."""
        return psycopg.connect(self.owner_url("postgres"), autocommit=True)


@contextmanager
def test_servers() -> Iterator[Servers]:
    """Start both in shared memory where there is some; nothing of them is durable."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="hub-test-", dir=memory if os.access(memory, os.W_OK) else None))
    folder.chmod(0o711)  # the unprivileged account that stands in for root must get through
    with Supervisor() as supervisor:
        supervisor.janitor.sweep(folder)
        served = cluster(
            folder, log=folder / "postgres.log", spare=ROOT / ".hub" / "postgres.copy", durable=False
        )
        bell = broker(folder, log=folder / "valkey.log")
        supervisor.start(served.child())
        served.furnish()
        supervisor.start(bell.child())
        servers = Servers(cluster=served, broker_url=bell.url, broker_socket=bell.socket)
        with servers.connection:
            yield servers


test_servers.__test__ = False  # type: ignore[attr-defined]  # pytest takes the name for a test
