"""`./run bench`: measure every line, print the table, and exit with 1 where one misses its ratio."""

import argparse
import sys
import time

from benchmarks.ratios import intake
from benchmarks.ratios.lines import HEAD
from benchmarks.ratios.stand import stand

MEASURES = {"intake": intake.measure}


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=sorted(MEASURES), default=[])
    given = parser.parse_args()
    began, missed = time.monotonic(), 0
    print(HEAD)
    for name in given.only or MEASURES:
        with stand() as servers:
            measured = MEASURES[name](servers, given.rounds)
        print(measured.told(), flush=True)
        missed += not measured.holds
    print(f"{time.monotonic() - began:.0f} s; {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
