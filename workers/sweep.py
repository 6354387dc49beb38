"""Looks for due rows every few seconds by itself, so that nothing ever waits for the broker.

One thread in each worker. It takes no lock: claims are fenced, so any number may look, and a process that is
frozen holds nobody up.
"""

import os
import random
import socket
import threading
from typing import Any

import structlog

from hub import check, journey
from hub.access.scopes import HUB
from hub.delivery.actions import seen
from hub.settings import settings
from workers.parts import channels, database, options, stopping
from workers.reader import reader

_log = structlog.get_logger(__name__)
_PATIENCE_SECONDS = 20.0
"""How long a stopping worker waits for the message that is being sent."""


class Sweep:
    """The thread, from the worker's start to its end."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    def start(self, **_: Any) -> None:
        """Begin to look."""
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        stopping.clear()
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)
        self._thread.start()

    def stop(self, **_: Any) -> None:
        """Begin to end; called from a signal, so it waits for nothing."""
        stopping.set()

    def join(self, **_: Any) -> None:
        """Wait until the message that is being sent has been recorded."""
        stopping.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE_SECONDS)

    def _run(self) -> None:
        wait = 0.0
        while not stopping.wait(wait):
            self._look()
            wait = settings().sweep_seconds * random.uniform(0.8, 1.2)  # noqa: S311 - so that workers spread

    def _look(self) -> None:
        """Take each step by itself, so that a fault in one leaves the others their work."""
        steps = (
            self._beat,
            self._chase,
            self._see_to_contract_ends,
            self._see_to_duties,
            self._see_to_triage,
            self._recompute,
            self._deliver,
            self._read_returned,
            self._check,
        )
        for step in steps:
            try:
                step()
            except Exception:  # noqa: BLE001 - a database that is away comes back; the next look finds its rows
                _log.exception("sweep_failed", name=self._name, job=step.__name__.strip("_"))

    def _beat(self) -> None:
        with database().transaction(HUB) as tx:
            seen(tx, self._name)

    def _chase(self) -> None:
        journey.chase_due(database())

    def _see_to_contract_ends(self) -> None:
        journey.see_to_contract_ends(database())

    def _see_to_duties(self) -> None:
        journey.see_to_duties(database())

    def _recompute(self) -> None:
        journey.recompute_clocks(database())

    def _read_returned(self) -> None:
        reader.look()

    def _see_to_triage(self) -> None:
        journey.see_to_triage(database(), settings().triage_many)

    def _deliver(self) -> None:
        journey.deliver_due(database(), channels(), options())

    def _check(self) -> None:
        """Look quickly; the full check takes minutes, and only its own task has those."""
        check.watch(database(), [check.Extent.QUICK])
