"""Another wall clock for a whole process, without libfaketime: Python loads this file before anything else.

HUB_FAULTS_CLOCK names a file that holds how many seconds the clock is ahead; it may change while the process
runs, so that the clock jumps. hub/db.py alone reads the wall clock, and there it is replaced. The database's
clock, by which leases go, and the system's own for timeouts stay as they are.
"""

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_FILE = os.environ.get("HUB_FAULTS_CLOCK", "")


class _AfterDatabase(importlib.abc.MetaPathFinder):
    """Changes hub.db as soon as it has been imported."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != "hub.db":
            return None
        sys.meta_path.remove(self)
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found is None or found.loader is None:
            return found
        loader, ran = found.loader, found.loader.exec_module

        def exec_module(module: Any) -> None:
            ran(module)
            _shift(module)

        vars(loader)["exec_module"] = exec_module
        return found


def _shift(module: Any) -> None:
    real: Callable[[], datetime] = module.wall_clock

    def shifted() -> datetime:
        try:
            return real() + timedelta(seconds=float(Path(_FILE).read_text()))
        except (OSError, ValueError):
            return real()

    module.wall_clock = shifted
    module.Database.__init__.__kwdefaults__["now"] = shifted


if _FILE:
    sys.meta_path.insert(0, _AfterDatabase())
