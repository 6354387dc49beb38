"""A simulated quarter in a database of its own, and the embedded server lent for as long as that takes."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import text

from hub import migrations
from hub.access.scopes import HUB
from hub.check import running
from hub.db import Database, Transaction, wall_clock
from hub.demo.lock import hold
from hub.demo.postgres import Cluster, cluster
from hub.demo.prepare import load_carried, make_keys
from hub.demo.private_files import keys
from hub.demo.simulate import Play, Played, Shares, Span, VirtualClock, cast_of, expect, play
from hub.demo.supervisor import Supervisor
from hub.domain.errors import HubError
from hub.domain.quarter import Quarter
from hub.intake.queries import count_other_than_simulated

FIRST = Quarter(year=2017, number=1)
"""The directory says nothing of what was before."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What is to be simulated: which quarter, from which recorded crime, how many referrals, which lots."""

    quarter: Quarter
    shares: Shares
    referrals: int
    seed: int


@contextmanager
def embedded(folder: Path) -> Iterator[Cluster]:
    """Lend the embedded PostgreSQL of a folder: the one that runs already, or one started for this.

    Raises what `hub.demo.start.EXPECTED` names, when it cannot be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    served = cluster(folder, log=folder / "log" / "postgres.log", spare=folder / "postgres.copy")
    if served.answers():
        yield served
        return
    with Supervisor(keep_open=(hold(folder),)) as supervisor:
        supervisor.start(served.child())
        served.furnish()
        yield served


def name_of(quarter: Quarter) -> str:
    """Name the database of a simulated quarter: hub_simulated_2019_20_q3."""
    return f"hub_simulated_{str(quarter).replace('-', '_').lower()}"


def environment(folder: Path, served: Cluster, quarter: Quarter) -> Mapping[str, str]:
    """Give the settings by which the hub's programs open a simulated quarter."""
    name = name_of(quarter)
    return {
        **keys(folder / "secrets.json"),
        "HUB_DATABASE_URL": served.url(database=name),
        "HUB_OWNER_DATABASE_URL": served.url("hub_owner", name),
    }


def is_there(served: Cluster, quarter: Quarter) -> bool:
    """Say whether a quarter has been simulated on the embedded server."""
    with psycopg.connect(served.url("hub_owner", "postgres")) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name_of(quarter)])
        return found.fetchone() is not None


def start_over(served: Cluster, quarter: Quarter) -> None:
    """Make a quarter's database anew; raises HubError if somebody has put it to another use."""
    name = Identifier(name_of(quarter))
    if is_there(served, quarter):
        refuse_other_use(served.url(database=name_of(quarter)))
    with psycopg.connect(served.url("hub_owner", "postgres"), autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(SQL("CREATE DATABASE {}").format(name))


def refuse_too_early(quarter: Quarter) -> None:
    """Raise HubError for a quarter of which the directory says nothing."""
    if quarter < FIRST:
        raise HubError(f"The directory begins with {FIRST.label}; take a quarter from then on.")


def refuse_other_use(url: str) -> None:
    """Raise HubError for a database with referrals that are not simulated, or with a worker over it."""
    with closing(Database(url, pool=1)) as database, database.transaction(HUB) as tx:
        if tx.connection.execute(text("SELECT to_regclass('referral')")).scalar_one() is None:
            return
        if running(tx).workers:
            raise HubError("A worker is running over this database; stop it first.")
        others = count_other_than_simulated(tx)
    if others:
        raise HubError(f"This database holds {others:,} referrals that are not simulated; take another one.")


def simulate(urls: tuple[str, str], drawn: Drawn, progress: Callable[[int], None]) -> Played:
    """Play a quarter in the database whose application's and owner's URLs are given.

    Brings its tables up to date and loads the directory, carried to the quarter's year. Raises HubError for a
    quarter before the directory's first, and for a database that is used otherwise.
    """
    url, owner_url = urls
    refuse_too_early(drawn.quarter)
    refuse_other_use(url)
    migrations.upgrade(owner_url)
    clock = VirtualClock(drawn.quarter.starts_at)
    with closing(Database(url, pool=2, now=clock)) as database:
        return play(database, clock, _play(database, drawn), progress)


def _play(database: Database, drawn: Drawn) -> Play:
    span = Span(start=drawn.quarter.starts_at, end=drawn.quarter.ends_at)
    lots = random.Random(drawn.seed)  # noqa: S311 - drawn lots, no secret
    expected = expect(lots, drawn.shares, span, drawn.referrals)
    with database.transaction(HUB) as tx:
        cast = cast_of(tx, _prepared(tx, drawn.quarter))
    return Play(expected=expected, cast=cast, seed=f"{drawn.quarter}/{drawn.seed}", until=span.end)


def _prepared(tx: Transaction, quarter: Quarter) -> Mapping[str, object]:
    load_carried(tx.at(max(wall_clock(), quarter.ends_at)))
    return make_keys(tx)
