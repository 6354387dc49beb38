"""The check by the clock: whoever comes first runs it, and what it finds is told once, until it holds again.

The check itself writes nothing. When it is due and what it found are rows of its own, so that any number of
workers may ask and one of them looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import text

from hub.access.scopes import HUB
from hub.check.broker import NAMES_ONLY
from hub.check.invariant import Extent
from hub.check.looking import Breach, Looked, look
from hub.db import Database, Transaction
from hub.domain.ids import new_id

_log = structlog.get_logger(__name__)
EVERY = {Extent.QUICK: timedelta(minutes=5), Extent.FULL: timedelta(days=1)}
"""How often each check runs (I)."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An invariant that did not hold when it was looked at last, and since when that is known."""

    name: str
    count: int
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What the checks found that holds no better since, and when the last quick one ran."""

    findings: tuple[Finding, ...]
    ran_at: datetime | None


_CLAIM = text("""
    UPDATE check_round SET due_at = CAST(:now AS timestamptz) + CAST(:every AS interval), ran_at = :now
    WHERE extent = :extent AND due_at <= :now RETURNING extent
""")
_FOUND = text("""
    INSERT INTO check_finding (id, name, extent, count, ids, found_at, seen_at)
    VALUES (:id, :name, :extent, :count, :ids, :now, :now)
    ON CONFLICT (name) WHERE cleared_at IS NULL
    DO UPDATE SET count = excluded.count, ids = excluded.ids, seen_at = excluded.seen_at
    RETURNING id
""")
_CLEARED = text("""
    UPDATE check_finding SET cleared_at = :now
    WHERE cleared_at IS NULL AND name <> ALL(:kept) AND extent = ANY(:extents) RETURNING name
""")
_OPEN = text("""
    SELECT name, count, found_at FROM check_finding WHERE cleared_at IS NULL ORDER BY found_at, name
""")
_RAN = text("SELECT ran_at FROM check_round WHERE extent = 'quick'")


def watch(database: Database, extents: Iterable[Extent] = Extent) -> None:
    """Run each check that is due, unless another worker took it, and say once what is new or over."""
    for extent in extents:
        if database.run(HUB, partial(_claim, extent=extent)):
            looked = look(database, extent)
            new, over = database.run(HUB, partial(_record, extent=extent, looked=looked))
            for breach in new:
                _log.error("invariant_broken", name=breach.name, count=breach.count)
            for name in over:
                _log.info("invariant_holds_again", name=name)


def watched(tx: Transaction) -> Watched:
    """Read what was found and is not over."""
    rows = tx.connection.execute(_OPEN).mappings()
    findings = tuple(Finding(**row) for row in rows)
    return Watched(findings=findings, ran_at=tx.connection.execute(_RAN).scalar_one_or_none())


def _claim(tx: Transaction, extent: Extent) -> bool:
    wanted = {"now": tx.now, "every": EVERY[extent], "extent": extent}
    return tx.connection.execute(_CLAIM, wanted).first() is not None


def _record(tx: Transaction, extent: Extent, looked: Looked) -> tuple[list[Breach], list[str]]:
    """Write down what a check found; gives what is new, and the names of what holds again.

    What only the full check sees is not over because the quick one does not see it.
    """
    new = [breach for breach in looked.breaches if _is_new(tx, extent, breach)]
    kept = [breach.name for breach in looked.breaches]
    unknown = [] if looked.broker_answered else [NAMES_ONLY.name]
    seen = list(Extent) if extent is Extent.FULL else [Extent.QUICK]
    over = tx.connection.execute(_CLEARED, {"now": tx.now, "kept": [*kept, *unknown], "extents": seen})
    return new, list(over.scalars())


def _is_new(tx: Transaction, extent: Extent, breach: Breach) -> bool:
    row_id = new_id()
    found = {"id": row_id, "name": breach.name, "count": breach.count, "ids": list(breach.ids)}
    written = tx.connection.execute(_FOUND, {**found, "extent": extent, "now": tx.now}).scalar_one()
    return bool(written == row_id)
