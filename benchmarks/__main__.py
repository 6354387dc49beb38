"""`./run bench`: measure every line, print the table, and exit with 1 where one misses its ratio."""

import argparse
import signal
import sys
import time

from benchmarks.ratios import accepting, claiming, dripping, handing_over, intake, latency, memory
from benchmarks.ratios.lines import HEAD, Measured
from benchmarks.ratios.stand import stand
from hub import logs

MEASURES = {
    "intake": intake.measure,
    "accept": accepting.measure,
    "mail": handing_over.by_mail,
    "webhook": handing_over.by_webhook,
    "latency": latency.measure,
    "claim": claiming.measure,
    "drip": dripping.measure,
    "memory": memory.measure,
}


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each line is measured")
    parser.add_argument("--only", action="append", choices=sorted(MEASURES), default=[])
    given = parser.parse_args()
    logs.configure(level="error", form="console")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that what was started is ended
    began, missed = time.monotonic(), 0
    print(HEAD, flush=True)
    for name in given.only or MEASURES:
        with stand() as servers:
            found = MEASURES[name](servers, given.rounds)
        for measured in (found,) if isinstance(found, Measured) else found:
            print(measured.told(), flush=True)
            missed += not measured.holds
    print(f"{time.monotonic() - began:.0f} s; {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
