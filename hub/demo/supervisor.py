"""Keeps the demo's programs alive, and leaves none behind.

Each child has a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone, which then
stops all at once and the database last. A child starts behind a gate that opens once the janitor knows of it:
at no instant can a kill -9 of the supervisor leave a child that nobody watches.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from hub.demo.alive import started
from hub.demo.children import Child, ChildFailedError, StopAskedError, why_it_ended
from hub.demo.janitor import Charge, Janitor

GATE = 'read -r go || exit 0; exec "$@" </dev/null'
DEATHS = 3
WITHIN = 60.0
PATIENCE = 8.0
TICK = 0.02

_printing = threading.Lock()


def to_terminal(line: str) -> None:
    """Print one line whole; a terminal that has gone away is no reason to stop."""
    with _printing, suppress(OSError, ValueError):
        print(line, flush=True)  # noqa: T201 - the supervisor's output is this


class Running:
    """A child that was started, and when it died before."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.deaths: list[float] = []
        self.again_at = 0.0
        self.popen: subprocess.Popen[bytes] | None = None

    def died(self, now: float) -> int:
        """Note a death; answer how many there were within the last minute."""
        self.deaths = [at for at in self.deaths if now - at < WITHIN] + [now]
        self.again_at = now + 0.3 * len(self.deaths)
        return len(self.deaths)


class Supervisor:
    """Starts children in order, watches over them, and stops them; use it as a context."""

    def __init__(self, *, say: Callable[[str], None] = to_terminal, keep_open: Sequence[int] = ()) -> None:
        self._say = say
        self._running: list[Running] = []
        self._stop_asked = threading.Event()
        self.janitor = Janitor(keep_open=keep_open)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def obey_signals(self) -> None:
        """Take Ctrl-C, a request to end and a closed terminal as a wish to stop; main thread only."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._on_signal)

    def start(self, child: Child) -> None:
        """Start a child and wait until it is ready; it is kept alive from now on.

        Raises ChildFailedError when it, or one started before, dies too often or takes too long.
        """
        running = Running(child)
        self._running.append(running)
        self._begin(running)
        until = time.monotonic() + child.ready_within
        while not (running.popen is not None and child.ready()):
            self._tend()
            if time.monotonic() > until:
                raise ChildFailedError(f"{child.name} was not ready within {child.ready_within:.0f} seconds")
            self._pause(TICK)

    def run(self, step: Child) -> None:
        """Run a program to its end; raises ChildFailedError when that is not exit code 0."""
        running = Running(step)
        popen = self._begin(running)
        try:
            while popen.poll() is None:
                self._tend()
                self._pause(TICK)
        finally:
            self._end([running])
        if popen.returncode != 0:
            raise ChildFailedError(f"{step.name} failed ({why_it_ended(popen.returncode)})")

    def watch(self) -> None:
        """Keep the children alive until somebody asks to stop; raises ChildFailedError on a third death."""
        with suppress(StopAskedError):
            while True:
                self._pause(0.1)
                self._tend()

    def ask_to_stop(self) -> None:
        """Have `watch` return; safe from any thread."""
        self._stop_asked.set()

    def stop(self) -> None:
        """Stop all children at once, then those that go last, then the janitor; it may be called twice."""
        running, self._running = self._running, []
        self._end([each for each in running if not each.child.last])
        self._end([each for each in running if each.child.last])
        self.janitor.dismiss()

    def pid_of(self, name: str) -> int | None:
        """Give the process id under which a child runs at present."""
        return next((r.popen.pid for r in self._running if r.child.name == name and r.popen), None)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.ask_to_stop()

    def _pause(self, seconds: float) -> None:
        if self._stop_asked.wait(seconds):
            raise StopAskedError

    def _tend(self) -> None:
        self.janitor.check()
        for running in self._running:
            now = time.monotonic()
            if running.popen is None:
                if now >= running.again_at:
                    self._begin(running)
            elif running.popen.poll() is not None:
                self._bury(running, running.popen, now)

    def _bury(self, running: Running, popen: subprocess.Popen[bytes], now: float) -> None:
        name, why = running.child.name, why_it_ended(popen.returncode)
        self._clear(popen)
        running.popen = None
        if running.died(now) >= DEATHS:
            raise ChildFailedError(f"{name} died {DEATHS} times within a minute, at last by {why}")
        self._say(f"supervisor | {name} died ({why}); starting it again")

    def _begin(self, running: Running) -> subprocess.Popen[bytes]:
        child = running.child
        child.before()
        popen = self._open(child)
        running.popen = popen
        began = started(popen.pid)
        if began is not None:
            self.janitor.watch(Charge(pid=popen.pid, began=began, signal=child.stop_signal, last=child.last))
        if popen.stdin:
            with suppress(BrokenPipeError):  # it died already, which the next look finds
                popen.stdin.write(b"go\n")
                popen.stdin.close()
        if popen.stdout:
            threading.Thread(target=self._pass_on, args=(child.name, popen), daemon=True).start()
        return popen

    def _open(self, child: Child) -> subprocess.Popen[bytes]:
        account = child.account
        output = None if child.draws else subprocess.PIPE
        log = _open_log(child.log) if child.log else None
        try:
            return subprocess.Popen(  # noqa: S603 - our own command; the shell only passes it on
                ["/bin/sh", "-c", GATE, child.name, *child.command],
                stdin=subprocess.PIPE,
                stdout=output if log is None else log,
                stderr=None if child.draws and log is None else subprocess.STDOUT,
                env={**os.environ, **child.env},
                cwd=child.folder,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        finally:
            if log is not None:
                os.close(log)

    def _pass_on(self, name: str, popen: subprocess.Popen[bytes]) -> None:
        if popen.stdout is None:
            return
        with popen.stdout:
            for line in popen.stdout:
                self._say(f"{name:10} | {line.decode(errors='replace').rstrip()}")

    def _end(self, running: list[Running]) -> None:
        left = [each.popen for each in running if each.popen is not None]
        for each in running:
            if each.popen is not None and each.popen.poll() is None:
                each.popen.send_signal(each.child.stop_signal)
        until = time.monotonic() + PATIENCE
        while any(popen.poll() is None for popen in left) and time.monotonic() < until:
            time.sleep(TICK)
        for popen in left:
            self._clear(popen)

    def _clear(self, popen: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(popen.pid, signal.SIGKILL)  # also what the child itself left in its session
        popen.wait()
        self.janitor.forget(popen.pid)


def _open_log(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
