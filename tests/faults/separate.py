"""Running a fault in a process and a mount namespace of its own."""

import json
import os
import shutil
import sys
from typing import Any

from hub.demo.children import Child
from tests.faults.fault import Ran, SkippedError
from tests.faults.ground import ROOT
from tests.faults.house import House

NAME = "full-disk"
LONGEST_SECONDS = 300.0


def in_a_namespace(house: House) -> Ran:
    """Have full_disk.py run where a mount is nobody else's; raises SkippedError where that cannot be."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        raise SkippedError("a full disk needs root and unshare")
    folder = house.ground.folder / f"{house.database}.full"
    folder.mkdir()
    program = (sys.executable, "-m", "tests.faults.full_disk")
    asked = (str(house.tree), json.dumps(house.statements), str(folder))
    log = folder.with_suffix(".log")
    child = Child(
        name=NAME,
        command=("unshare", "-m", "--propagation", "private", *program, *asked),
        folder=ROOT,
        log=log,
    )
    house.ground.processes.start(child)
    house.ground.processes.wait(NAME, LONGEST_SECONDS)
    return _read(log.read_text())


def _read(said: str) -> Ran:
    if "mount:" in said or "unshare:" in said:
        raise SkippedError("this machine lets nobody mount")
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    told |= {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Ran(**told)
