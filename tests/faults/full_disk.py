"""The disk is full: a PostgreSQL on a small file system of its own, in a mount namespace of its own.

Run as a process of its own by the catalogue; it prints what came of it as JSON.
"""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.faults.catalogue.database import under_load
from tests.faults.fault import Fault
from tests.faults.ground import POSTGRES, ground
from tests.faults.house import House, prepare_here
from tests.faults.running import run_all

NAME = "disk full"
SIZE = "600m"


def filled(house: House) -> int:
    """Not a byte is left while referrals come in; then there is room again."""
    house.start_workers(2)
    ballast = house.ground.cluster.data.parent / "ballast"
    with under_load(house):
        time.sleep(1.0)
        _fill(ballast)
        time.sleep(3.0)
        _fill(ballast)
        time.sleep(1.0)
        ballast.unlink()
        if not house.ground.processes.is_alive(POSTGRES) or not house.ground.cluster.answers():
            with suppress(OSError):
                house.ground.crash_postgres()
            house.ground.start_postgres()
    house.healing()
    return house.desk.refused


def _fill(file: Path) -> None:
    """Write until nothing more fits, in ever smaller pieces."""
    with file.open("ab", buffering=0) as ballast:
        for size in (2**20, 4096):
            with suppress(OSError):
                while True:
                    ballast.write(b"x" * size)


def _obey(house: House, statements: list[str]) -> None:
    for each in statements:
        house.rows(each.format(database=house.database))


def main() -> None:
    """Mount, run, and say what came of it; the mount goes with the namespace."""
    prepare_here()
    tree, statements, folder = Path(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3])
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=711", "tmpfs", str(folder)], check=True)
    with ground(folder) as made:
        fault = Fault(name=NAME, inject=filled, may_repeat=True)
        (ran,) = run_all(made, [fault], tree=tree, prepare=lambda house: _obey(house, statements))
    print(json.dumps(ran.plain()))  # noqa: T201 - the process that asked reads it


if __name__ == "__main__":
    main()
