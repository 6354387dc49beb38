"""How long one decision takes with its full trace, beside zen-engine asking the same table, which gives none.

Both engines have compiled a table of 300 generated rows before the clock starts: ours to masks, zen's to its
own form, by the collect policy. A round asks each the same thousand made-up referrals, one after the other,
and the rounds of the two take turns, so that a busy machine slows both.

Ours is measured from the facts to the answer twice: with its trace as it is stored (for every cell the rows
that fail by it, as text), and with that trace spelt out as well (for each of the 300 rows every cell that it
fails by). The second is the one that is judged. Its facts are made anew in each round, so that nothing worked
out of them is remembered; zen's are laid out beforehand. Where the two do not find the same rows, nothing is
printed.

    python benchmarks/routing_decision.py

Ends with 1 if ours takes more than 0.2 times as long.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from hub.domain.codes import AgeBand, Borough, CrimeType, HateStrand, PersonFlag, Relationship, RiskBand
from hub.domain.routing_table import WHOLE_AREA, Facts, Places, RoutingTable, Row, RowRole
from hub.routing.rules import decide, trace_to_plain
from tests.factories.zen_table import context, decision_of, keys

MOST = 0.2
FIRST_DAY = date(2017, 4, 1)
ASPECTS = tuple(str(each) for each in (*CrimeType, *PersonFlag))


def main() -> None:
    """Make a table and referrals, check that both engines agree, measure, print."""
    parser = argparse.ArgumentParser(description="Measure one routing decision against zen-engine.")
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--referrals", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    random = Random(1)
    table = RoutingTable(reference="B", rows=tuple(row(random, place + 1) for place in range(given.rows)))
    referrals = [facts(random) for _ in range(given.referrals)]
    zen, laid_out = decision_of(table), [context(each) for each in referrals]
    matched = agreed(table, referrals, zen)
    took: dict[str, list[float]] = {"stored": [], "spelt out": [], "zen-engine": []}
    for _ in range(given.rounds):
        took["stored"].append(
            seconds(lambda each: stored(table, each), [replace(each) for each in referrals])
        )
        took["spelt out"].append(
            seconds(lambda each: spelt_out(table, each), [replace(each) for each in referrals])
        )
        took["zen-engine"].append(seconds(zen.evaluate, laid_out))
    floor = median(took["zen-engine"])
    print(f"{given.rows} rows, {given.referrals} referrals, {matched / given.referrals:.1f} rows match each")
    for name, each in took.items():
        microseconds = median(each) / given.referrals * 1e6
        print(f"{name:12} {microseconds:8.1f} µs {median(each) / floor:8.3f} times zen-engine")
    sys.exit(0 if median(took["spelt out"]) <= MOST * floor else 1)


def stored(table: RoutingTable, asked: Facts) -> object:
    """Decide, with the trace as it is stored."""
    decision = decide(table, asked)
    return decision, trace_to_plain(decision.trace)


def spelt_out(table: RoutingTable, asked: Facts) -> object:
    """Decide, with the trace as it is stored and as it is read: every failing cell of every row."""
    decision = decide(table, asked)
    return decision, trace_to_plain(decision.trace), decision.trace.rows()


def agreed(table: RoutingTable, referrals: list[Facts], zen: object) -> int:
    """Count the rows that match, all referrals together; stops where the engines do not find the same."""
    count = 0
    for each in referrals:
        found = {table.rows[place].key for place in decide(table, each).trace.matched()}
        if found != keys(zen, context(each)):
            sys.exit(f"The engines differ about {each.plain()}.")
        count += len(found)
    return count


def seconds(act: Callable[[Any], object], referrals: Iterable[Any]) -> float:
    """Time one round."""
    began = time.perf_counter()
    for each in referrals:
        act(each)
    return time.perf_counter() - began


def row(random: Random, position: int) -> Row:
    """Make a row like those of a real table: for some crimes, some boroughs, often an age or a risk."""
    starts_on = FIRST_DAY + timedelta(days=random.randrange(300)) if chance(random, 0.2) else None
    return Row(
        position=position,
        key=f"row-{position}",
        role=random.choices(tuple(RowRole), (6, 3, 1))[0],
        service=f"service-{position % 40}",
        crime_types=some(random, CrimeType, 0.2),
        aspects=some(random, ASPECTS, 0.7),
        also=some(random, ASPECTS, 0.2),
        without=some(random, ASPECTS, 0.6),
        strands=some(random, HateStrand, 0.1),
        boroughs=frozenset({WHOLE_AREA}) if chance(random, 0.4) else some(random, Borough, 0.9),
        places=random.choices(tuple(Places), (9, 1))[0],
        age_bands=some(random, AgeBand, 0.4),
        risks=some(random, RiskBand, 0.4),
        relationships=some(random, Relationship, 0.8),
        because="It is made up.",
        starts_on=starts_on,
        ends_before=starts_on + timedelta(days=90) if starts_on else None,
    )


def facts(random: Random) -> Facts:
    """Make what routing may know of a referral."""
    return Facts(
        crime_type=random.choice(tuple(CrimeType)),
        flags=some(random, ASPECTS, 0.7),
        strands=some(random, HateStrand, 0.2),
        borough=random.choice(tuple(Borough)),
        works_or_visits=some(random, Borough, 0.2),
        age_band=random.choice(tuple(AgeBand)),
        risk=random.choice(tuple(RiskBand)),
        relationship=random.choice(tuple(Relationship)),
        received_on=FIRST_DAY + timedelta(days=random.randrange(365)),
    )


def chance(random: Random, share: float) -> bool:
    """Draw yes for a share of the times."""
    return random.random() < share


def some(random: Random, values: Iterable[str], share: float) -> frozenset[str]:
    """Fill a share of the cells, each with one to three values."""
    if not chance(random, share):
        return frozenset()
    return frozenset(str(each) for each in random.sample(tuple(values), random.randint(1, 3)))


if __name__ == "__main__":
    main()
