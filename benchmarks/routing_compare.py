"""How long a comparison of two tables over 20,000 referrals takes, beside a floor measured in the same run.

The referrals are drawn from recorded crime. Each has a day of its own, so that no two are alike and each is
routed by itself under both tables; a real quarter's are counted by kind first, and kinds are far fewer. The
floor is deciding about each of them twice, by the shipped table, without consent, exclusions or any counting.

    python benchmarks/routing_compare.py
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TypeVar

from hub.demo.prepare import directory_file
from hub.demo.simulate import any_month
from hub.demo.simulate.mix import draw_crime, draw_flags, draw_strands
from hub.domain.codes import AgeBand, Borough, ConsentBasis, ConsentScope, CrimeType, RiskBand
from hub.domain.routing_table import Facts, RoutingTable
from hub.routing.rules import Consent, decide
from hub.routing.rules.compare import Asked, changed_cells, moves
from hub.sight.comparing import draft_of

T = TypeVar("T")

REFERRALS = 20_000
MOST_SECONDS = 10.0


def main() -> int:
    """Compare, measure, print; 1 where the line is missed."""
    parser = argparse.ArgumentParser(description="Measure hub routing compare against a floor.")
    parser.add_argument("--referrals", type=int, default=REFERRALS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    shipped = draft_of(directory_file().read_text(encoding="utf-8"))
    draft = without_liverpool(shipped.table)
    asked = drawn(random.Random(given.seed), given.referrals, shipped.starts_on)
    (changes, found), seconds = timed(
        lambda: (changed_cells(shipped.table.rows, draft.rows), moves(shipped.table, draft, asked))
    )
    _, floor = timed(lambda: [decide(shipped.table, each.facts) for each in asked for _ in range(2)])
    print(f"{len(asked):,} referrals; {found.changed:,} go elsewhere, {len(changes)} boxes of cells change")
    print(f"compare {seconds:6.2f} s    floor {floor:6.2f} s    {seconds / floor:5.2f} times")
    if seconds >= MOST_SECONDS:
        print(f"The line is {MOST_SECONDS:.0f} s: missed.")
        return 1
    return 0


def without_liverpool(table: RoutingTable) -> RoutingTable:
    """Give the exploited children of Liverpool to nobody."""
    rows = tuple(
        replace(row, boroughs=row.homes - {"liverpool"}) if row.key == "exploitation-of-a-child" else row
        for row in table.rows
    )
    return replace(table, reference="draft", rows=rows)


def drawn(rng: random.Random, count: int, first: date) -> dict[Asked, int]:
    """Draw referrals as recorded crime spreads them over boroughs; one in a hundred has no known borough."""
    shares = any_month()
    cells = rng.choices(list(shares), cum_weights=list(accumulate(shares.values())), k=count)
    found = {}
    for number, (_, borough, category) in enumerate(cells):
        crime = draw_crime(rng, category)
        facts = Facts(
            crime_type=crime,
            flags=frozenset(draw_flags(rng, crime)),
            strands=frozenset(draw_strands(rng, crime)),
            borough=Borough.NOT_KNOWN if number % 100 == 0 else borough,
            age_band=age_of(rng, crime),
            risk=rng.choice(list(RiskBand)),
            received_on=first + timedelta(days=number),
        )
        found[Asked(facts=facts, consent=ANY)] = 1
    return found


ANY = Consent(basis=ConsentBasis.EXPLICIT, scope=ConsentScope.ANY_SUITABLE_SERVICE)


def age_of(rng: random.Random, crime: CrimeType) -> AgeBand:
    """Draw an age: who is exploited is a child."""
    if crime in {CrimeType.CHILD_SEXUAL_EXPLOITATION, CrimeType.CHILD_CRIMINAL_EXPLOITATION}:
        return rng.choice([AgeBand.AGE_13_TO_15, AgeBand.AGE_16_TO_17])
    return rng.choice(list(AgeBand))


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """Run, and give what came and the seconds of this process."""
    began = time.process_time()
    found = act()
    return found, time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
