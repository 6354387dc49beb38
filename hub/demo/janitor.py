"""Ends what a supervisor leaves behind when it is killed and cannot do so itself.

It runs in a session of its own and reads its charges from standard input. End of file means that the
supervisor is gone: what is left then is asked to stop, and killed if it does not, within ten seconds.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hub.demo.alive import started

PATIENCE = 4.0
"""Seconds between asking and killing, for the children and again for the database after them."""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A child to end: its start time tells it from a stranger who got the same process id later."""

    pid: int
    began: str
    signal: signal.Signals
    last: bool

    def line(self) -> str:
        """Write the charge as the janitor reads it."""
        return f"watch {self.pid} {self.signal.name} {'last' if self.last else 'first'} {self.began}\n"


def charge(line: str) -> Charge:
    """Read what `Charge.line` wrote."""
    _, pid, name, order, began = line.rstrip("\n").split(" ", 4)
    return Charge(pid=int(pid), began=began, signal=signal.Signals[name], last=order == "last")


class Janitor:
    """The supervisor's end of the line; what was told is kept, to be told again to a successor."""

    def __init__(self, *, keep_open: Sequence[int] = ()) -> None:
        """`keep_open` are file descriptors, such as a held lock, that must outlive the supervisor with it."""
        self._keep_open = tuple(keep_open)
        self._told: dict[str, str] = {}
        self._janitor = self._begin()

    def watch(self, child: Charge) -> None:
        """Have a child ended should the supervisor vanish."""
        self._tell(str(child.pid), child.line())

    def forget(self, pid: int) -> None:
        """Leave a child alone: it has ended."""
        self._told.pop(str(pid), None)
        self._write(f"forget {pid}\n")

    def sweep(self, folder: Path) -> None:
        """Have a folder removed at the end, however that comes."""
        self._tell(str(folder), f"sweep {folder}\n")

    def check(self) -> None:
        """Put a new janitor in the place of one that was killed."""
        if self._janitor.poll() is not None:
            self._janitor = self._begin()
            for line in self._told.values():
                self._write(line)

    def dismiss(self) -> None:
        """Let it sweep and go."""
        self._told.clear()
        if self._janitor.stdin:
            with suppress(BrokenPipeError):
                self._janitor.stdin.close()
        self._janitor.wait()

    def _begin(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hub.demo.janitor"],
            stdin=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
            pass_fds=self._keep_open,
        )

    def _tell(self, key: str, line: str) -> None:
        self._told[key] = line
        self._write(line)

    def _write(self, line: str) -> None:
        if self._janitor.stdin:
            with suppress(BrokenPipeError):  # `check` tells the next one everything again
                self._janitor.stdin.write(line)
                self._janitor.stdin.flush()


def end(charges: Iterable[Charge], *, patience: float = PATIENCE) -> None:
    """Ask all at once, wait, and kill the whole session of whoever is still there."""
    left = [each for each in charges if _lives(each)]
    for each in left:
        with suppress(ProcessLookupError):
            os.kill(each.pid, each.signal)
    until = time.monotonic() + patience
    while any(_lives(each) for each in left) and time.monotonic() < until:
        time.sleep(0.05)
    for each in left:
        if _lives(each):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(each.pid, signal.SIGKILL)


def main() -> None:
    """Collect charges until the supervisor is gone, then clear up: the database last."""
    charges: dict[int, Charge] = {}
    folders: list[Path] = []
    for line in sys.stdin:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "watch":
            each = charge(line)
            charges[each.pid] = each
        elif word == "forget":
            charges.pop(int(rest), None)
        elif word == "sweep":
            folders.append(Path(rest))
    end(each for each in charges.values() if not each.last)
    end(each for each in charges.values() if each.last)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _lives(each: Charge) -> bool:
    return started(each.pid) == each.began


if __name__ == "__main__":
    main()
