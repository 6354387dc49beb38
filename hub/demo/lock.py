"""One demo to a folder: who holds the lock runs it."""

import fcntl
import os
import time
from pathlib import Path

from hub.demo.alive import started

CLEARING = 15.0
"""Seconds that a janitor may take to clear up after a supervisor that was killed."""


class DemoRunsError(Exception):
    """Use the demo that runs, or stop it first."""


def hold(folder: Path) -> int:
    """Take the folder's lock and give the open file that holds it; it is free when all who have it closed it.

    Where its holder was killed, waits for what it left to be cleared up. Raises DemoRunsError otherwise.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + CLEARING
    while not _taken(descriptor):
        holder = os.pread(descriptor, 20, 0).decode().strip()
        if (holder and started(int(holder))) or time.monotonic() > until:
            os.close(descriptor)
            raise DemoRunsError(
                f"A demo already runs in {folder}, as process {holder or 'unknown'}. Use it, or stop it by "
                f"Ctrl-C in its terminal or by `kill {holder}`."
            )
        time.sleep(0.1)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
