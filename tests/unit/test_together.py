"""Calls that wait at the same time are answered together, each with its own outcome."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.api.together import Together


class Answering:
    """Answers with the double of a number, once it may, and keeps what it was asked each time."""

    def __init__(self):
        self.batches = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, numbers):
        self.may_answer.wait(10)
        self.batches.append(list(numbers))
        return [ValueError(str(number)) if number < 0 else 2 * number for number in numbers]


@pytest.fixture
def answering():
    return Answering()


def run(calls):
    """Run them on a loop of their own; the browser tests leave this thread with one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(calls())).result()


def asked(together, *numbers):
    async def all_of_them():
        return await asyncio.gather(*(together.ask(each) for each in numbers), return_exceptions=True)

    return run(all_of_them)


def test_a_lone_call_is_answered_at_once(answering):
    assert asked(Together(answering, most=3, side_by_side=1), 7) == [14]
    assert answering.batches == [[7]]


def test_what_waits_meanwhile_is_one_batch_and_never_more_than_the_most(answering):
    assert asked(Together(answering, most=3, side_by_side=1), *range(7)) == [0, 2, 4, 6, 8, 10, 12]
    assert sorted(map(len, answering.batches)) == [1, 3, 3]
    assert sorted(each for batch in answering.batches for each in batch) == list(range(7))


def test_a_fault_of_one_is_that_ones_alone(answering):
    first, second, third = asked(Together(answering, most=10, side_by_side=1), 1, -2, 3)
    assert (first, third) == (2, 6)
    assert isinstance(second, ValueError)
    assert str(second) == "-2"


def test_everybody_hears_of_an_answer_that_failed_as_a_whole():
    def fails(_numbers):
        raise RuntimeError("away")

    outcomes = asked(Together(fails, most=10, side_by_side=1), 1, 2, 3)
    assert [str(each) for each in outcomes] == ["away"] * 3


def test_a_caller_that_hangs_up_takes_no_answer_from_the_others(answering):
    answering.may_answer.clear()
    together = Together(answering, most=10, side_by_side=1)

    async def one_hangs_up():
        calls = [asyncio.create_task(together.ask(number)) for number in (1, 2, 3)]
        await asyncio.sleep(0.05)
        calls[1].cancel()
        answering.may_answer.set()
        return await asyncio.gather(*calls, return_exceptions=True)

    first, second, third = run(one_hangs_up)
    assert (first, third) == (2, 6)
    assert isinstance(second, asyncio.CancelledError)


def test_the_next_call_is_answered_after_one_that_failed():
    said = iter([RuntimeError("away"), None])

    def fails_once(numbers):
        error = next(said)
        if error:
            raise error
        return list(numbers)

    together = Together(fails_once, most=10, side_by_side=1)
    assert isinstance(asked(together, 1)[0], RuntimeError)
    assert asked(together, 5) == [5]


def test_no_more_batches_are_under_way_than_side_by_side():
    most, now, lock = 0, 0, threading.Lock()
    released = threading.Event()

    def counts(numbers):
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        released.wait(0.05)
        with lock:
            now -= 1
        return list(numbers)

    asked(Together(counts, most=1, side_by_side=2), *range(6))
    assert most == 2
