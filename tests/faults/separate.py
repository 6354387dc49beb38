"""Running a fault in a process and a mount namespace of its own."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

from tests.faults.fault import Ran, SkippedError
from tests.faults.house import House


def in_a_namespace(house: House) -> Ran:
    """Run the above where a mount is nobody else's; raises SkippedError where that cannot be."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        raise SkippedError("a full disk needs root and unshare")
    ran = subprocess.run(
        [
            "unshare",
            "-m",
            "--propagation",
            "private",
            sys.executable,
            "-m",
            "tests.faults.full_disk",
            str(house.tree),
            json.dumps(house.statements),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if "mount:" in ran.stderr or "unshare:" in ran.stderr:
        raise SkippedError("this machine lets nobody mount")
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    told |= {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Ran(**told)
