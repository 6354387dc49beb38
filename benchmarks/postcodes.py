"""How well the borough of a postcode is found that the list lacks, and how long the list takes to load.

A published list is loaded as `hub geography load` does it, every postcode of the five boroughs is looked up,
and then some are taken out at random and looked up again: by sector, wrongly, or not at all. The other
rules of docs/decisions/0015-postcodes.md stand beside the hub's own, on the same draws. The floor of the load
is reading the file's lines, and of the look-up a query that finds nothing.

    python benchmarks/postcodes.py codepo_gb.zip --remove 5 --seeds 10
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from simulate import server

from hub import logs, migrations
from hub.access.scopes import HUB
from hub.cli.postcode_files import opened
from hub.db import Database
from hub.directory.actions import load_postcodes
from hub.directory.queries.geography import resolve_all
from hub.directory.rules.locating import Listed, locate
from hub.directory.rules.postcode_rows import Gathered
from hub.domain.codes import MERSEYSIDE, Borough
from hub.domain.postcode import area_of, sector_of

A_BATCH = 200
"""As many as arrive at once, at most."""

AT_MOST_WRONG = 0.3
"""Per cent of what was taken out."""


@dataclass
class Known:
    """A list with some postcodes taken out: the boroughs of each sector, with how many there are of each."""

    places: dict[str, Borough]
    sectors: dict[str, Counter[Borough]] = field(default_factory=lambda: defaultdict(Counter))
    outward: dict[str, Counter[Borough]] = field(default_factory=lambda: defaultdict(Counter))
    streets: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Count all of them once."""
        for postcode, borough in self.places.items():
            self.count(postcode, borough, 1)

    def count(self, postcode: str, borough: Borough, by: int) -> None:
        """Put a postcode in, or take it out."""
        for counter in (self.sectors[sector_of(postcode)], self.outward[outward_of(postcode)]):
            counter[borough] += by
            if not counter[borough]:
                del counter[borough]
        self.streets[postcode[:-1]] += by


def outward_of(postcode: str) -> str:
    """Give "L34" for "L34 1AA"."""
    return postcode.partition(" ")[0]


Rule = Callable[[str, Known], Borough]


def by_hub(postcode: str, known: Known) -> Borough:
    """Place it as the hub does."""
    of_sector = frozenset(known.sectors[sector_of(postcode)])
    return locate(postcode, Listed(is_loaded=True, of_sector=of_sector)).borough


def with_at_least(fewest: int) -> Rule:
    """Trust a sector only where the list has so many postcodes of it."""

    def rule(postcode: str, known: Known) -> Borough:
        enough = known.sectors[sector_of(postcode)].total() >= fewest
        return by_hub(postcode, known) if enough else Borough.NOT_KNOWN

    return rule


def with_a_neighbour(postcode: str, known: Known) -> Borough:
    """Trust a sector only where a postcode is listed that differs in the last letter alone."""
    return by_hub(postcode, known) if known.streets[postcode[:-1]] else Borough.NOT_KNOWN


def with_its_outward_code(postcode: str, known: Known) -> Borough:
    """Trust a sector only where every other of the same outward code lies in that borough too."""
    return by_hub(postcode, known) if len(known.outward[outward_of(postcode)]) == 1 else Borough.NOT_KNOWN


def exact_only(postcode: str, known: Known) -> Borough:  # noqa: ARG001  the others look at the list
    """Trust no sector."""
    return Borough.NOT_KNOWN


RULES: dict[str, Rule] = {
    "sector in one borough (the hub's)": by_hub,
    "... with a neighbour listed": with_a_neighbour,
    **{f"... with {fewest} listed or more": with_at_least(fewest) for fewest in (5, 20, 50, 100)},
    "... with its outward code in one too": with_its_outward_code,
    "exact only": exact_only,
}


def main() -> None:
    """Load, look up, take out, print."""
    parser = argparse.ArgumentParser(description="Measure how the hub places postcodes that its list lacks.")
    parser.add_argument("file", type=Path, help="a list of postcodes as hub geography load takes it")
    parser.add_argument("--remove", type=float, default=5.0, metavar="PER_CENT")
    parser.add_argument("--seeds", type=int, default=10)
    given = parser.parse_args()
    logs.configure(level="warning", form="console")
    places = read(given.file)
    inside = sorted(postcode for postcode, borough in places.items() if borough in MERSEYSIDE)
    print(f"{len(places):,} postcodes, {len(inside):,} of them in the five boroughs")
    loaded_and_found(given.file, inside, places)
    taken_out(places, inside, given.remove / 100, given.seeds)
    each_alone(places, inside)
    seen_from_inside(places)


def read(file: Path) -> dict[str, Borough]:
    """Read a list whole."""
    with opened(file, Gathered()) as (rows, _):
        return {row.postcode: Borough(row.borough) for row in rows}


