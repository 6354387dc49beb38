"""The supervisor against real deaths: each test starts one as a process of its own and kills something."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from hub.demo.alive import started
from hub.demo.janitor import Charge, Janitor, end

ROOT = Path(__file__).parents[2]

SUPERVISED = """
import json, sys
from pathlib import Path
from hub.demo.children import Child, ChildFailedError, StopAskedError
from hub.demo.supervisor import Supervisor

folder = Path(sys.argv[1])
with Supervisor() as supervisor:
    supervisor.obey_signals()
    try:
        for name, program in json.loads(sys.argv[2]).items():
            supervisor.start(Child(name=name, command=(sys.executable, "-c", program), last=name == "last"))
        (folder / "ready").touch()
        supervisor.watch()
    except ChildFailedError as failed:
        print(failed, flush=True)
        sys.exit(1)
    except StopAskedError:
        pass
"""

NOTES_ITSELF = """
import os, signal, sys, time
from pathlib import Path
folder = Path({folder!r})
def note(what): (folder / "notes").open("a").write(f"{{what}} {name} {{os.getpid()}} {{time.time()}}\\n")
"""
OBEYS = """
def leave(*_):
    note("ended")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
note("began")
while True:
    time.sleep(60)
"""
IGNORES = """
for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(each, signal.SIG_IGN)
note("began")
while True:
    time.sleep(60)
"""
DIES = """
note("began")
sys.exit(7)
"""


def program(folder: Path, name: str, does: str) -> str:
    return NOTES_ITSELF.format(folder=str(folder), name=name) + does


@contextmanager
def supervised(folder: Path, **children: str) -> Iterator[subprocess.Popen[str]]:
    programs = json.dumps({name: program(folder, name, does) for name, does in children.items()})
    popen = subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, str(folder), programs],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield popen
    finally:
        popen.kill()
        popen.wait()
        if popen.stdout:
            popen.stdout.close()
        for pid in pids(folder):  # a test that fails leaves nothing either
            if started(pid):
                os.kill(pid, signal.SIGKILL)


def until(true: Callable[[], bool], *, seconds: float = 10.0) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - began


def notes(folder: Path, what: str) -> list[tuple[str, int, float]]:
    file = folder / "notes"
    lines = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
    return [(name, int(pid), float(at)) for kind, name, pid, at in lines if kind == what]


def pids(folder: Path) -> list[int]:
    return [pid for _, pid, _ in notes(folder, "began")]


def all_ended(folder: Path) -> bool:
    return all(started(pid) is None for pid in pids(folder))


def test_a_child_that_dies_is_started_again_and_the_log_says_why(tmp_path):
    with supervised(tmp_path, steady=OBEYS) as supervisor:
        until(lambda: len(pids(tmp_path)) == 1)
        os.kill(pids(tmp_path)[0], signal.SIGKILL)
        until(lambda: len(pids(tmp_path)) == 2)
        supervisor.send_signal(signal.SIGTERM)
        said, _ = supervisor.communicate(timeout=10)
    assert "steady died (SIGKILL); starting it again" in said
    assert supervisor.returncode == 0


def test_a_child_that_dies_three_times_in_a_minute_stops_everything(tmp_path):
    with supervised(tmp_path, steady=OBEYS, sickly=DIES) as supervisor:
        said, _ = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert "sickly died (exit code 7); starting it again" in said
    assert "sickly died 3 times within a minute, at last by exit code 7" in said
    assert [name for name, _, _ in notes(tmp_path, "began")].count("sickly") == 3
    assert all_ended(tmp_path)


def test_a_signal_stops_all_at_once_and_the_last_one_last(tmp_path):
    with supervised(tmp_path, last=OBEYS, one=OBEYS, two=OBEYS) as supervisor:
        until(lambda: len(pids(tmp_path)) == 3)
        supervisor.send_signal(signal.SIGINT)
        supervisor.communicate(timeout=10)
    order = [name for name, _, _ in sorted(notes(tmp_path, "ended"), key=lambda note: note[2])]
    assert set(order[:2]) == {"one", "two"}
    assert order[2] == "last"
    assert all_ended(tmp_path)


def test_nothing_is_left_ten_seconds_after_the_supervisor_is_killed(tmp_path):
    with supervised(tmp_path, last=OBEYS, gentle=OBEYS, stubborn=IGNORES) as supervisor:
        until(lambda: len(pids(tmp_path)) == 3)
        supervisor.kill()
        supervisor.wait()
        until(lambda: all_ended(tmp_path), seconds=10.0)
    assert {name for name, _, _ in notes(tmp_path, "ended")} == {"last", "gentle"}


def test_a_janitor_that_is_killed_has_a_successor_who_knows_everything(tmp_path):
    with supervised(tmp_path, steady=OBEYS) as supervisor:
        until((tmp_path / "ready").exists)
        (janitor,) = children_of(supervisor.pid, running="hub.demo.janitor")
        os.kill(janitor, signal.SIGKILL)
        until(lambda: set(children_of(supervisor.pid, running="hub.demo.janitor")) - {janitor} != set())
        supervisor.kill()
        supervisor.wait()
        until(lambda: all_ended(tmp_path), seconds=10.0)


def test_the_janitor_leaves_a_stranger_alone_who_has_the_pid_of_a_dead_child():
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        end([Charge(pid=stranger.pid, began="long ago", signal=signal.SIGTERM, last=False)], patience=0.2)
        assert started(stranger.pid) is not None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_janitor_removes_the_folders_it_was_told_of(tmp_path):
    folder = tmp_path / "to be swept"
    folder.mkdir()
    (folder / "file").touch()
    janitor = Janitor()
    janitor.sweep(folder)
    janitor.dismiss()
    assert not folder.exists()


def children_of(pid: int, *, running: str) -> list[int]:
    found = psutil.Process(pid).children()
    return [each.pid for each in found if started(each.pid) and running in each.cmdline()]
