"""Marked personal text goes through real processes and is looked for wherever it must not come out."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx2
import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller

from hub.demo.ports import choose, listens
from hub.jobs import QUEUE
from tests.factories.submissions import submission

ROOT = Path(__file__).parents[2]
LEAD = "anthony-walker-foundation"
MARKS = ("canary", "900456", "1971-02-03")
PERSON = {
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.birth_date": "1971-02-03",
    "person.address": "77 Canarystreet",
    "contact.phone.value": "07700 900456",
    "contact.email.value": "canarymail@example.org",
    "contact.ask_for": "Canaryask",
    "contact.introduce_as": "Canaryintro",
    "contact.may_answer": ["Canarymay"],
    "contact.never_tell": ["Canarynever"],
    "officer": {"name": "PC Canaryofficer", "unit_mailbox": "sigma@police.example.org"},
    "consent.recorded_by": "PC Canaryrecorder",
    "summary": "Canarysummary",
    "source_reference": "SYN/18/1",
}


class Mailbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        self.raw.append(envelope.original_content)
        return "250 Kept"


@contextmanager
def running(*command: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", "hub", *command],
            env={**os.environ, **env, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield started
        finally:
            started.send_signal(signal.SIGTERM)
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def until(holds, seconds=60.0):
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)
    return found


@pytest.fixture
def world(loaded_name, servers, loaded_template, tmp_path):
    """A gateway, a worker, a broker and a mail server that talk to each other over sockets."""
    mailbox = Mailbox()
    smtp = choose("smtp", 20400, None)
    port = choose("http", 20450, None)
    controller = Controller(mailbox, hostname="127.0.0.1", port=smtp, ready_timeout=10)
    controller.start()
    env = {
        "HUB_LOG_LEVEL": "debug",
        "HUB_SMTP_PORT": str(smtp),
        "HUB_SWEEP_SECONDS": "1",
    }
    logs = [tmp_path / "gateway.log", tmp_path / "worker.log"]
    headers = {
        who: {"Authorization": f"Bearer {loaded_template[who]}"} for who in ("police", LEAD, "coordinator")
    }
    with (
        running(
            "serve", "--port", str(port), env={**env, "HUB_LOG_FORMAT": "console"}, log=logs[0]
        ) as gateway,
        running("worker", env=env, log=logs[1]),
        httpx2.Client(
            base_url=f"http://127.0.0.1:{port}",
            trust_env=False,
            limits=httpx2.Limits(max_keepalive_connections=0),
        ) as client,
        redis.Redis(unix_socket_path=str(servers.broker_socket)) as broker,
    ):
        until(lambda: listens(port) or gateway.poll() is not None)
        yield SimpleNamespace(
            client=client, broker=broker, mailbox=mailbox, logs=logs, headers=headers, name=loaded_name
        )
    controller.stop()


def everything_in(broker):
    found = []
    for key in broker.keys("*"):
        kind = broker.type(key)
        found.append(key)
        found += {
            b"list": lambda key=key: broker.lrange(key, 0, -1),
            b"hash": lambda key=key: [part for pair in broker.hgetall(key).items() for part in pair],
            b"set": lambda key=key: list(broker.smembers(key)),
            b"zset": lambda key=key: broker.zrange(key, 0, -1),
            b"string": lambda key=key: [broker.get(key)],
        }[kind]()
    return b"\n".join(found).decode(errors="replace")


def test_marked_text_comes_out_nowhere(world, loaded_owner_url):
    client, headers = world.client, world.headers
    said: dict[str, str] = {}

    answer = client.post("/v1/referrals", json=submission(**PERSON), headers=headers["police"])
    assert answer.status_code == 201
    said["the answer to the source"] = answer.text
    until(lambda: len(world.mailbox.raw) >= 2)

    # faults, clashes and lies, each with marked text in it
    faulty = {"crime.type": "Canarytype", "person.given_name": 5, "canaryfield_value": "Canaryvalue"}
    refused = [
        client.post("/v1/referrals", json=submission(**{**PERSON, **faulty}), headers=headers["police"]),
        client.post("/v1/referrals", json=submission(**PERSON), headers=headers["police"]),
        client.post("/v1/referrals", content=b'{"given": "Canarybroken', headers=headers["police"]),
        client.get("/v1/referrals/Canaryid", headers=headers["police"]),
        client.get("/link/01890000-0000-7000-8000-000000000000/Canarytoken"),
        client.get("/v1/referrals", params={"after": "Canaryafter"}, headers=headers["police"]),
    ]
    for number, each in enumerate(refused):
        assert 400 <= each.status_code < 500
        said[f"refusal {number}"] = each.text.replace("canaryfield_value", "")  # a field's name is repeated

    path = f"/v1/referrals/{answer.json()['id']}"
    amended = {
        "reason": "Canaryreason",
        "person": {"postcode": "CH41 1AA"},
        "crime": {"flags": ["vulnerable"]},
    }
    said["an amendment"] = client.post(f"{path}/amend", json=amended, headers=headers["police"]).text
    assert '"postcode"' in said["an amendment"], "it says that it changed, and not to what"
    wrong = {"reason": "Canaryreason", "crime": {"type": "Canarytype"}, "canaryfield": "Canaryvalue"}
    answered = client.post(f"{path}/amend", json=wrong, headers=headers["police"])
    said["a wrong amendment"] = answered.text.replace("canaryfield", "")
    said["the timeline"] = client.get(f"{path}/timeline", headers=headers["coordinator"]).text

    # the work itself
    assignment = answer.json()["assignments"][0]["id"]
    path = f"/v1/assignments/{assignment}"
    accepted = client.post(f"{path}/accept", json={"assignee": "Canaryworker"}, headers=headers[LEAD])
    assert accepted.status_code == 200
    attempt = {"channel": "phone", "result": "no_answer", "worker": "Canaryworker"}
    said["an act"] = client.post(f"{path}/contact-attempts", json=attempt, headers=headers[LEAD]).text
    shown = client.get(path, headers=headers[LEAD])
    assert "Canarygiven" in shown.text, "the one who needs it sees it"
    released = {"reason": "other", "text": "Canarywords"}
    said["a release"] = client.post(f"{path}/release", json=released, headers=headers[LEAD]).text

    # the hub's own failure, in the middle of writing marked text
    with psycopg.connect(loaded_owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE person RENAME TO away")
        other = submission(**{**PERSON, "source_reference": "SYN/18/2"})
        failed = client.post("/v1/referrals", json=other, headers=headers["police"])
        owner.execute("ALTER TABLE away RENAME TO person")
        owner.execute("ALTER TABLE person ADD CONSTRAINT no CHECK (identity IS NULL) NOT VALID")
        broken = client.post("/v1/referrals", json=other, headers=headers["police"])
        owner.execute("ALTER TABLE person DROP CONSTRAINT no")
    assert (failed.status_code, broken.status_code) == (500, 500)
    said["a failure"] = failed.text + broken.text

    said["metrics"] = client.get("/metrics").text
    said["front page"] = client.get("/").text
    listed = client.get("/v1/triage", headers=headers["coordinator"])
    assert listed.json()["triage"]
    said["the triage list"] = listed.text
    said["mails"] = b"\n".join(world.mailbox.raw).decode()
    world.broker.rpush(QUEUE, json.dumps({"nothing": 1}))  # so that there is something to look at
    said["broker"] = everything_in(world.broker)
    world.broker.delete(QUEUE)
    for log in world.logs:
        said[log.name] = log.read_text()
    assert "unexpected" in said["gateway.log"], "the failure itself is told"

    for where, text in said.items():
        for mark in MARKS:
            assert mark not in text.casefold(), f"{mark} in {where}"
