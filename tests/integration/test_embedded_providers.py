import json
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook

from hub.demo.pretend_provider import Behaviour, Provider, receiver

SECRET = "whsec_" + "c2VjcmV0" * 4


class HubThatListens(BaseHTTPRequestHandler):
    """The hub's API as far as a provider calls it; the first answers may be failures."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, json.loads(body), self.headers["Authorization"]))
        self.send_response(self.server.failures.pop() if self.server.failures else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hub():
    with ThreadingHTTPServer(("127.0.0.1", 0), HubThatListens) as server:
        server.calls, server.failures = [], []
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def provider(hub, tmp_path):
    started = []

    def start(behaviour):
        made = Provider(
            name="pretend",
            behaviour=behaviour,
            hub_url=f"http://127.0.0.1:{hub.server_port}/",
            api_key="key",
            secret=SECRET,
            record=tmp_path / "pretend.jsonl",
        )
        server = receiver(made, 0)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def send(server, kind="assignment.created", *, secret=SECRET):
    body = json.dumps({"type": kind, "id": "m1", "assignment": "a1", "url": "http://x", "at": "now"})
    now = datetime.now(UTC)
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.server_port}/hook",
        data=body.encode(),
        headers={
            "webhook-id": "m1",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign("m1", now, body),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def calls(hub, count):
    until = time.monotonic() + 5
    while len(hub.calls) < count and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.1)  # and no more than those
    return hub.calls


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (
            Behaviour.ACCEPTS,
            [
                ("/v1/assignments/a1/acknowledge", {}, "Bearer key"),
                ("/v1/assignments/a1/accept", {"assignee": "Duty worker"}, "Bearer key"),
            ],
        ),
        (Behaviour.DECLINES, [("/v1/assignments/a1/decline", {"reason": "capacity"}, "Bearer key")]),
        (Behaviour.SILENT, []),
    ],
)
def test_each_behaviour_answers_a_new_assignment_in_its_way(hub, provider, tmp_path, behaviour, expected):
    assert send(provider(behaviour)) == 204
    assert calls(hub, len(expected)) == expected
    (kept,) = (tmp_path / "pretend.jsonl").read_text().splitlines()
    assert json.loads(json.loads(kept)["body"])["assignment"] == "a1"


@pytest.mark.parametrize("kind", ["assignment.recalled", "referral.withdrawn", "assignment.chased"])
def test_other_notices_are_kept_and_not_answered(hub, provider, tmp_path, kind):
    assert send(provider(Behaviour.ACCEPTS), kind) == 204
    assert calls(hub, 0) == []
    assert kind in (tmp_path / "pretend.jsonl").read_text()


def test_a_wrong_signature_is_refused_and_nothing_is_kept(hub, provider, tmp_path):
    assert send(provider(Behaviour.ACCEPTS), secret="whsec_" + "b3RoZXI=" * 4) == 400
    assert calls(hub, 0) == []
    assert not (tmp_path / "pretend.jsonl").exists()


def test_a_hub_that_cannot_answer_is_called_again_and_a_refusal_is_final(hub, provider):
    hub.failures = [409, 503]
    send(provider(Behaviour.ACCEPTS))
    assert [path for path, _, _ in calls(hub, 2)] == ["/v1/assignments/a1/acknowledge"] * 2
