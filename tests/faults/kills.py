"""Seeded kills: referrals come in, providers answer, and at random moments any process is killed.

A seed decides what is killed and when, so that a run that went wrong is played again by its number. What the
machine does between is its own, so a seed repeats the kills and not every interleaving.
"""

import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from tests.faults.fault import Fault
from tests.faults.ground import POSTGRES, VALKEY
from tests.faults.house import GATEWAY, PROVIDER, SCHEDULER, WORKER, House
from tests.faults.processes import until_ready
from tests.faults.receivers import nothing

VICTIMS = (
    f"{WORKER}-1",
    f"{WORKER}-2",
    f"{WORKER}-1",
    f"{WORKER}-2",
    f"{SCHEDULER}-1",
    GATEWAY,
    VALKEY,
    POSTGRES,
)
"""Workers twice: theirs are the moments that matter most."""
LOAD = 24
SPAN_SECONDS = 2.5
_BEATING = "SELECT count(*) FROM worker_heartbeat WHERE seen_at > now() - interval '3 seconds'"


def kill_run(seed: int) -> Fault:
    """Make the run of a seed."""
    return Fault(
        name=f"seeded kills {seed}",
        inject=lambda house: _play(house, seed),
        may_repeat=True,
        keeps_workers=True,
        seed=seed,
    )


def _play(house: House, seed: int) -> int:
    chance = random.Random(seed)
    kills = sorted(
        (chance.uniform(0.1, SPAN_SECONDS), chance.choice(VICTIMS)) for _ in range(chance.randint(1, 3))
    )
    with ThreadPoolExecutor(8) as providers:
        house.endpoint.told = lambda notice: _answer(house, providers, chance.random(), notice)
        _bring_up(house)
        killer = threading.Thread(target=_kill_all, args=(house, kills), daemon=True)
        killer.start()
        house.submit(LOAD, side_by_side=3, pause=SPAN_SECONDS / LOAD * 2)
        killer.join()
        house.settle()
    house.endpoint.told = nothing
    return len(kills)


def _bring_up(house: House) -> None:
    """Two workers and a scheduler; those of the run before go on where they live."""
    alive = house.ground.processes.is_alive
    for victim in dict.fromkeys(VICTIMS):
        if victim.startswith((WORKER, SCHEDULER)) and not alive(victim):
            house.start(victim, victim.partition("-")[0])
    until_ready(lambda: house.count(_BEATING) >= 2, 90, "two workers look for what is due")


def _kill_all(house: House, kills: list[tuple[float, str]]) -> None:
    """Kill each at its moment, and start it again at once, as a supervisor does."""
    begun = time.monotonic()
    for at, victim in kills:
        time.sleep(max(0.0, begun + at - time.monotonic()))
        if victim == POSTGRES:
            house.ground.crash_postgres()
            house.ground.start_postgres()
        elif victim == VALKEY:
            house.ground.processes.kill(VALKEY)
            house.ground.start_broker()
        elif victim == GATEWAY:
            house.ground.processes.send(GATEWAY, signal.SIGKILL)
            house.ground.processes.wait(GATEWAY)
            house.start_gateway()
        else:
            house.ground.processes.kill(victim)
            house.start(victim, victim.partition("-")[0])
    house.healing()


def _answer(house: House, providers: ThreadPoolExecutor, lot: float, notice: dict[str, Any]) -> None:
    """Answer some as a provider would: a third stays silent."""
    turn = notice.get("assignment")
    if notice.get("type") != "assignment.created" or lot < 0.33:
        return

    def act() -> None:
        house.desk.act(PROVIDER, str(turn), "acknowledge")
        if lot > 0.85:
            house.desk.act(PROVIDER, str(turn), "decline", reason="capacity")
        elif lot > 0.5:
            house.desk.act(PROVIDER, str(turn), "accept", assignee="Duty worker")

    with suppress(RuntimeError):  # a repeat of a webhook that comes when the run is over
        providers.submit(act)
