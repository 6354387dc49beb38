"""The outside world on loopback: a mail server and a provider's endpoint, which keep what comes."""

import base64
import threading
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from hub.access.scopes import HUB
from hub.check import Breach, Extent, breaches
from hub.check.figures import FIGURES
from hub.check.looking import FAMILIES
from hub.db import Database
from hub.delivery.drain import channels_for
from hub.demo.ports import choose
from hub.settings import settings
from tests.factories.gateway import Post


@pytest.fixture(autouse=True)
def every_invariant_holds(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check all that must hold once a test has done what it does to the gateway's database.

    A test that breaks something on purpose is marked `breaks_invariants` with the names of what it breaks.
    """
    if "loaded" not in request.fixturenames:
        yield
        return
    loaded = request.getfixturevalue("loaded")
    before = _next_transaction(loaded)
    yield
    marked = request.node.get_closest_marker("breaks_invariants")
    broken_on_purpose = set(marked.args) if marked else set()
    found = {} if _next_transaction(loaded) == before else _broken(loaded)
    assert set(found) == broken_on_purpose, found


def _next_transaction(database: Database) -> int:
    """Give the number of the next transaction that writes: where it stays as it was, so did every row."""
    with database.transaction(HUB) as tx:
        return tx.connection.exec_driver_sql(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        ).scalar_one()


def _broken(database: Database) -> dict[str, Breach]:
    with database.transaction(HUB) as tx:
        rows = breaches(tx, families=[family for family in FAMILIES if family is not FIGURES])
        figures = breaches(tx, Extent.QUICK, [FIGURES])
    return {each.name: each for each in (*rows, *figures)}


class _Keeper:
    """Takes every mail; `refused` are recipients that it does not know."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.envelopes: list[list[str]] = []
        self.senders: list[str] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        self.raw.append(envelope.original_content)
        self.envelopes.append(envelope.rcpt_tos)
        self.senders.append(envelope.mail_from)
        return "250 Kept"

    def mails(self) -> list[EmailMessage]:
        return [BytesParser(policy=policy.default).parsebytes(raw) for raw in self.raw]


@pytest.fixture
def mailbox() -> Iterator[_Keeper]:
    """A real mail server, which this process's settings name."""
    keeper = _Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=choose("smtp", 20300, None), ready_timeout=10)
    controller.start()
    try:
        keeper.port = controller.port
        yield keeper
    finally:
        controller.stop()


@pytest.fixture
def endpoint() -> Iterator[SimpleNamespace]:
    """A provider's program that answers 200 and keeps each request; `status` may be changed."""
    kept = SimpleNamespace(requests=[], status=200)

    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.requests.append(SimpleNamespace(headers=dict(self.headers.items()), body=body))
            self.send_response(kept.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/hook"
        kept.secret = f"whsec_{base64.b64encode(bytes(range(24))).decode()}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield kept
        server.shutdown()


@pytest.fixture
def send(deliver: Post, mailbox: _Keeper, monkeypatch):
    """Send whatever is due over the real channels; gives the number of tries."""
    monkeypatch.setenv("HUB_SMTP_PORT", str(mailbox.port))
    settings.cache_clear()
    channels = channels_for(settings())

    def sending() -> int:
        return deliver.over(channels)

    yield sending
    for channel in channels.values():
        channel.close()
    settings.cache_clear()
