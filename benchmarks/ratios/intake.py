"""Intake over HTTP with everything on, beside the same rows as one statement a transaction."""

import tempfile
from pathlib import Path

from benchmarks.ratios.bodies import written
from benchmarks.ratios.client import Request, post_all
from benchmarks.ratios.copies import latest
from benchmarks.ratios.floors import commits_a_second
from benchmarks.ratios.lines import Line, Measured, interleaved
from benchmarks.ratios.stand import Stand

INTAKE = Line(
    name="intake",
    what="intake over HTTP, 16 connections: key, sealing, routing, audit and bell",
    floor="the same rows as one SQL statement a transaction, 8 clients, no HTTP",
    unit="/s",
    wanted=0.12,
    is_most=False,
    aim=0.2,
)
CONNECTIONS, GATEWAYS, CLIENTS = 16, 2, 8
REFERRALS, FLOOR_SECONDS, WARMING = 2400, 5, 200


def measure(stand: Stand, rounds: int) -> Measured:
    """Measure the rate of 201s, the gateway and the client on the same machine."""
    port = stand.gateway(GATEWAYS)
    take(stand, port, 0, WARMING)
    with stand.connect() as connection:
        statement = latest(connection).statement()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        measured = interleaved(
            INTAKE,
            rounds,
            ours=lambda number: take(stand, port, WARMING + number * REFERRALS, REFERRALS),
            floor=lambda _: commits_a_second(
                stand, statement, clients=CLIENTS, seconds=FLOOR_SECONDS, folder=folder
            ),
        )
    stand.stop()
    return measured


def take(stand: Stand, port: int, first: int, count: int) -> float:
    """Submit referrals nobody has sent before; gives the rate of 201s a second."""
    stand.empty_broker()
    key = stand.keys["police"]
    requests = [
        Request(path="/v1/referrals", key=key, body=body) for body in written(range(first, first + count))
    ]
    asked = post_all(port, requests, connections=CONNECTIONS)
    if asked.good != count:
        raise RuntimeError(f"{count - asked.good} of {count} referrals were not taken")
    return asked.rate
