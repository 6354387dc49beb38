"""How long a simulated quarter takes, and how much memory, beside a floor measured in the same run.

The floor of time is what this machine needs to write the same rows once more, through the same driver into
the same database, some hundred to a commit: no journey, no reading, no decisions. The floor of memory is this
process with everything imported and nothing played. A ratio says more than seconds do on a busy machine.

    python benchmarks/simulate.py --referrals 5000
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Placeholder
from psycopg.types.json import set_json_loads

from hub import logs
from hub.demo.postgres import Cluster, cluster
from hub.demo.private_files import keys
from hub.demo.simulate import any_month
from hub.demo.simulated_quarter import Drawn, simulate
from hub.demo.supervisor import Supervisor
from hub.domain.quarter import Quarter
from hub.models import Row
from hub.settings import settings

A_COMMIT = 100
KILOBYTES = 1024


def main() -> None:
    """Play, measure, print."""
    parser = argparse.ArgumentParser(description="Measure hub simulate against a floor.")
    parser.add_argument("--referrals", type=int, default=5000)
    given = parser.parse_args()
    logs.configure(level="warning", form="console")
    with server() as served:
        base = peak_megabytes()
        drawn = Drawn(
            quarter=Quarter(year=2019, number=3), shares=any_month(), referrals=given.referrals, seed=1
        )
        began = time.perf_counter()
        played = simulate((served.url(), served.url("hub_owner")), drawn, lambda _: None)
        seconds, peak = time.perf_counter() - began, peak_megabytes()
        rows, floor = write_again(served.url("hub_owner"))
    print(f"{given.referrals:,} referrals, {played.acts:,} acts, {rows:,} rows")
    print(f"time    {seconds:7.1f} s    floor {floor:7.1f} s    {seconds / floor:5.1f} times")
    print(f"memory  {peak:7.0f} MB   floor {base:7.0f} MB   {peak / base:5.1f} times")


@contextmanager
def server() -> Iterator[Cluster]:
    """Lend a durable PostgreSQL in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="hub-benchmark-") as name, Supervisor() as supervisor:
        folder = Path(name)
        folder.chmod(0o711)  # the unprivileged account that stands in for root must get through
        served = cluster(folder, log=folder / "postgres.log", spare=folder / "postgres.copy")
        supervisor.start(served.child())
        served.furnish()
        os.environ.update({**keys(folder / "secrets.json"), "HUB_DATABASE_URL": served.url()})
        settings.cache_clear()
        yield served
        supervisor.stop()


def write_again(url: str) -> tuple[int, float]:
    """Write every row of the journey's tables into a copy of its table; gives how many, and the seconds."""
    rows, seconds = 0, 0.0
    set_json_loads(_as_text)
    with closing(psycopg.connect(url)) as connection:
        connection.execute("SET synchronous_commit TO off")
        for table in Row.metadata.sorted_tables:
            copied, took = _write_again(connection, table.name)
            rows, seconds = rows + copied, seconds + took
    return rows, seconds


def _as_text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _write_again(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> tuple[int, float]:
    names = {"table": Identifier(table), "copy": Identifier(f"floor_{table}")}
    connection.execute(
        SQL("CREATE TABLE {copy} (LIKE {table} INCLUDING ALL EXCLUDING GENERATED)").format(**names)
    )
    found = connection.execute(SQL("SELECT * FROM {table}").format(**names))
    columns = len(found.description or ())
    rows = found.fetchall()
    connection.commit()
    values = SQL(", ").join([Placeholder()] * columns)
    insert = SQL("INSERT INTO {copy} VALUES ({values})").format(**names, values=values)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for first in range(0, len(rows), A_COMMIT):
            cursor.executemany(insert, rows[first : first + A_COMMIT])
            connection.commit()
    return len(rows), time.perf_counter() - began


def peak_megabytes() -> float:
    """Give the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES


if __name__ == "__main__":
    main()
