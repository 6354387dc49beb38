"""The programs under the supervisor, as values."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whom a child runs as when root starts it."""

    uid: int
    gid: int


def at_once() -> bool:
    """Count a child as ready as soon as it runs."""
    return True


def nothing() -> None:
    """Leave the ground as it is before a start."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """One program: how to start it, how to tell that it is ready, and how it likes to be stopped."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Added to the supervisor's own environment."""
    ready: Callable[[], bool] = at_once
    ready_within: float = 60.0
    """Seconds after which a child that is not ready fails the start."""
    before: Callable[[], None] = nothing
    """Called before every start, the repeated ones too."""
    account: Account | None = None
    folder: Path | None = None
    log: Path | None = None
    """Where its output goes; without it each line goes to the terminal behind the child's name."""
    draws: bool = False
    """Whether it draws on the terminal itself, as a progress bar does."""
    stop_signal: signal.Signals = signal.SIGTERM
    last: bool = False
    """Whether it is stopped only when all others have ended."""


class ChildFailedError(Exception):
    """Read the sentence and the child's output above it; the rest has been stopped."""


class StopAskedError(Exception):
    """Stop quietly: somebody pressed Ctrl-C or sent the supervisor a signal to end."""


def why_it_ended(returncode: int) -> str:
    """Put a return code into words: an exit code, or the name of the signal that ended the program."""
    if returncode >= 0:
        return f"exit code {returncode}"
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"signal {-returncode}"
