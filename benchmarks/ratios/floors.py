"""What the machine can do at best: commits of given statements, by PostgreSQL's own pgbench or one by one."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.ratios.copies import Connection
from benchmarks.ratios.stand import Stand


def commits_a_second(stand: Stand, statement: str, *, clients: int, seconds: int, folder: Path) -> float:
    """Run one statement a transaction from some clients for some seconds; gives transactions a second."""
    script = folder / "floor.sql"
    script.write_text(statement + ";\n")
    script.chmod(0o644)
    ran = _pgbench(stand, "-f", str(script), "-c", str(clients), "-j", "2", "-T", str(seconds))
    found = re.search(r"tps = ([\d.]+)", ran)
    if found is None:
        raise RuntimeError(ran)
    return float(found[1])


def _pgbench(stand: Stand, *arguments: str) -> str:
    host = parse_qs(urlsplit(stand.cluster.url("postgres")).query)["host"][0]
    command = [str(stand.cluster.bin / "pgbench"), "-n", "-M", "prepared", "-h", host, "-U", "postgres"]
    ran = subprocess.run(
        [*command, *arguments, "hub"], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    return ran.stdout + ran.stderr


def seconds_each(connection: Connection, statement: str, values: Sequence[object]) -> list[float]:
    """Commit a statement once for each value that it is given (None: none); gives each one's seconds."""
    taken, text = [], statement.encode()
    for value in values:
        given = None if value is None else (value,)
        began = time.perf_counter()
        connection.execute(text, given, prepare=True)
        connection.commit()
        taken.append(time.perf_counter() - began)
    return taken
