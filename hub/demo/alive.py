"""Whether a process is still the one that was meant: ids are used again, and zombies answer signals."""

import subprocess
from pathlib import Path

PROC = Path("/proc/self/stat")
"""Linux has it and needs no `ps`, which small images lack; macOS has `ps`."""


def started(pid: int) -> str | None:
    """Say when the process began, in the system's own words; None once it has ended, a zombie included.

    Two answers are compared only with each other: ticks since boot on Linux, a date elsewhere.
    """
    if PROC.exists():
        return _from_proc(pid)
    return _from_ps(pid)


def program(pid: int) -> str:
    """Name the program that the process runs, empty when there is none."""
    if PROC.exists():
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return ""
    return Path(_ps(pid, "comm=")).name


def _from_proc(pid: int) -> str | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()  # the name in brackets may hold spaces
    state, ticks = fields[0], fields[19]
    return None if state in "ZX" else ticks


def _from_ps(pid: int) -> str | None:
    state, _, began = _ps(pid, "stat=,lstart=").partition(" ")
    return None if not state or state.startswith("Z") else began.strip()


def _ps(pid: int, columns: str) -> str:
    asked = subprocess.run(  # noqa: S603 - our own command, no shell
        ["/bin/ps", "-o", columns, "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return asked.stdout.strip()
