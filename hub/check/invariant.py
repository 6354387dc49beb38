"""What an invariant is, and how far a check of it looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import TextClause, text

from hub.db import Transaction
from hub.domain.assignment import LIVE

LATELY = timedelta(days=2)
"""How far back the quick check looks at what has ended."""
MANY = 5
"""So many ids of rows that break an invariant are shown."""


class Extent(StrEnum):
    """How far a check looks."""

    QUICK = "quick"
    """What is live, waits or moved lately, found by indexes alone."""
    FULL = "full"
    """Every row."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """What a check looks at: everything, or beside what is live what happened since an instant."""

    extent: Extent
    now: datetime
    lease: timedelta
    """For how long a worker may hold a message."""

    @property
    def since(self) -> datetime:
        """From when on the quick check looks at what has ended."""
        return self.now - LATELY


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """Something that must always hold; `statement` selects the ids of the rows that break it.

    In it stand {turns} and {referrals} for the ids that a check looks at. One without a statement is found
    in Python, by the family that it belongs to.
    """

    name: str
    meaning: str
    statement: str = ""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """How many rows break an invariant, and the ids of some of them."""

    count: int
    ids: tuple[str, ...] = ()

    @classmethod
    def by(cls, ids: Sequence[object]) -> "Broken":
        """Count the rows of these ids."""
        return cls(count=len(ids), ids=tuple(str(each) for each in ids[:MANY]))


@dataclass(frozen=True, kw_only=True)
class Family:
    """Invariants that are looked at together."""

    invariants: tuple[Invariant, ...]
    look: Callable[[Transaction, Window], Mapping[str, Broken]] = field(repr=False)


LIVE_STATES = "({})".format(", ".join(f"'{state}'" for state in sorted(LIVE)))
WORKERS_ARE_ALIVE = "EXISTS (SELECT FROM worker_heartbeat w WHERE w.seen_at > :now - interval '30 seconds')"

_TURNS = {
    Extent.QUICK: f"""
        SELECT id FROM assignment WHERE state IN {LIVE_STATES}
        UNION SELECT assignment_id FROM assignment_event WHERE at > :since
    """,
    Extent.FULL: "SELECT id FROM assignment",
}
_REFERRALS = {
    Extent.QUICK: f"""
        SELECT referral_id FROM assignment WHERE state IN {LIVE_STATES}
        UNION SELECT referral_id FROM triage_item WHERE closed_at IS NULL
        UNION SELECT referral_id FROM referral_event WHERE at > :since
    """,
    Extent.FULL: "SELECT id FROM referral",
}


def scoped(statement: str, extent: Extent) -> str:
    """Write out which turns and referrals a statement looks at."""
    return statement.format(turns=_TURNS[extent], referrals=_REFERRALS[extent])


def bound(statement: str, window: Window) -> dict[str, object]:
    """Give the values of a statement's parameters."""
    known = {"now": window.now, "since": window.since, "lease": window.lease}
    return {name: value for name, value in known.items() if f":{name}" in statement}


def by_sql(*invariants: Invariant) -> Family:
    """Look at invariants by one statement, in which each is a branch: one journey to the database."""
    branches = {extent: " UNION ALL ".join(_branch(each, extent) for each in invariants) for extent in Extent}
    statements: dict[Extent, TextClause] = {extent: text(branches[extent]) for extent in Extent}

    def look(tx: Transaction, window: Window) -> Mapping[str, Broken]:
        known = bound(branches[window.extent], window)
        rows = tx.connection.execute(statements[window.extent], known).mappings()
        return {
            row["name"]: Broken(count=row["count"], ids=tuple(row["ids"])) for row in rows if row["count"]
        }

    return Family(invariants=invariants, look=look)


def _branch(each: Invariant, extent: Extent) -> str:
    return f"""
        SELECT '{each.name}' AS name, count(*) AS count, (array_agg(id::text ORDER BY id))[1:{MANY}] AS ids
        FROM ({scoped(each.statement, extent)}) broken(id)
    """
