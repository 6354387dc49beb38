"""What goes between the hub and its workers: names, and nothing else."""

import json
import os
import signal
import subprocess
import time
from contextlib import closing
from types import SimpleNamespace

import pytest
import redis

from hub.access.scopes import HUB
from hub.db import Transaction, wall_clock
from hub.demo.valkey import broker
from hub.jobs import LONGEST_LIST, QUEUE, Bell, Job, ring, silence
from workers.app import app
from workers.schedule import BEAT


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    """A broker of this module's own, so that it may be frozen."""
    folder = tmp_path_factory.mktemp("valkey")
    made = broker(folder, log=folder / "log")
    server = subprocess.Popen(made.child().command, stdout=subprocess.DEVNULL)
    until(made.answers)
    with closing(redis.Redis(unix_socket_path=str(made.socket))) as client:
        yield SimpleNamespace(url=made.url, pid=server.pid, client=client)
    server.terminate()
    server.wait()


@pytest.fixture
def bell(valkey):
    valkey.client.flushall()
    made = Bell(valkey.url)
    yield made
    made.stop()


def until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def waiting(valkey):
    return [json.loads(each) for each in valkey.client.lrange(QUEUE, 0, -1)]


def a_transaction():
    return Transaction(connection=None, now=wall_clock(), scope=HUB)


def test_each_kind_of_work_is_a_task_and_each_task_a_kind_of_work():
    app.loader.import_default_modules()
    assert {name for name in app.tasks if not name.startswith("celery.")} == {str(job) for job in Job}


def test_the_scheduler_knows_every_job():
    assert {entry["task"] for entry in BEAT.values()} == {str(job) for job in Job}


def test_tasks_keep_no_results_and_take_no_arguments():
    app.loader.import_default_modules()
    for job in Job:
        assert app.tasks[job].ignore_result
        assert app.tasks[job].run.__code__.co_argcount == 0
    assert app.conf.accept_content == ["json"]
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_nudge_carries_its_name_and_an_end_and_nothing_else(bell, valkey):
    bell.ring(Job.DELIVER)
    until(lambda: valkey.client.llen(QUEUE) == 1)
    (nudge,) = waiting(valkey)
    assert nudge["headers"]["task"] == "hub.deliver"
    assert nudge["headers"]["expires"]
    assert (nudge["headers"]["argsrepr"], nudge["headers"]["kwargsrepr"]) == ("()", "{}")


def test_many_rings_are_few_nudges(bell, valkey):
    for _ in range(2000):
        bell.ring(Job.DELIVER)
    until(lambda: valkey.client.llen(QUEUE) > 0)
    time.sleep(0.2)
    assert valkey.client.llen(QUEUE) <= LONGEST_LIST


def test_a_long_list_is_not_made_longer(bell, valkey):
    valkey.client.rpush(QUEUE, *["{}"] * LONGEST_LIST)
    bell.ring(Job.CHASE)
    time.sleep(0.2)
    assert valkey.client.llen(QUEUE) == LONGEST_LIST


def test_a_frozen_broker_costs_the_caller_nothing_and_is_heard_again_later(bell, valkey):
    bell.ring(Job.DELIVER)
    until(lambda: valkey.client.llen(QUEUE) == 1)
    os.kill(valkey.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        for _ in range(50):
            bell.ring(Job.DELIVER)
        assert time.monotonic() - began < 0.1
        time.sleep(2.5)
    finally:
        os.kill(valkey.pid, signal.SIGCONT)
    valkey.client.delete(QUEUE)
    bell.ring(Job.CHASE)
    until(lambda: any(each["headers"]["task"] == "hub.chase" for each in waiting(valkey)))


def test_a_broker_that_is_not_there_is_no_error(tmp_path):
    absent = Bell(f"redis+socket://{tmp_path}/nothing.sock")
    absent.ring(Job.DELIVER)
    time.sleep(0.1)
    absent.ring(Job.DELIVER)
    absent.stop()


def test_the_bell_is_rung_by_the_commit_and_only_once():
    tx = a_transaction()
    for _ in range(3):
        ring(tx, Job.DELIVER)
    ring(tx, Job.CHASE)
    assert len(tx.followers) == 2


def test_in_silence_nothing_is_rung():
    tx = a_transaction()
    with silence():
        ring(tx, Job.DELIVER)
    assert not tx.followers
