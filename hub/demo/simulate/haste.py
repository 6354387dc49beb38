"""What makes a play quicker and would be wrong elsewhere."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the garbage collector look less often: rows and statements make no cycles, and it costs a tenth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def no_waiting_for_the_disk(_dialect: Any, _record: Any, _place: Any, how: dict[str, Any]) -> None:
    """Have a new connection of this pool commit without waiting: a play can be played again."""
    how["options"] += " -c synchronous_commit=off"
