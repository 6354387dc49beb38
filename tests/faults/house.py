"""A whole hub of real processes over servers of its own: gateway, workers, schedulers, receivers, ledgers.

It stands through many faults: each gets new referrals and new workers. Settings are fast, so that leases and
deadlines end within seconds; waits of the retry plan are shortened by making what waits due now (`hurry`).
"""

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from hub.access.scopes import HUB
from hub.check import breaches
from hub.db import Database
from hub.demo.children import Child
from hub.demo.prepare import webhooks
from hub.directory.actions import put_webhook
from hub.jobs import silence
from tests.faults.comparing import Books, Compared
from tests.faults.desk import Desk
from tests.faults.ground import POSTGRES, ROOT, VALKEY, Ground
from tests.faults.processes import WaitedInVainError, until, until_ready
from tests.faults.receivers import LOOPBACK, Endpoint, Ledger, MailServer, Manners

PROVIDER = "anthony-walker-foundation"
GATEWAY, WORKER, SCHEDULER = "gateway", "worker", "scheduler"
DEADLINE = 2.0
LEASE = 2 * DEADLINE
"""With as many threads as messages in a batch: one deadline, and one more."""
FAST = {
    "HUB_SEND_DEADLINE_SECONDS": str(DEADLINE),
    "HUB_DELIVERY_BATCH": "8",
    "HUB_DELIVERY_THREADS": "8",
    "HUB_SWEEP_SECONDS": "0.5",
    "HUB_DATABASE_POOL": "8",
    "HUB_LOG_LEVEL": "warning",
    "HUB_ALLOW_PRIVATE_WEBHOOKS": "true",
    "HUB_SMTP_TLS": "none",
    "HUB_SMTP_HOST": LOOPBACK,
}
CLOCKWORK = Path(__file__).parent / "other_clock"

_WAITS = """
    SELECT (SELECT count(*) FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id
             WHERE d.state = 'queued'
               AND CASE WHEN e.paused THEN d.kind = 'referral' AND EXISTS (
                            SELECT FROM endpoint o WHERE o.agency_id = e.agency_id AND o.purpose = e.purpose
                            AND NOT o.paused AND (o.position, o.id) > (e.position, e.id))
                        ELSE d.lease_token IS NOT NULL OR d.due_at <= now() + %(ahead)s
                             OR d.kind = 'referral' END)
         + (SELECT count(*) FROM chase
             WHERE done_at IS NULL AND cancelled_at IS NULL AND due_at <= now() + %(ahead)s)
"""
"""What goes on by itself: not what waits for a suspended address, unless its agency has another one."""
_HURRY = """
    UPDATE delivery SET due_at = now() + %(ahead)s
    WHERE state = 'queued' AND lease_token IS NULL AND due_at > now() + %(ahead)s
      AND (attempts > 0 OR kind = 'referral')
"""


