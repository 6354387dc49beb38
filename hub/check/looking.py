"""The check: every invariant, over one snapshot that is only read, each statement bounded in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.access.scopes import HUB
from hub.check import broker
from hub.check.clocks import CLOCKS
from hub.check.deliveries import DELIVERIES
from hub.check.directory import DIRECTORY
from hub.check.due_times import DUE_TIMES
from hub.check.duties import DUTIES
from hub.check.figures import FIGURES
from hub.check.histories import HISTORIES
from hub.check.invariant import Broken, Extent, Family, Invariant, Window
from hub.check.referrals import REFERRALS
from hub.check.waiting import WAITING
from hub.db import Database, Transaction
from hub.delivery.rules import lease_seconds
from hub.settings import Settings, settings

FAMILIES = (REFERRALS, HISTORIES, DELIVERIES, WAITING, CLOCKS, DUE_TIMES, DUTIES, DIRECTORY, FIGURES)
INVARIANTS: tuple[Invariant, ...] = (
    *(each for family in FAMILIES for each in family.invariants),
    broker.NAMES_ONLY,
)
"""Each with its name and what it means."""
LONGEST = {Extent.QUICK: timedelta(seconds=10), Extent.FULL: timedelta(minutes=10)}
"""After this a statement of a check is broken off."""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """An invariant that does not hold, with the ids of some of the rows that break it."""

    name: str
    meaning: str
    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a check found, at which instant, and whether the broker could be asked."""

    at: datetime
    breaches: tuple[Breach, ...]
    broker_answered: bool


def look(database: Database, extent: Extent, *, rows_only: bool = False) -> Looked:
    """Check the rows, then what lies with the broker, unless there is none."""
    with database.snapshot(HUB, longest=LONGEST[extent]) as tx:
        found, at = breaches(tx, extent), tx.now
    if rows_only:
        return Looked(at=at, breaches=found, broker_answered=True)
    try:
        said = broker.look(broker.messages(settings().broker_url.get_secret_value()))
    except broker.BrokerAwayError:
        return Looked(at=at, breaches=found, broker_answered=False)
    more = (_breach(broker.NAMES_ONLY, said),) if said.count else ()
    return Looked(at=at, breaches=(*found, *more), broker_answered=True)


def breaches(
    tx: Transaction, extent: Extent = Extent.FULL, families: Iterable[Family] = FAMILIES
) -> tuple[Breach, ...]:
    """Check the invariants of the rows, or some families of them; gives those that do not hold."""
    tx.flush()
    window = Window(extent=extent, now=tx.now, lease=_lease(settings()))
    found: list[Breach] = []
    for family in families:
        broken = family.look(tx, window)
        found += [_breach(each, broken[each.name]) for each in family.invariants if each.name in broken]
    return tuple(found)


def _breach(invariant: Invariant, broken: Broken) -> Breach:
    return Breach(name=invariant.name, meaning=invariant.meaning, count=broken.count, ids=broken.ids)


def _lease(now: Settings) -> timedelta:
    seconds = lease_seconds(
        batch=now.delivery_batch, threads=now.delivery_threads, deadline=now.send_deadline_seconds
    )
    return timedelta(seconds=seconds)