def loaded_and_found(file: Path, inside: list[str], places: dict[str, Borough]) -> None:
    """Load the list into a database of its own, and find every postcode of the five boroughs there."""
    began = time.perf_counter()
    read(file)
    floor = time.perf_counter() - began
    with server() as served:
        migrations.upgrade(served.url("hub_owner"))
        with closing(Database(served.url(), pool=1)) as database:
            began = time.perf_counter()
            with database.transaction(HUB) as tx, opened(file, gathered := Gathered()) as (rows, _):
                load_postcodes(tx, rows, gathered)
            took = time.perf_counter() - began
            with database.transaction(HUB) as tx:
                began = time.perf_counter()
                found = [each for batch in batches(inside) for each in resolve_all(tx, batch).items()]
                looked = time.perf_counter() - began
                began = time.perf_counter()
                for batch in batches([f"{postcode}!" for postcode in inside]):
                    resolve_all(tx, batch)
                nothing = time.perf_counter() - began
    right = sum(resolved.borough is places[postcode] for postcode, resolved in found)
    print(f"loaded in {took:.1f} s, reading alone {floor:.1f} s: {took / floor:.1f} times")
    print(f"looked up: {right:,} of {len(inside):,} in their own borough, {looked:.2f} s ({nothing:.2f} s)")


def batches(postcodes: list[str]) -> Iterable[list[str]]:
    """Cut a list into what arrives at once."""
    return (postcodes[first : first + A_BATCH] for first in range(0, len(postcodes), A_BATCH))


def taken_out(places: dict[str, Borough], inside: list[str], share: float, seeds: int) -> None:
    """Take a share of the five boroughs' postcodes out, several times, and find them by what is left."""
    results: dict[str, list[Counter[str]]] = {name: [] for name in RULES}
    known = Known(places)
    for seed in range(seeds):
        gone = random.Random(seed).sample(inside, round(len(inside) * share))
        for postcode in gone:
            known.count(postcode, places[postcode], -1)
        for name, rule in RULES.items():
            results[name].append(Counter(verdict(rule, postcode, known, places) for postcode in gone))
        for postcode in gone:
            known.count(postcode, places[postcode], 1)
    print(f"\n{share:.0%} taken out, {seeds} times {round(len(inside) * share):,}")
    tell(results)


def each_alone(places: dict[str, Borough], inside: list[str]) -> None:
    """Take every postcode out alone: whatever is then wrong is a lone outlier of its sector."""
    results: dict[str, list[Counter[str]]] = {name: [Counter()] for name in RULES}
    known = Known(places)
    for postcode in inside:
        known.count(postcode, places[postcode], -1)
        for name, rule in RULES.items():
            results[name][0][verdict(rule, postcode, known, places)] += 1
        known.count(postcode, places[postcode], 1)
    print("\neach taken out alone")
    tell(results)


def seen_from_inside(places: dict[str, Borough]) -> None:
    """Give the list of the five boroughs alone, and ask for every postcode outside in the same areas."""
    known = Known({postcode: borough for postcode, borough in places.items() if borough in MERSEYSIDE})
    areas = {area_of(postcode) for postcode in known.places}
    outside = [each for each in places if each not in known.places and area_of(each) in areas]
    if not outside:
        return
    blind = [each for each in outside if len(known.sectors[sector_of(each)]) == 1]
    wrong = [each for each in blind if by_hub(each, known) is not Borough.NOT_KNOWN]
    print(f"\na list of the five boroughs alone: {len(outside):,} postcodes outside in the same areas,")
    print(f"{len(blind):,} of them in a sector that seems to lie in one borough, {len(wrong):,} taken for it")


def verdict(rule: Rule, postcode: str, known: Known, places: dict[str, Borough]) -> str:
    """Say whether a rule is right about a postcode that the list lacks, wrong, or leaves it to a person."""
    borough = rule(postcode, known)
    if borough is Borough.NOT_KNOWN:
        return "person"
    return "right" if borough is places[postcode] else "wrong"


def tell(results: dict[str, list[Counter[str]]]) -> None:
    """Print one line a rule, over all draws, with the worst draw's share of wrong ones."""
    print(f"{'rule':<38} {'right':>9} {'wrong':>6} {'worst draw':>11} {'to a person':>12}")
    for name, draws in results.items():
        total = sum(draws, Counter[str]())
        asked = total.total()
        worst = max(100 * draw["wrong"] / draw.total() for draw in draws)
        note = "" if worst <= AT_MOST_WRONG else "  more than allowed"
        print(
            f"{name:<38} {100 * total['right'] / asked:>8.2f}% {total['wrong']:>6} {worst:>10.3f}% "
            f"{100 * total['person'] / asked:>11.2f}%{note}"
        )


if __name__ == "__main__":
    main()