@dataclass(kw_only=True)
class House:
    """What a fault is given to break, and to mend again."""

    ground: Ground
    database: str
    tree: Path = ROOT
    env: dict[str, str] = field(default_factory=dict)
    seen: Ledger = field(default_factory=Ledger)
    endpoint: Endpoint = field(init=False)
    mail: MailServer = field(init=False)
    desk: Desk = field(init=False)
    port: int = 0
    clock: timedelta = timedelta()
    healed_at: float = 0.0
    patience: float = 60.0
    asked: list[str] = field(default_factory=list)
    """References of the present fault."""
    wrong: list[str] = field(default_factory=list)
    """What the present fault saw and should not have."""
    statements: list[str] = field(default_factory=list)
    """What a mutation said to the database."""
    healed_for: float | None = None
    """The time to heal, where another process has measured it."""

    def __post_init__(self) -> None:
        self.endpoint = Endpoint(ledger=self.seen)
        self.mail = MailServer(ledger=self.seen)
        self.desk = Desk(url=lambda: f"http://{LOOPBACK}:{self.port}", keys=self.ground.keys)

    def environment(self, **settings: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        return {
            **inherited,
            **_KEYS,
            **FAST,
            "PYTHONPATH": f"{CLOCKWORK}:{self.tree}",
            "HUB_FAULTS_CLOCK": str(self.clock_file),
            "HUB_DATABASE_URL": self.ground.app_url(self.database),
            "HUB_BROKER_URL": self.ground.broker.url,
            "HUB_SMTP_PORT": str(self.mail.port),
            **self.env,
            **settings,
        }

    @property
    def clock_file(self) -> Path:
        return self.ground.folder / f"{self.database}.clock"

    def set_clock(self, by: timedelta, file: Path | None = None) -> None:
        """Move the wall clock of every process that reads this file, at once, while it runs."""
        chosen = file or self.clock_file
        unfinished = chosen.with_suffix(".part")
        unfinished.write_text(str(by.total_seconds()))
        unfinished.replace(chosen)
        if file is None:
            self.clock = by

    def start(self, name: str, *command: str, **settings: str) -> str:
        """Start one of the hub's own programs."""
        child = Child(
            name=name,
            command=(sys.executable, "-m", "hub", *command),
            folder=self.tree,
            log=self.ground.folder / "log" / f"{self.database}.{name}.log",
        )
        if child.log:
            child.log.parent.mkdir(exist_ok=True)
        self.ground.processes.start(child, self.environment(**settings))
        return name

    def start_gateway(self) -> None:
        if not self.port:
            with socket.socket() as probe:
                probe.bind((LOOPBACK, 0))
                self.port = probe.getsockname()[1]
        self.start(GATEWAY, "serve", "--port", str(self.port))
        until_ready(self.is_ready, 90, "the gateway answers")

    def start_workers(self, count: int = 1, **settings: str) -> list[str]:
        """Start workers, numbered on from those that are there; each has looked for work before it counts."""
        first = 1 + len(self.ground.processes.names(WORKER))
        begun = [self.start(f"{WORKER}-{n}", "worker", **settings) for n in range(first, first + count)]
        pids = {str(self.ground.processes.pid(name)) for name in begun}
        until_ready(lambda: pids <= self._beating(), 90, f"{count} workers look for what is due")
        return begun

    def start_schedulers(self, count: int = 1) -> list[str]:
        folder = self.ground.folder
        first = 1 + len(self.ground.processes.names(SCHEDULER))
        numbers = range(first, first + count)
        return [self.start(f"{SCHEDULER}-{n}", "scheduler", TMPDIR=str(folder)) for n in numbers]

    def is_ready(self) -> bool:
        try:
            address = f"http://{LOOPBACK}:{self.port}/health/ready"
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def revive(self) -> None:
        """Start again whatever of servers and gateway is not there."""
        processes = self.ground.processes
        if not processes.is_alive(POSTGRES):
            self.ground.start_postgres()
        if not processes.is_alive(VALKEY):
            self.ground.start_broker()
        if not processes.is_alive(GATEWAY):
            self.start_gateway()

    def submit(self, count: int, *kinds: Any, side_by_side: int = 4, pause: float = 0.0) -> list[str]:
        """Submit referrals of the present fault."""
        references = self.desk.submit_many(count, *kinds, side_by_side=side_by_side, pause=pause)
        self.asked += references
        return references

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as somebody who sees everything."""
        with self.ground.connect(self.database) as connection:
            ran = connection.execute(statement, values or None)
            return ran.fetchall() if ran.description else []

    def count(self, statement: str, **values: Any) -> int:
        return int(self.rows(statement, **values)[0][0])

    def under_way(self) -> int:
        return self.count("SELECT count(*) FROM delivery WHERE lease_token IS NOT NULL")

    def to(self, path: str = "/", **of: str) -> None:
        """Give the provider an endpoint of ours, or the address that is named."""
        address = of.get("address", f"http://{LOOPBACK}:{self.endpoint.port}{path}")
        with self.told() as tx:
            put_webhook(tx, of.get("slug", PROVIDER), address, self.endpoint.secret)

    @contextmanager
    def told(self) -> Iterator[Any]:
        """Open one of the hub's own transactions, at the wall clock's time; it rings for nobody."""
        database = Database(self.ground.app_url(self.database), pool=1)
        try:
            with silence(), database.transaction(HUB) as tx:
                yield tx
        finally:
            database.close()

    def healing(self) -> None:
        """Note that the fault is over: from here on the time to heal counts."""
        self.healed_at = time.monotonic()

    def expect(self, holds: object, what: str) -> None:
        """Note what should have been so and is not."""
        if not holds:
            self.wrong.append(what)

    def hurry(self) -> None:
        self.rows(_HURRY, ahead=self.clock)

    def settle(self) -> float:
        """Wait until nothing is due, with the waits between tries cut short; returns since when it healed."""
        begun = self.healed_at or time.monotonic()

        def is_calm() -> bool:
            try:
                self.hurry()
                return self.count(_WAITS, ahead=self.clock) == 0
            except psycopg.OperationalError:
                return False

        until(is_calm, self.patience, "nothing is due any more", pause=0.2)
        return time.monotonic() - begun if self.healed_for is None else self.healed_for

    def compare(self, references: Sequence[str] | None = None) -> Compared:
        with self.ground.connect(self.database) as connection:
            books = Books(
                connection=connection, answers=self.desk.answers, acts=self.desk.acts, seen=self.seen
            )
            return books.compare(self.asked if references is None else references)

    def checked(self) -> list[str]:
        """Name the invariants that do not hold, as `hub check` would."""
        database = Database(self.ground.app_url(self.database), pool=1, now=self._now)
        try:
            with database.transaction(HUB) as tx:
                return [f"{each.name}: {each.count}, such as {', '.join(each.ids)}" for each in breaches(tx)]
        finally:
            database.close()

    def begin(self, *, keeps_workers: bool = False) -> None:
        """Make ready for the next fault: everything is up and polite; workers go, unless they may stay."""
        if not keeps_workers:
            self.end_workers()
        self.healed_for = None
        self.revive()
        self.endpoint.script, self.endpoint.tls = None, None
        self.mail.manners, self.mail.tls = Manners(), None
        self.asked, self.wrong, self.healed_at = [], [], 0.0
        self.desk.acts.clear()
        self.set_clock(timedelta())
        self.to()

    def end_workers(self) -> None:
        processes = self.ground.processes
        for name in [*processes.names(WORKER), *processes.names(SCHEDULER)]:
            processes.kill(name)

    def end(self) -> None:
        self.end_workers()
        if self.ground.processes.is_alive(GATEWAY):
            self.ground.processes.kill(GATEWAY)

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.clock

    def _beating(self) -> set[str]:
        found = self.rows("SELECT name FROM worker_heartbeat")
        return {name.rpartition(":")[2] for (name,) in found}


_KEYS = {
    "HUB_SEALING_KEYS": "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "HUB_TOKEN_KEY": "token key of the faults",
    "HUB_LINK_KEY": "link key of the faults",
    "HUB_PUBLIC_URL": "http://hub.example.org",
}


def prepare_here() -> None:
    """Give this process the keys as well, for what it does through the hub's own functions."""
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        del os.environ[name]
    os.environ.update({**_KEYS, "HUB_ALLOW_PRIVATE_WEBHOOKS": "true", "HUB_SMTP_TLS": "none"})
    os.environ["HUB_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/no_server_was_asked_for"


@contextmanager
def house(
    ground: Ground, name: str, *, tree: Path = ROOT, prepare: Callable[[House], None] | None = None
) -> Iterator[House]:
    """Build a hub over a clone of the template; its gateway answers, its workers come by `start_workers`."""
    ground.clone(name)
    made = House(ground=ground, database=name, tree=tree)
    try:
        with made.endpoint.listening(), made.mail.listening():
            with made.told() as tx:
                none = ground.folder / "none.json"
                made.endpoint.secret = webhooks(tx, none, {PROVIDER: made.endpoint.port})[PROVIDER]
            if prepare:
                prepare(made)
            made.set_clock(timedelta())
            made.start_gateway()
            yield made
    finally:
        made.end()
        if not ground.processes.is_alive(POSTGRES):
            ground.start_postgres()
        ground.drop(name)


__all__ = ["DEADLINE", "LEASE", "PROVIDER", "House", "WaitedInVainError", "house", "prepare_here"]
