"""The broker is emptied, gone, silent, cutting its lines, or full."""

import signal
import threading

from tests.faults.fault import Fault
from tests.faults.ground import VALKEY
from tests.faults.house import House
from tests.faults.processes import until

MOST_SECONDS = 3.0
"""What an answer may take while the broker is away, on a busy machine; a bell's own timeout is 2 s and is
not the request's to wait for."""


def emptied(house: House) -> int:
    """Everything was rung for and nobody was there to hear; then the broker forgets it all."""
    house.submit(60)
    house.ground.tell_broker("FLUSHALL")
    house.healing()
    house.start_workers(2)
    return 1


def down(house: House) -> int:
    """It is gone while referrals come in, and workers have to do without it."""
    house.start_workers(2)
    house.ground.processes.kill(VALKEY)
    _submit_in_time(house, 40)
    house.expect(house.settle() is not None, "the workers' own sweep delivers without a broker")
    house.ground.start_broker()
    house.healing()
    house.submit(4)
    return 1


def silent(house: House) -> int:
    """It takes connections and says nothing."""
    house.start_workers(2)
    house.ground.processes.freeze(VALKEY)
    try:
        _submit_in_time(house, 40)
        house.expect(house.settle() is not None, "the workers' own sweep delivers beside a silent broker")
    finally:
        house.ground.processes.thaw(VALKEY)
    house.healing()
    house.submit(4)
    return 1


def cut(house: House) -> int:
    """It cuts every line, over and over."""
    over, cuts = threading.Event(), []

    def cut_all() -> None:
        while not over.wait(0.1):
            cuts.append(house.ground.tell_broker("CLIENT KILL TYPE normal SKIPME yes"))

    house.start_workers(2)
    cutter = threading.Thread(target=cut_all, daemon=True)
    cutter.start()
    try:
        _submit_in_time(house, 40)
    finally:
        over.set()
        cutter.join()
    house.healing()
    return len(cuts)


def full(house: House) -> int:
    """It refuses every write."""
    house.ground.tell_broker("CONFIG SET maxmemory-policy noeviction")
    house.start_workers(2)
    house.ground.tell_broker("CONFIG SET maxmemory 1")
    try:
        _submit_in_time(house, 40)
        house.expect(house.settle() is not None, "the workers' own sweep delivers beside a full broker")
    finally:
        house.ground.tell_broker("CONFIG SET maxmemory 0")
    house.healing()
    return 1


def restarted(house: House) -> int:
    """Its process is killed and started again, twice, while referrals come in."""
    house.start_workers(2)
    for _ in range(2):
        house.submit(10)
        house.ground.processes.send(VALKEY, signal.SIGKILL)
        house.ground.processes.wait(VALKEY)
        house.submit(10)
        house.ground.start_broker()
    house.healing()
    return 2


def unknown_task(house: House) -> int:
    """A newer hub rings for a kind of work that this worker does not know; it goes on with what it knows."""
    house.start_workers(1)
    from celery import Celery  # noqa: PLC0415 - the sender of another version stands alone

    newer = Celery("newer", broker=house.ground.broker.url, set_as_current=False)
    newer.conf.task_default_queue = "hub"
    for _ in range(5):
        newer.send_task("hub.from_a_newer_version", ignore_result=True)
    newer.close()
    house.submit(10)
    until(lambda: house.ground.tell_broker("LLEN hub") == ":0", 20, "the queue is empty")
    house.expect(house.ground.processes.is_alive("worker-1"), "the worker lives on")
    house.healing()
    return 5


def _submit_in_time(house: House, count: int) -> None:
    references = house.submit(count)
    slowest = max(answer.seconds for each in references for answer in house.desk.answers[each])
    house.expect(slowest < MOST_SECONDS, f"an answer took {slowest:.1f} s")
    house.healing()


FAULTS = (
    Fault(name="broker emptied (FLUSHALL)", inject=emptied),
    Fault(name="broker down", inject=down),
    Fault(name="broker silent", inject=silent),
    Fault(name="broker cuts its lines", inject=cut),
    Fault(name="broker full", inject=full),
    Fault(name="broker restarted under load", inject=restarted),
    Fault(name="queue holds a task that nobody knows", inject=unknown_task),
)
