"""Real servers under a supervisor that is killed outright: nothing of them may be left."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from hub.demo.alive import started

ROOT = Path(__file__).parents[2]

HOLDS_SERVERS = """
import time
from tests.servers import test_servers
with test_servers() as servers:
    print(servers.cluster.data, flush=True)
    time.sleep(60)
"""


def test_killing_the_supervisor_leaves_no_server_and_no_folder_behind():
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_SERVERS],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        data = Path(holder.stdout.readline().strip())
        folder = data.parents[1]
        servers = running_in(folder)
        holder.kill()
        holder.wait()
        until = time.monotonic() + 10
        while (any(started(pid) for pid, _ in servers) or folder.exists()) and time.monotonic() < until:
            time.sleep(0.05)
    assert {"postgres", "valkey-server"} <= {name for _, name in servers}
    assert [(pid, name) for pid, name in servers if started(pid)] == []
    assert not folder.exists()


def running_in(folder: Path) -> list[tuple[int, str]]:
    found = psutil.process_iter(["pid", "name", "cmdline"])
    return [
        (each.pid, each.info["name"]) for each in found if str(folder) in " ".join(each.info["cmdline"] or [])
    ]
