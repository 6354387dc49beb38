"""A provider's inbox: heads of its assignments by urgency, never with a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub import audit
from hub.acknowledgement import queries
from hub.acknowledgement.queries import InboxFilter, InboxSort
from hub.acknowledgement.rules import OPEN, Urgency, section, urgency_of
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import LIVE
from hub.domain.codes import RiskBand
from hub.domain.paging import Page
from hub.sight.assignments import head

_FACTS = ("crime_type", "borough", "risk", "clock", "due_at")
_HIDDEN: Mapping[str, Any] = dict.fromkeys(_FACTS)

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What of an inbox is asked for; no service and no risk named means all."""

    urgencies: Sequence[Urgency]
    services: Sequence[str] = ()
    risks: Sequence[RiskBand] = ()


def inbox(tx: Transaction, wanted: Wanted, page: Page[InboxSort]) -> Rows:
    """Show one page of the caller's assignments in some sections, and one row more; recorded as one look.

    A row is the head with `service_name`, `urgency`, and, as long as it is theirs: crime_type, borough,
    risk, clock and due_at (what is due next; None where nothing is). `due` and `received` are sort keys.
    """
    rows = _read(tx, wanted, wanted.urgencies, page)
    _record(tx, min(len(rows), page.size))
    return rows


def overview(tx: Transaction, wanted: Wanted, page: Page[InboxSort]) -> dict[Urgency, Rows]:
    """Show the first rows of each section, as `inbox` does, and recorded as one look."""
    found = {each: _read(tx, wanted, [each], page)[: page.size] for each in wanted.urgencies}
    _record(tx, sum(map(len, found.values())))
    return found


def counts(tx: Transaction, wanted: Wanted) -> dict[Urgency, int]:
    """Count the caller's live assignments by section, with the same services and risks."""
    sections = {each: section(each, tx.now) for each in OPEN}
    return queries.counts(tx, _filter(tx, wanted, ()), sections)


def _read(tx: Transaction, wanted: Wanted, urgencies: Sequence[Urgency], page: Page[InboxSort]) -> Rows:
    return [_row(tx, row) for row in queries.inbox(tx, _filter(tx, wanted, urgencies), page)]


def _filter(tx: Transaction, wanted: Wanted, urgencies: Sequence[Urgency]) -> InboxFilter:
    sections = [section(each, tx.now) for each in urgencies]
    return InboxFilter(sections=sections, services=wanted.services, risks=wanted.risks)


def _record(tx: Transaction, count: int) -> None:
    audit.record(tx, Entry(event=Event.ASSIGNMENT_VIEWED, detail={"count": count}))


def _row(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    facts = {**row, "risk": row["risk_band"]}
    is_theirs = row["state"] in LIVE
    return {
        **head(row),
        "service_name": row["service_name"],
        "urgency": urgency_of(row["state"], row["due_at"], tx.now, stands_still=row["stands_still"]),
        **({name: facts[name] for name in _FACTS} if is_theirs else _HIDDEN),
        "due": row["due"],
        "received": row["received"],
    }
