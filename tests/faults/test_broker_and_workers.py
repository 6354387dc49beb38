"""The broker frozen or emptied, a worker killed in mid-delivery: nothing is lost, nothing goes out as new."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.running_hub import RunningHub, running_hub, wait_until
from tests.servers import Servers


@pytest.fixture
def hub(servers: Servers, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RunningHub]:
    with running_hub(servers, f"fault_{abs(hash(request.node.name)) % 10**8}", tmp_path) as running:
        running.start_gateway()
        yield running


def test_a_frozen_broker_delays_no_answer_and_loses_nothing(hub: RunningHub):
    hub.start_worker()
    broker = hub.broker_pid()
    os.kill(broker, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(4) as senders:
            took = list(senders.map(hub.submit, range(50)))
    finally:
        os.kill(broker, signal.SIGCONT)
    assert max(took) < 1.0
    wait_until(lambda: hub.handed_over() == 50, 30, "all fifty are handed over")


def test_a_worker_killed_in_mid_delivery_loses_nothing_and_repeats_under_the_same_id(hub: RunningHub):
    hub.receiver.pause = 0.5
    for number in range(20):
        hub.submit(number)
    victim = hub.start_worker()
    wait_until(lambda: len(hub.receiver.entered) >= 3, 30, "some are being sent")
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    hub.receiver.pause = 0.0
    hub.start_worker()
    wait_until(lambda: hub.handed_over() == 20, 60, "all twenty are handed over")

    by_assignment: dict[str, set[str]] = {}
    for webhook_id, body in hub.receiver.bodies:
        by_assignment.setdefault(body["assignment"], set()).add(webhook_id)
    assert len(by_assignment) == 20
    assert all(len(ids) == 1 for ids in by_assignment.values())
    doubted = hub.count("SELECT count(*) FROM attempt WHERE outcome = 'unknown'")
    assert doubted >= 1
    repeats = Counter(hub.receiver.entered)
    assert sum(repeats.values()) - len(repeats) <= doubted


def test_an_emptied_broker_loses_nothing(hub: RunningHub):
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(hub.submit, range(500)))
    hub.tell_broker("FLUSHALL")
    assert hub.handed_over() == 0
    hub.start_worker()
    wait_until(lambda: hub.handed_over() == 500, 60, "all five hundred are handed over")
    assert len({webhook_id for webhook_id, _ in hub.receiver.bodies}) == 500
