"""A hub of real processes over servers of its own, for tests that kill and freeze them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
from standardwebhooks import Webhook

from hub.access.scopes import HUB
from hub.db import Database
from hub.demo.prepare import keys_of, load_carried, webhooks
from hub.migrations import upgrade
from tests.factories.submissions import submission
from tests.servers import Servers

ROOT = Path(__file__).parents[2]
PROVIDER = "anthony-walker-foundation"


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something; fail with what it was when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


@dataclass
class Receiver:
    """A provider's endpoint that takes its time and remembers what it was sent."""

    secret: str = ""
    pause: float = 0.0
    bodies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[int]:
        """Listen on a port of its own."""
        receiver = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.entered.append(self.headers["webhook-id"])
                time.sleep(receiver.pause)
                Webhook(receiver.secret).verify(body, dict(self.headers.items()))
                receiver.bodies.append((self.headers["webhook-id"], json.loads(body)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()


@dataclass
class RunningHub:
    """A gateway and any number of workers over one database and one broker."""

    servers: Servers
    database: str
    receiver: Receiver
    keys: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HUB_DATABASE_URL": self.servers.app_url(self.database),
            "HUB_BROKER_URL": self.servers.broker_url,
            "HUB_ALLOW_PRIVATE_WEBHOOKS": "true",
            "HUB_SEND_DEADLINE_SECONDS": "3",
            "HUB_DELIVERY_BATCH": "8",
            "HUB_SWEEP_SECONDS": "1",
            "HUB_LOG_LEVEL": "warning",
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # a session of its own, so that a kill reaches it alone
            [sys.executable, "-m", "hub", *command], cwd=ROOT, env=self.environment(), start_new_session=True
        )
        self.processes.append(process)
        return process

    def start_gateway(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start("serve", "--port", str(self.port))
        wait_until(self.is_ready, 20, "the gateway answers")

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker")

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def submit(self, number: int) -> float:
        """Send a hate-crime referral of nobody before; returns how long the answer took."""
        body = submission(
            **{
                "source_reference": f"SYN/26/{number:06}",
                "person.family_name": "Example" + "abcdefghij"[number % 10] * (1 + number // 10),
                "contact.phone.value": f"07700 90{number % 1000:04}",
                "contact.email.value": f"person{number}@example.org",
                "risk.tool": None,
                "risk.score": None,
                "risk.band": "standard",
            }
        )
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/referrals",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.keys['police']}", "Content-Type": "application/json"},
        )
        begun = time.monotonic()
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 201
        return time.monotonic() - begun

    def count(self, statement: str) -> int:
        with psycopg.connect(self.servers.cluster.url("postgres", self.database)) as connection:
            row = connection.execute(statement).fetchone()
        assert row is not None
        return int(row[0])

    def handed_over(self) -> int:
        return self.count(
            "SELECT count(DISTINCT assignment_id) FROM assignment_event WHERE event = 'hand_over'"
        )

    def broker_pid(self) -> int:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.servers.broker_socket))
            line.sendall(b"INFO server\r\n")
            text = line.recv(65536).decode()
        return int(next(part for part in text.split("\r\n") if part.startswith("process_id:"))[11:])

    def tell_broker(self, command: str) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.servers.broker_socket))
            line.sendall(f"{command}\r\n".encode())
            assert line.recv(64).startswith(b"+OK")

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def running_hub(servers: Servers, name: str, folder: Path) -> Iterator[RunningHub]:
    """Make a database with directory, keys and one provider with an endpoint; processes come by `start`."""
    servers.create(name)
    upgrade(servers.owner_url(name))
    receiver = Receiver()
    with receiver.listening() as port:
        hub = RunningHub(servers=servers, database=name, receiver=receiver)
        database = Database(servers.app_url(name), pool=1)
        with database.transaction(HUB) as tx:
            load_carried(tx)
            hub.keys = keys_of(tx, folder / "none.json")
            receiver.secret = webhooks(tx, folder / "none.json", {PROVIDER: port})[PROVIDER]
        database.close()
        try:
            yield hub
        finally:
            hub.end()
            servers.drop(name)
