"""A provider with a system of its own, as the hub sees it: a webhook receiver that answers through the API.

    python -m hub.demo.pretend_provider --name rasa --behaviour accepts --port 8101 --hub-url URL
        --api-key-file FILE --secret-file FILE --folder .hub/pretend

It checks each signature with the standardwebhooks package, answers at once, keeps what came in
`<folder>/<name>.jsonl`, and then does what its behaviour says.
"""

import argparse
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from standardwebhooks import Webhook, WebhookVerificationError

LOOPBACK = "127.0.0.1"
LARGEST = 64 * 1024
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each repeat of a call that the hub could not answer."""


class Behaviour(StrEnum):
    """What a provider does about a new assignment."""

    ACCEPTS = "accepts"
    """acknowledges it, then accepts it"""
    DECLINES = "declines"
    """declines it for want of capacity"""
    SILENT = "silent"
    """nothing, so that the hub must chase"""


ACTS: Mapping[Behaviour, tuple[tuple[str, Mapping[str, str]], ...]] = {
    Behaviour.ACCEPTS: (("acknowledge", {}), ("accept", {"assignee": "Duty worker"})),
    Behaviour.DECLINES: (("decline", {"reason": "capacity"}),),
    Behaviour.SILENT: (),
}


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One pretend provider: who it is, how it answers, and where it keeps what it got."""

    name: str
    behaviour: Behaviour
    hub_url: str
    api_key: str
    secret: str
    record: Path

    def answer(self, notice: Mapping[str, Any]) -> None:
        """Do about a notice what the behaviour says; only a new assignment asks for anything."""
        if notice.get("type") != "assignment.created":
            return
        for act, body in ACTS[self.behaviour]:
            if not self._call(f"/v1/assignments/{notice.get('assignment')}/{act}", body):
                return

    def _call(self, path: str, body: Mapping[str, str]) -> bool:
        for pause in (*PAUSES, None):
            status = self._post(path, body)
            say(f"{path.rpartition('/')[2]} {notice_id(path)}: {status or 'no answer'}")
            if (
                status
                and status < HTTPStatus.INTERNAL_SERVER_ERROR
                and status != HTTPStatus.TOO_MANY_REQUESTS
            ):
                return status < HTTPStatus.BAD_REQUEST
            if pause is not None:
                time.sleep(pause)
        return False

    def _post(self, path: str, body: Mapping[str, str]) -> int | None:
        request = urllib.request.Request(  # noqa: S310 - the hub's own address, given at the start
            self.hub_url.rstrip("/") + path,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - likewise
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except (OSError, TimeoutError):
            return None


class Receiver(BaseHTTPRequestHandler):
    """Takes Standard Webhooks posts on any path."""

    provider: ClassVar[Provider]
    writing: ClassVar[threading.Lock]
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        """Check, answer, keep, then act."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        try:
            notice = Webhook(self.provider.secret).verify(body, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError):  # ValueError: a header or body that is no such thing
            self._answer(HTTPStatus.BAD_REQUEST)
            return
        self._keep(body)
        self._answer(HTTPStatus.NO_CONTENT)
        say(f"{notice.get('type')} {notice.get('assignment')}")
        threading.Thread(target=self.provider.answer, args=(notice,), daemon=True).start()

    def do_GET(self) -> None:
        """Say that it is up."""
        self._answer(HTTPStatus.NO_CONTENT)

    def log_message(self, *_: object) -> None:
        """Say nothing: `do_POST` prints one line for each notice."""

    def _answer(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _keep(self, body: bytes) -> None:
        line = json.dumps(
            {
                "at": datetime.now(UTC).isoformat(),
                "headers": dict(self.headers.items()),
                "body": body.decode(),
            }
        )
        with self.writing, self.provider.record.open("a") as record:
            record.write(line + "\n")


def notice_id(path: str) -> str:
    """Pick the assignment's id out of an act's path."""
    return path.split("/")[3]


def say(line: str) -> None:
    """Print a line that the supervisor puts behind this provider's name."""
    print(line, flush=True)  # noqa: T201 - its output is its log


def receiver(provider: Provider, port: int) -> ThreadingHTTPServer:
    """Make the server for a provider; port 0 takes a free one."""
    provider.record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    bound = type("BoundReceiver", (Receiver,), {"provider": provider, "writing": threading.Lock()})
    return ThreadingHTTPServer((LOOPBACK, port), bound)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="pretend_provider", description=__doc__)
    for name in ("--name", "--hub-url"):
        parser.add_argument(name, required=True)
    parser.add_argument("--behaviour", type=Behaviour, choices=list(Behaviour), required=True)
    parser.add_argument("--port", type=int, required=True)
    for name in ("--api-key-file", "--secret-file", "--folder"):
        parser.add_argument(name, type=Path, required=True)
    asked = parser.parse_args()
    provider = Provider(
        name=asked.name,
        behaviour=asked.behaviour,
        hub_url=asked.hub_url,
        api_key=asked.api_key_file.read_text().strip(),
        secret=asked.secret_file.read_text().strip(),
        record=asked.folder / f"{asked.name}.jsonl",
    )
    receiver(provider, asked.port).serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
