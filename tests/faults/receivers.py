"""The outside: an endpoint and a mail server that keep the second ledger, and misbehave when told to.

What a receiver has taken, it has written down here before it says so: message ids and times.
"""

import json
import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from standardwebhooks import Webhook

LOOPBACK = "127.0.0.1"
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([0-9a-f-]{36})@", re.IGNORECASE | re.MULTILINE)


@dataclass(kw_only=True)
class Ledger:
    """What the receivers saw: each message that was begun and each that was taken, with its time."""

    begun: list[tuple[str, float]] = field(default_factory=list)
    taken: list[tuple[str, float]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    """By message id the assignment that it named, of webhooks about a new one."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, message: str) -> None:
        with self.lock:
            self.begun.append((message, time.monotonic()))

    def take(self, message: str, assignment: str | None = None) -> None:
        with self.lock:
            self.taken.append((message, time.monotonic()))
            if assignment:
                self.about[message] = assignment

    def times(self) -> Counter[str]:
        """How often each message was taken."""
        with self.lock:
            return Counter(message for message, _ in self.taken)


class Visit(BaseHTTPRequestHandler):
    """One post to an endpoint. A script may take it over: it answers itself and returns nothing."""

    door: "Endpoint"
    read: bytes | None = None
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_POST(self) -> None:
        message, self.read = self.headers["webhook-id"], None
        self.door.ledger.begin(message)
        script = self.door.script
        if script is not None and script(self, message):
            self.close_connection = True
            return
        self.accept()

    def body(self) -> bytes:
        """Read all of it, once; a worker that is frozen before that never sends the rest."""
        if self.read is None:
            self.read = self.rfile.read(int(self.headers["content-length"]))
        return self.read

    def notice(self) -> dict[str, Any]:
        """Read what it says."""
        found: dict[str, Any] = json.loads(self.body())
        return found

    def accept(self, status: int = 204) -> None:
        """Check the signature, write it into the ledger, and take it."""
        body = self.body()
        if not self._is_signed(body):
            self.answer(400)
            return
        notice = self.notice()
        is_new = notice["type"] == "assignment.created"
        self.door.ledger.take(notice["id"], notice["assignment"] if is_new else None)
        self.door.told(notice)
        self.answer(status)

    def _is_signed(self, body: bytes) -> bool:
        """Check the signature, at whatever time: some faults move the hub's clock by years."""
        at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        expected = Webhook(self.door.secret).sign(self.headers["webhook-id"], at, body.decode())
        return expected in self.headers["webhook-signature"].split(" ")

    def answer(self, status: int, **headers: str) -> None:
        """Say a status without a body."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def refuse(self, status: int, **headers: str) -> bool:
        """Read it, take it not, and say why."""
        self.body()
        self.answer(status, **headers)
        return True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


Script = Callable[[Visit, str], bool]
"""Does something unkind; true when it has answered, or never will."""


def nothing(_notice: dict[str, Any]) -> None:
    """Do nothing about a notice."""


@dataclass(kw_only=True)
class Endpoint:
    """A provider's program, behind TLS where it has a context."""

    ledger: Ledger
    secret: str = ""
    script: Script | None = None
    told: Callable[[dict[str, Any]], None] = nothing
    tls: ssl.SSLContext | None = None
    port: int = 0

    @contextmanager
    def listening(self) -> Iterator["Endpoint"]:
        """Listen on a port of its own."""
        server = _HttpServer((LOOPBACK, 0), type("ThisVisit", (Visit,), {"door": self}))
        server.door = self
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    door: Endpoint

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Encrypt in the connection's own thread: a bad handshake holds up nobody."""
        if self.door.tls is not None:
            request = self.door.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, *_: Any) -> None:
        """A worker that was killed in mid-sentence is what this is for."""


class Post(StreamRequestHandler):
    """One connection to the mail server."""

    timeout = 60
    server: "_SmtpServer"

    def handle(self) -> None:
        with suppress(OSError):
            self._say("220 receiver.example.org ESMTP")
            self._recipient = ""
            while line := self.rfile.readline(4096):
                if not self._obey(line.decode(errors="replace").strip()):
                    return

    def _obey(self, line: str) -> bool:
        verb = line.upper()
        manners = self.server.door.manners
        if verb.startswith("EHLO"):
            offers = ["receiver.example.org", "SIZE 1000000"]
            if self.server.door.tls is not None and not isinstance(self.request, ssl.SSLSocket):
                offers.append("STARTTLS")
            self._say(*(f"250{'-' if n + 1 < len(offers) else ' '}{each}" for n, each in enumerate(offers)))
        elif verb.startswith("STARTTLS"):
            self._encrypt()
        elif verb.startswith("RCPT"):
            self._recipient = line.partition("<")[2].partition(">")[0]
            self._say(manners.at_recipient(self._recipient))
        elif verb.startswith("DATA"):
            return self._take()
        elif verb.startswith("QUIT"):
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _encrypt(self) -> None:
        context = self.server.door.tls
        if context is None:
            self._say("454 no TLS here")
            return
        self._say("220 go ahead")
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def _take(self) -> bool:
        manners, ledger = self.server.door.manners, self.server.door.ledger
        before = manners.at_data()
        self._say(before)
        if not before.startswith("354"):
            return True
        lines = []
        while (line := self.rfile.readline(65536)) not in {b".\r\n", b""}:
            lines.append(line)
            if len(lines) == 3:
                manners.in_mid_body()
        if not line:
            return False
        found = _MESSAGE_ID.search(b"".join(lines))
        message = found[1].decode() if found else "?"
        ledger.begin(message)
        after = manners.at_end(message)
        if after is None:
            return False
        if after.startswith("2"):
            ledger.take(message)
            manners.after_taking()
        self._say(after)
        return True

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class Manners:
    """How a mail server behaves: well, unless a fault overrides a step."""

    def at_recipient(self, _recipient: str) -> str:
        return "250 ok"

    def at_data(self) -> str:
        return "354 go on"

    def in_mid_body(self) -> None:
        """Do nothing in the middle of a mail."""

    def at_end(self, _message: str) -> str | None:
        """Answer the final dot; None closes the line without a word."""
        return "250 kept"

    def after_taking(self) -> None:
        """Do nothing between keeping a mail and saying so."""


@dataclass(kw_only=True)
class MailServer:
    """Takes every mail, whoever it is for; offers STARTTLS where it has a context."""

    ledger: Ledger
    manners: Manners = field(default_factory=Manners)
    tls: ssl.SSLContext | None = None
    port: int = 0

    @contextmanager
    def listening(self) -> Iterator["MailServer"]:
        """Listen on a port of its own."""
        with _SmtpServer((LOOPBACK, 0), Post) as server:
            server.door = self
            self.port = server.server_address[1]
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()


class _SmtpServer(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    door: MailServer

    def handle_error(self, *_: Any) -> None:
        """A worker that was killed in mid-sentence is what this is for."""


@contextmanager
def deaf_port() -> Iterator[int]:
    """Lend a port to which connecting neither succeeds nor fails: its queue is full."""
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, 0))
        deaf.listen(0)
        knocking = []
        try:
            for _ in range(4):
                each = socket.socket()
                each.setblocking(False)
                with suppress(BlockingIOError):
                    each.connect(deaf.getsockname())
                knocking.append(each)
            yield deaf.getsockname()[1]
        finally:
            for each in knocking:
                each.close()
