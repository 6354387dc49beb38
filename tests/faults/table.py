"""What came of a run of faults, as a table and as a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.faults.fault import Ran


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One mutation and one fault: whether the fault was seen, and as what."""

    mutation: str
    fault: str
    seen: bool
    how: str


def row(ran: Ran) -> tuple[str, ...]:
    """Give a row of the table: fault, injected, lost, doubled, time to heal, and what else to say."""
    if ran.skipped:
        return (ran.name, "-", "-", "-", "-", f"skipped: {ran.skipped}")
    healed = "never" if ran.heal_seconds is None else f"{ran.heal_seconds:.1f} s"
    said = f"{ran.repeats} came twice under the same id" if ran.repeats else ""
    wrong = "; ".join(ran.wrong[:3])
    return (
        ran.name,
        str(ran.injected),
        str(len(ran.lost)),
        str(len(ran.doubled)),
        healed,
        "; ".join(part for part in (f"WRONG: {wrong}" if wrong else "", said) if part),
    )


def sums(runs: Sequence[Ran]) -> Ran:
    """Put seeded runs together in one row."""
    healed = [each.heal_seconds for each in runs if each.heal_seconds is not None]
    return Ran(
        name=f"seeded kills of any process, {len(runs)} runs",
        injected=sum(each.injected for each in runs),
        lost=tuple(one for each in runs for one in each.lost),
        doubled=tuple(one for each in runs for one in each.doubled),
        repeats=sum(each.repeats for each in runs),
        heal_seconds=median(healed) if healed else None,
        wrong=tuple(f"seed {each.seed}: {one}" for each in runs for one in each.wrong),
        referrals=sum(each.referrals for each in runs),
        took_seconds=sum(each.took_seconds for each in runs),
    )


HEADS = ("fault", "injected", "lost", "doubled", "time to heal", "also")


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def keep(folder: Path, catalogue: Sequence[Ran], seeded: Sequence[Ran], proofs: Sequence[Proof]) -> Path:
    """Write the table as Markdown and everything as JSON; returns the Markdown's place."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    runs = [*catalogue, *([sums(seeded)] if seeded else [])]
    text = markdown(HEADS, [row(each) for each in runs]) if runs else ""
    if proofs:
        heads = ("defence switched off", "fault", "seen", "as")
        cells = [(each.mutation, each.fault, "yes" if each.seen else "NO", each.how) for each in proofs]
        text += "\n" + markdown(heads, cells)
    file = folder / f"{stamp}.md"
    file.write_text(text)
    told = {
        "catalogue": [each.plain() for each in catalogue],
        "seeded": [each.plain() for each in seeded],
        "mutations": [vars(each) for each in proofs],
    }
    file.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n")
    return file
