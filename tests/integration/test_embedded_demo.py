import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hub.demo.face import publish, withdraw
from hub.demo.lock import DemoRunsError, hold
from hub.demo.plan import DemoOptions, plan
from hub.demo.ports import LOOPBACK, PortError, choose
from hub.demo.private_files import keys

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_preferred_port_that_is_taken_gives_way_to_the_next_free_one(taken):
    assert choose("HUB_DEMO_PORT", taken, None) > taken


def test_a_port_that_was_asked_for_and_is_taken_is_an_error_that_names_it(taken):
    with pytest.raises(PortError, match=f"port {taken}, asked for by HUB_DEMO_PORT, is taken"):
        choose("HUB_DEMO_PORT", 8000, taken)


def test_no_port_is_given_out_twice(tmp_path):
    made = plan(DemoOptions(folder=tmp_path, mail_port=30001, smtp_port=30002, provider_port=30003))
    ports = [made.port, made.mail_port, made.smtp_port, *made.provider_ports.values()]
    assert len(set(ports)) == len(ports)
    with pytest.raises(PortError):
        plan(DemoOptions(folder=tmp_path, mail_port=30001, smtp_port=30001))


@pytest.mark.parametrize("value", ["eight thousand", "-1"])
def test_a_port_that_is_none_is_refused_with_a_sentence(tmp_path, value):
    with pytest.raises(PortError, match="HUB_DEMO_PORT is not a port"):
        DemoOptions.from_environment(tmp_path, {"HUB_DEMO_PORT": value})


def test_the_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path):
    first = keys(tmp_path / "secrets.json")
    assert keys(tmp_path / "secrets.json") == first
    assert set(first) == {"HUB_SEALING_KEYS", "HUB_TOKEN_KEY", "HUB_LINK_KEY"}
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


STARTS_A_DEMO = """
import sys
from pathlib import Path
from hub.demo.plan import DemoOptions
from hub.demo.start import demo
sys.exit(demo(DemoOptions(folder=Path(sys.argv[1]))))
"""

HOLDS_THE_LOCK = """
import fcntl, sys, time
file = open(sys.argv[1])
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(1)
"""


def test_a_second_demo_in_the_same_folder_is_told_of_the_first(tmp_path):
    descriptor = hold(tmp_path)
    try:
        second = subprocess.run(
            [sys.executable, "-c", STARTS_A_DEMO, tmp_path],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(descriptor)
    assert second.returncode == 1
    assert f"already runs in {tmp_path}, as process {os.getpid()}" in second.stdout


def test_a_lock_is_waited_for_while_the_janitor_of_a_killed_demo_still_has_it(tmp_path):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    (tmp_path / "lock").write_text(f"{killed.pid}\n")
    command = [sys.executable, "-c", HOLDS_THE_LOCK, tmp_path / "lock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as janitor:
        janitor.stdout.readline()
        os.close(hold(tmp_path))


PREPARED = {
    "api_keys": {"police": "k"},
    "webhook_secrets": {},
    "sign_ins": [{"role": "police", "user": "sam@people.example.org", "password": "p", "agency": "a-force"}],
}


def test_a_demo_that_runs_says_so_and_one_that_stopped_does_not(tmp_path):
    made = plan(DemoOptions(folder=tmp_path))
    made.prepared.write_text(json.dumps(PREPARED))
    env = made.environment({"HUB_DATABASE_URL": "postgresql://it's", "HUB_BROKER_URL": "redis://b"})
    publish(made, env)
    found = json.loads((tmp_path / "demo.json").read_text())
    assert found == {
        "url": made.url,
        "mail_url": made.mail_url,
        "pid": os.getpid(),
        "database_url": "postgresql://it's",
        "broker_url": "redis://b",
        "api_keys": {"police": "k"},
        "sign_ins": PREPARED["sign_ins"],
    }
    sourced = subprocess.run(
        ["/bin/sh", "-c", f'. {tmp_path}/demo.env && printf %s "$HUB_DATABASE_URL"'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert sourced.stdout == "postgresql://it's"
    assert (tmp_path / "demo.env").stat().st_mode & 0o777 == 0o600
    withdraw(tmp_path)
    assert not (tmp_path / "demo.json").exists()
    assert not (tmp_path / "demo.env").exists()


def test_a_held_lock_raises_for_the_same_process_too(tmp_path):
    descriptor = hold(tmp_path)
    try:
        with pytest.raises(DemoRunsError):
            hold(tmp_path)
    finally:
        os.close(descriptor)
