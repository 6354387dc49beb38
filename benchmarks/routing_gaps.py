"""How long a survey of a large table takes, beside a floor measured in the same run.

The table has 300 rows over a grid of some 36,000 cells. The floor is the least that anybody pays who tries
every cell one by one: as many times as there are cells, one comparison for each row, and nothing decided.

    python benchmarks/routing_gaps.py
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from hub.domain.codes import AgeBand, Borough, CrimeType, Relationship, RiskBand
from hub.domain.routing_table import Row, RowRole
from hub.routing.rules.survey import Survey, survey
from hub.routing.rules.survey.asking import Questions
from hub.routing.rules.survey.grid import Grid

T = TypeVar("T")

ROWS = 300
MOST_SECONDS = 1.0
FLAGS = ("vulnerable", "wants_support")
YOUNG = {"under_13", "13_to_15", "16_to_17"}
TYPES = tuple(str(value) for value in CrimeType)[:11]


def main() -> int:
    """Survey, measure, print; 1 where the line is missed."""
    parser = argparse.ArgumentParser(description="Measure hub routing gaps against a floor.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = made_up(random.Random(given.seed), given.rows)
    cells = Grid.over(rows).everything.bit_length() * 2 ** len(Questions.of(rows).every)
    found, seconds = timed(lambda: survey(rows))
    _, floor = timed(lambda: every_cell(cells, len(rows)))
    print(f"{len(rows)} rows, {cells:,} cells; {told(found)}")
    print(f"survey  {seconds:6.3f} s    floor {floor:6.3f} s    {seconds / floor:5.2f} times")
    if seconds >= MOST_SECONDS:
        print(f"The line is {MOST_SECONDS:.1f} s: missed.")
        return 1
    return 0


def made_up(rng: random.Random, count: int) -> tuple[Row, ...]:
    """Make a table as commissioners might: leads by crime type, borough, age and need, services beside them.

    A few leads are left out or look at one borough too many, so that there is something to find.
    """
    leads = [
        {"crime_types": {crime_type}, "boroughs": {str(borough)}, **rest}
        for crime_type in TYPES
        for borough in Borough
        for rest in (
            {"aspects": {"vulnerable"}},
            {"without": {"vulnerable"}, "age_bands": YOUNG},
            {"without": {"vulnerable"}, "age_bands": {*map(str, AgeBand)} - YOUNG},
        )
    ]
    for number in rng.sample(range(len(leads)), 3):
        leads[number]["boroughs"] |= {"wirral"}
    kept = [row for number, row in enumerate(leads) if number not in rng.sample(range(len(leads)), 3)]
    kept.append({"crime_types": {*map(str, CrimeType)} - {*TYPES}})
    beside = [
        {
            "crime_types": {*rng.sample(TYPES, 2)},
            "aspects": {rng.choice(FLAGS)},
            "age_bands": {str(rng.choice(list(AgeBand)))},
            "risks": {str(rng.choice(list(RiskBand)))},
            "relationships": {str(rng.choice(list(Relationship)))},
        }
        for _ in range(count - len(kept))
    ]
    return tuple(
        row_of(number, RowRole.LEAD if number <= len(kept) else RowRole.ADDITIONAL, cells)
        for number, cells in enumerate((*kept, *beside), start=1)
    )


def row_of(number: int, role: RowRole, cells: dict[str, set[str]]) -> Row:
    """Make one row; a dozen services lead and as many are added."""
    return Row(
        position=number,
        key=f"row-{number}",
        role=role,
        service=f"{role}-{number % 12}",
        because="Made up.",
        **{name: frozenset(values) for name, values in cells.items()},
    )


def told(found: Survey) -> str:
    """Say how much was found."""
    return (
        f"{len(found.uncovered)} uncovered boxes, {len(found.doubly_led)} doubly led, "
        f"{len(found.shadowed)} shadowed rows, {len(found.never)} that never match"
    )


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """Run, and give what came and the seconds of this process."""
    began = time.process_time()
    found = act()
    return found, time.process_time() - began


def every_cell(cells: int, rows: int) -> int:
    """Look at each cell and each row once."""
    met = 0
    wanted = range(rows)
    for cell in range(cells):
        for row in wanted:
            if cell == row:
                met += 1
    return met


if __name__ == "__main__":
    sys.exit(main())
