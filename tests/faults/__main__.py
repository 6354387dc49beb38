"""`./run faults`: the catalogue, then seeded kill runs; or, with --mutations, the proof that each is seen.

Everything is started here and ends with this process, even by kill -9. Not a part of `./run test`.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.catalogue import BY_NAME, FAULTS
from tests.faults.fault import Fault, Ran
from tests.faults.ground import ROOT, Ground, ground
from tests.faults.house import prepare_here
from tests.faults.kills import kill_run
from tests.faults.mutations import MUTATIONS, MisfitError, Mutation, mutated
from tests.faults.running import run_all, run_seeded
from tests.faults.table import Proof, keep, row

FOLDER = ROOT / ".hub" / "faults"
PATIENCE = 60.0
PATIENCE_WITH_A_MUTATION = 25.0
"""Where something is to be lost, nobody waits for it as long."""


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what this program is for


def main() -> int:
    """Read the command line and run; exit 1 where anything was lost, doubled or wrong."""
    asked = _asked()
    if asked.list:
        for fault in FAULTS:
            say(fault.name)
        return 0
    prepare_here()
    chosen = _chosen(asked.only)
    begun = time.monotonic()
    catalogue: list[Ran] = []
    seeded: list[Ran] = []
    proofs: list[Proof] = []
    with ground() as made, mutated(made.folder) as tree:
        if asked.mutations:
            proofs = list(_prove(made, chosen, asked.mutation))
        else:
            catalogue = [_told(ran) for ran in run_all(made, chosen, tree=tree, patience=PATIENCE)]
            seeded = list(_seeds(made, tree, asked.runs, asked.seed))
    file = keep(FOLDER, catalogue, seeded, proofs)
    say(f"\n{file.read_text()}\n{file} in {time.monotonic() - begun:.0f} s")
    good = all(each.is_good for each in (*catalogue, *seeded)) and all(each.seen for each in proofs)
    return 0 if good else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="how many seeded kill runs (200)")
    parser.add_argument("--seed", type=int, help="the first run's seed; a run that went wrong names its own")
    parser.add_argument(
        "--only", action="append", default=[], help="faults whose name holds this; 'none' for none"
    )
    parser.add_argument("--mutations", action="store_true", help="switch each defence off and see the fault")
    parser.add_argument("--mutation", default="", help="with --mutations: only those whose name holds this")
    parser.add_argument("--list", action="store_true", help="name the faults")
    return parser.parse_args()


def _chosen(parts: list[str]) -> list[Fault]:
    if not parts:
        return list(FAULTS)
    return [fault for fault in FAULTS if any(part.lower() in fault.name.lower() for part in parts)]


def _seeds(made: Ground, tree: Path, runs: int, first: int | None) -> Iterator[Ran]:
    start = random.SystemRandom().randrange(10**6) if first is None else first
    for ran in run_seeded(made, range(start, start + runs), kill_run, tree=tree):
        yield _told(ran)


def _prove(made: Ground, chosen: list[Fault], part: str) -> Iterator[Proof]:
    wanted = {fault.name for fault in chosen}
    for mutation in MUTATIONS:
        shown = [BY_NAME[name] for name in mutation.shown_by if name in wanted]
        if shown and part.lower() in mutation.name.lower():
            yield from _switched_off(made, mutation, shown)


def _switched_off(made: Ground, mutation: Mutation, shown: list[Fault]) -> Iterator[Proof]:
    say(f"\nswitched off: {mutation.name}")
    try:
        with mutated(made.folder, mutation) as tree:
            for ran in run_all(
                made, shown, tree=tree, prepare=mutation.prepare, patience=PATIENCE_WITH_A_MUTATION
            ):
                _told(ran)
                yield Proof(
                    mutation=mutation.name,
                    fault=ran.name,
                    seen=not (ran.is_good or ran.unplayed or ran.skipped),
                    how=_how(ran),
                )
    except MisfitError as error:
        yield Proof(mutation=mutation.name, fault=shown[0].name, seen=False, how=str(error))


def _how(ran: Ran) -> str:
    parts = [
        f"{len(ran.lost)} lost" if ran.lost else "",
        f"{len(ran.doubled)} doubled ({ran.doubled[0]})" if ran.doubled else "",
        "; ".join(ran.wrong[:2]),
        f"skipped: {ran.skipped}" if ran.skipped else "",
    ]
    return "; ".join(part for part in parts if part) or "not seen"


def _told(ran: Ran) -> Ran:
    say(f"  {'good ' if ran.is_good else 'WRONG'} {ran.took_seconds:6.1f} s  " + " | ".join(row(ran)))
    for each in (*ran.lost[:5], *ran.doubled[:5], *ran.wrong[:5]) if not ran.is_good else ():
        say(f"          {each[:300]}")
    return ran


if __name__ == "__main__":
    sys.exit(main())
