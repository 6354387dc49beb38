"""Real processes under names: started, killed, frozen and thawed by their own id.

A janitor knows each from its start on and ends it should this process be killed.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from hub.demo.alive import started
from hub.demo.children import Child
from hub.demo.janitor import Charge, Janitor


class Processes:
    """What runs, by name; a name may be used again once its process has ended."""

    def __init__(self) -> None:
        self.janitor = Janitor()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def start(self, child: Child, env: Mapping[str, str] | None = None) -> int:
        """Start a child in a session of its own, so that a signal reaches it alone; returns its id."""
        child.before()
        account = child.account
        log = os.open(child.log or Path(os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            popen = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **child.env} if env is None else dict(env),
                cwd=child.folder,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        finally:
            os.close(log)
        began = started(popen.pid)
        with self._lock:
            if began is not None:
                charge = Charge(pid=popen.pid, began=began, signal=child.stop_signal, last=child.last)
                self.janitor.watch(charge)
            self._running[child.name] = popen
        return popen.pid

    def names(self, beginning: str = "") -> list[str]:
        """Name what lives at present."""
        return [
            name
            for name, popen in list(self._running.items())
            if name.startswith(beginning) and _lives(popen)
        ]

    def is_alive(self, name: str) -> bool:
        popen = self._running.get(name)
        return popen is not None and _lives(popen)

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one process that is still there."""
        popen = self._running[name]
        if _lives(popen):
            os.kill(popen.pid, number)

    def kill(self, name: str) -> None:
        """End one at once, without a word, and wait until it is gone."""
        self.send(name, signal.SIGKILL)
        self.wait(name)

    def freeze(self, name: str) -> None:
        self.send(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self.send(name, signal.SIGCONT)

    def wait(self, name: str, seconds: float = 30.0) -> None:
        """Wait until one has ended; killed when it does not."""
        popen = self._running[name]
        try:
            popen.wait(seconds)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
        with self._lock:
            self.janitor.forget(popen.pid)

    def end(self, *last: str) -> None:
        """Kill all, those named at the end, and let the janitor go."""
        for name in [*(name for name in self._running if name not in last), *last]:
            if self.is_alive(name):
                if name in last:
                    self.send(name, signal.SIGQUIT)
                    self.wait(name, 5.0)
                else:
                    self.kill(name)
        self.janitor.dismiss()


def _lives(popen: subprocess.Popen[bytes]) -> bool:
    return popen.poll() is None


def until(holds: Callable[[], object], seconds: float, what: str, *, pause: float = 0.05) -> float:
    """Wait for something and say for how long; raises WaitedInVainError with what it was."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > seconds:
            raise WaitedInVainError(f"not within {seconds:g} s: {what}")
        time.sleep(pause)
    return time.monotonic() - begun


class WaitedInVainError(Exception):
    """Something that should have come has not come in time."""


class NotReadyError(Exception):
    """A program of the hub did not start: the machine is too busy, or its log says why."""


def until_ready(holds: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for a program; a fault that was never played is told apart from one that was seen."""
    try:
        until(holds, seconds, what, pause=0.1)
    except WaitedInVainError as error:
        raise NotReadyError(str(error)) from error
