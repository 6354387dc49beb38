"""Runs faults one after the other over houses, and says what came of each."""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from tests.faults.fault import Fault, Ran, SkippedError, came_of
from tests.faults.ground import ROOT, Ground
from tests.faults.house import House, house
from tests.faults.processes import NotReadyError, WaitedInVainError

_numbers = count(1)


def run_all(
    ground: Ground,
    faults: Iterable[Fault],
    *,
    tree: Path = ROOT,
    prepare: Callable[[House], None] | None = None,
    patience: float = 60.0,
) -> Iterator[Ran]:
    """Run faults in one house for as long as it stands; after one that left damage, in a new one."""
    with ExitStack() as held:
        standing: House | None = None
        for fault in faults:
            if standing is None or fault.of_its_own:
                held.close()
                standing = held.enter_context(
                    house(ground, f"faults_{next(_numbers)}", tree=tree, prepare=prepare)
                )
                standing.patience = patience
            ran = run_one(standing, fault)
            yield ran
            if fault.of_its_own or not ran.is_good:
                held.close()
                standing = None


def run_seeded(
    ground: Ground, seeds: Iterable[int], make: Callable[[int], Fault], *, tree: Path, runs_a_house: int = 25
) -> Iterator[Ran]:
    """Run one fault a seed; a house stands for some of them, until one leaves damage."""
    left = list(seeds)
    while left:
        faults, left = [make(seed) for seed in left[:runs_a_house]], left[runs_a_house:]
        yield from run_all(ground, faults, tree=tree)


def run_one(standing: House, fault: Fault) -> Ran:
    """Break, mend, wait, and compare."""
    begun = time.monotonic()
    try:
        standing.begin(keeps_workers=fault.keeps_workers)
        injected = fault.inject(standing)
        if not standing.healed_at:
            standing.healing()
        healed = _settled(standing)
        compared = standing.compare()
        wrong = came_of(fault, injected, compared, standing)
    except SkippedError as why:
        return Ran(name=fault.name, skipped=str(why))
    except Exception as error:  # noqa: BLE001 - a fault that cannot be played is told like one that was found
        said = traceback.format_exception_only(error)[-1].strip()
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = (*standing.wrong, f"{said} ({Path(place.filename).name}:{place.lineno})")
        unplayed = isinstance(error, NotReadyError)
        return Ran(
            name=fault.name,
            wrong=told,
            unplayed=unplayed,
            seed=fault.seed,
            took_seconds=time.monotonic() - begun,
        )
    return Ran(
        name=fault.name,
        injected=injected,
        lost=compared.lost,
        doubled=compared.doubled,
        repeats=compared.repeats,
        heal_seconds=healed,
        wrong=wrong,
        referrals=len(standing.asked),
        seed=fault.seed,
        took_seconds=time.monotonic() - begun,
    )


def _settled(standing: House) -> float | None:
    """Wait until nothing is due; None, and a word about it, if that never comes."""
    try:
        return standing.settle()
    except WaitedInVainError as error:
        standing.wrong.append(str(error))
        return None
