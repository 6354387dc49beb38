"""Servers and a furnished hub for one run of the measurements, and nothing left of them after it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg

from hub.access.scopes import HUB
from hub.db import Database
from hub.demo.postgres import Cluster, cluster
from hub.demo.prepare import load_carried, make_keys
from hub.demo.private_files import keys
from hub.demo.supervisor import Supervisor
from hub.demo.valkey import Broker, broker
from hub.migrations import upgrade
from hub.sealing import sealer
from hub.settings import settings

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


@dataclass
class Stand:
    """A migrated database with a directory and keys, a broker, and what was started over them."""

    cluster: Cluster
    broker: Broker
    settings: Mapping[str, str]
    keys: dict[str, Any] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def connect(self, **options: Any) -> "psycopg.Connection[tuple[Any, ...]]":
        """Open a connection as the superuser, past row security: for counting and for seeding."""
        return psycopg.connect(self.cluster.url("postgres"), **options)

    def start(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a program of the hub, or `-m`, with the run's settings and some of its own."""
        python = command if command[0] == "-m" else ("-m", "hub", *command)
        process = subprocess.Popen(
            [sys.executable, *python],
            cwd=ROOT,
            env={**os.environ, **self.settings, **more},
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def gateway(self, workers: int) -> int:
        """Start a gateway of some processes, wait until it is ready, and give its port."""
        port = free_port()
        self.start("serve", "--port", str(port), "--workers", str(workers))
        wait_until(lambda: _answers(port), "the gateway")
        return port

    def workers(self, count: int, **more: str) -> list[subprocess.Popen[bytes]]:
        """Start workers and wait until each has looked once."""
        began = time.time()
        started = [self.start("worker", **more) for _ in range(count)]
        seen = "SELECT count(*) FROM worker_heartbeat WHERE extract(epoch FROM seen_at) > %s"
        with self.connect(autocommit=True) as connection:
            wait_until(lambda: _one(connection, seen, began) >= count, "the workers")
        return started

    def stop(self, processes: Sequence[subprocess.Popen[bytes]] | None = None) -> None:
        """End what was started here, by its id, and wait for it."""
        ending = list(self.processes if processes is None else processes)
        for process in ending:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in ending:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.processes.remove(process)

    def cloned(self, name: str) -> str:
        """Copy the database as it is under another name; gives where the application finds the copy."""
        admin = self.cluster.url("postgres", "postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE hub STRATEGY FILE_COPY OWNER hub_owner".encode()
            )
        return self.cluster.url(database=name)

    def empty_broker(self) -> None:
        """Drop what rings."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.broker.socket))
            line.sendall(b"FLUSHALL\r\n")
            line.recv(64)


@contextmanager
def stand(**more: str) -> Iterator[Stand]:
    """Lend servers of default durability with a hub on them, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as name, Supervisor() as supervisor:
        folder = Path(name)
        folder.chmod(0o711)  # the unprivileged account that stands in for root must get through
        served = cluster(folder, log=folder / "postgres.log", spare=folder / "postgres.copy")
        supervisor.start(served.child())
        served.furnish()
        bell = broker(folder, log=folder / "valkey.log")
        supervisor.start(bell.child())
        given = {
            **keys(folder / "secrets.json"),
            "HUB_DATABASE_URL": served.url(),
            "HUB_BROKER_URL": bell.url,
            "HUB_ALLOW_PRIVATE_WEBHOOKS": "true",
            "HUB_SMTP_TLS": "none",
            "HUB_LOG_LEVEL": "error",
            "PYTHONPATH": str(ROOT),
            **more,
        }
        os.environ.update(given)
        settings.cache_clear()
        sealer.cache_clear()
        upgrade(served.url("hub_owner"))
        made = Stand(cluster=served, broker=bell, settings=given, keys=_furnished(served.url()))
        try:
            yield made
        finally:
            made.stop()
            supervisor.stop()


def _furnished(url: str) -> dict[str, Any]:
    with closing(Database(url, pool=1)) as database, database.transaction(HUB) as tx:
        load_carried(tx)
        return make_keys(tx)


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Any, what: str, seconds: float = PATIENCE) -> None:
    """Wait for something; TimeoutError with its name when it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come within {seconds:.0f} s")
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _one(connection: "psycopg.Connection[tuple[Any, ...]]", statement: str, *values: Any) -> int:
    row = connection.execute(statement.encode(), values).fetchone()
    return int(row[0]) if row else 0
