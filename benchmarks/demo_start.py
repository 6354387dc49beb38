"""How long `./run demo` takes until it is ready, the first time and after, beside a floor of the same run.

The floor is what no demo can do without: a Python that imports the gateway, once. Run from the tree:
`./run hub --help && .venv/bin/python benchmarks/demo_start.py`. It works on a clone of the last commit in a
temporary folder, with an empty home and this machine's download cache, and stops everything it started.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TREE = Path(__file__).parents[1]
LONGEST = 300.0
FIRST_TARGET, LATER_TARGET = 60.0, 25.0


def seconds_until_ready(clone: Path, environment: dict[str, str]) -> float:
    """Start the demo, wait until it says that it is ready, and stop it."""
    ready = clone / ".hub" / "demo.json"
    begun = time.monotonic()
    with (clone / "demo.log").open("ab") as log:
        demo = subprocess.Popen(
            ["./run", "demo"], cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            while not ready.exists():
                if demo.poll() is not None or time.monotonic() - begun > LONGEST:
                    raise SystemExit((clone / "demo.log").read_text()[-2000:])
                time.sleep(0.05)
            took = time.monotonic() - begun
            os.kill(json.loads(ready.read_text())["pid"], signal.SIGINT)
        finally:
            demo.wait(60)
    return took


def floor(environment: dict[str, str]) -> float:
    """Import the gateway in a new Python, and nothing else."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import hub.app"], cwd=TREE, env=environment, check=True)
    return time.monotonic() - begun


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        clone, home = Path(folder) / "clone", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", str(TREE), str(clone)], check=True)
        cache = os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        environment = {
            **kept,
            "HOME": str(home),
            "UV_CACHE_DIR": cache,
            "HUB_DEMO_PORT": "18000",
            "PYTHONPATH": str(TREE),
        }
        base = floor(environment)
        first = seconds_until_ready(clone, environment)
        later = seconds_until_ready(clone, environment)
    print(f"floor: importing the gateway      {base:6.2f} s")
    for name, took, target in (("first start", first, FIRST_TARGET), ("second start", later, LATER_TARGET)):
        print(f"{name:<30}    {took:6.2f} s   {took / base:5.1f} x floor   target {target:.0f} s")


if __name__ == "__main__":
    main()
