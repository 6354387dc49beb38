"""Whoever waits at the same time is answered together, so that one commit serves them all.

A lone request is answered at once. While it is being answered others arrive; they make up the next batch. So
a batch grows with the load, and nobody waits for company.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class Together(Generic[Asked, Answered]):
    """Gathers calls on one event loop and answers them in batches, from a thread.

    `answer` gives one outcome for each call, in order: a value, or the exception that the caller is to get.
    It runs in `side_by_side` threads at most, for `most` calls at a time.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[Asked]], Sequence[Answered | Exception]],
        *,
        most: int,
        side_by_side: int,
    ) -> None:
        self._answer = answer
        self._most = most
        self._side_by_side = side_by_side
        self._waiting: list[tuple[Asked, asyncio.Future[Answered]]] = []
        self._under_way = set[asyncio.Task[None]]()

    async def ask(self, call: Asked) -> Answered:
        """Wait for the answer to one call; raises what the call's own outcome is."""
        future: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, future))
        if len(self._under_way) < self._side_by_side:
            task = asyncio.create_task(self._empty())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return await future

    async def _empty(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                outcomes = await run_in_threadpool(self._answer, [call for call, _ in batch])
            except Exception as error:  # noqa: BLE001 - whoever waits has to hear of it, whatever it is
                outcomes = [error] * len(batch)
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                _settle(future, outcome)


def _settle(future: "asyncio.Future[Answered]", outcome: Answered | Exception) -> None:
    if future.done():  # its caller has hung up
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
