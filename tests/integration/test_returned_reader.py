"""A worker's reading of returned mail: by itself, one at a time, and in nobody's way."""

import mailbox as stdlib_mailbox
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from hub.access.scopes import HUB
from hub.models import ReturnedMailRow
from hub.settings import settings
from tests.factories.returned import SAMPLES
from workers import parts, reader
from workers.sweep import Sweep

RETURNS = "returns@hub.example.org"


def until(holds, seconds=10.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


@pytest.fixture
def folder(database, tmp_path, monkeypatch):
    """A Maildir that the settings name, with one mail in it."""
    box = stdlib_mailbox.Maildir(tmp_path / "returns")
    box.add(SAMPLES[0].raw(RETURNS))
    monkeypatch.setenv("HUB_RETURN_ADDRESS", RETURNS)
    monkeypatch.setenv("HUB_RETURN_MAILDIR", str(tmp_path / "returns"))
    monkeypatch.setattr(reader, "database", lambda: database)
    settings.cache_clear()
    return box


@pytest.fixture
def silent(folder, monkeypatch):  # noqa: ARG001  the settings name a mailbox
    """A mailbox that answers only once it is let go; `opened` counts who waits for it."""
    gate = threading.Event()

    @contextmanager
    def opened(*, deadline):  # noqa: ARG001  the interface's
        gate.count += 1
        gate.wait(10)
        raise ConnectionError
        yield

    gate.count = 0
    monkeypatch.setattr(reader, "mailbox_for", lambda _settings: opened)
    yield gate
    gate.set()


def recorded(database):
    with database.transaction(HUB) as tx:
        return tx.connection.execute(select(ReturnedMailRow.kind)).scalars().all()


def test_what_waits_is_read_in_a_thread_of_its_own(database, folder):
    reader.Reader().look()
    until(lambda: recorded(database) == ["permanent"])
    until(lambda: len(folder) == 0)


def test_a_silent_mailbox_holds_nobody_up_and_is_asked_by_one_thread_alone(silent, monkeypatch):
    monkeypatch.setenv("HUB_RETURN_READ_SECONDS", "0.01")
    settings.cache_clear()
    one = reader.Reader()
    for _ in range(5):
        one.look()
        time.sleep(0.02)
    assert silent.count == 1
    silent.set()


def test_after_a_fault_the_next_reading_is_made_all_the_same(silent, monkeypatch):
    monkeypatch.setenv("HUB_RETURN_READ_SECONDS", "0.01")
    settings.cache_clear()
    silent.set()
    one = reader.Reader()
    one.look()
    until(lambda: silent.count == 1)

    def again():
        one.look()
        return silent.count == 2

    until(again)


def test_it_is_not_read_more_often_than_the_settings_say(silent):
    silent.set()
    one = reader.Reader()
    for _ in range(20):
        one.look()
        time.sleep(0.005)
    assert silent.count == 1


def test_without_a_mailbox_no_thread_is_started(database, monkeypatch):  # noqa: ARG001  its settings
    started = threading.active_count()
    reader.Reader().look()
    assert threading.active_count() == started


def test_the_sweep_reads_too(database, folder, monkeypatch):
    monkeypatch.setattr(reader.reader, "_next", 0.0)
    for part in ("database", "channels"):
        getattr(parts, part).cache_clear()
    sweep = Sweep()
    try:
        sweep._look()
        until(lambda: recorded(database) == ["permanent"])
        until(lambda: len(folder) == 0)
    finally:
        reader.reader._reading.acquire(timeout=10)
        reader.reader._reading.release()
        parts.database().close()
        parts.database.cache_clear()
        parts.channels.cache_clear()
