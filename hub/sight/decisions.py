"""Why a referral went where it went, told from what was kept with each decision and from nothing newer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.codes import AssignmentRole
from hub.domain.routing_table import RoutingTable, facts_from_plain
from hub.routing.actions import TABLES
from hub.routing.queries import decisions_of, table_by_id
from hub.routing.rules import PASSED_OVER, Skip, decided, others, trace_from_plain
from hub.sight.referrals import SEES_IT_ALL, own

_ITS_OWN_AFFAIR = frozenset(
    {Skip.NO_LIVE_CONTRACT, Skip.NO_DIRECT_REFERRALS, Skip.NO_AGREEMENT, Skip.PAUSED, Skip.FULL}
)
"""How a service stands is between it, the commissioner and the coordinator."""
NOT_THEN = "It fits, but could not be sent this referral then."


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A service that was chosen, in which role, the sentences that say why, and whether it was given it.

    It was not where the referral came back all the same, or where it was there already.
    """

    service: str
    role: AssignmentRole
    why: tuple[str, ...]
    was_given: bool


@dataclass(frozen=True, kw_only=True)
class NotChosen:
    """Another service, and the sentence that says why not."""

    service: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ToldDecision:
    """One decision: what caused it, by which table, who was chosen, and why nobody else.

    `nobody` says why nobody leads and is empty where a service does; `table` is None on a day without one.
    `reason` is the code of a decline that caused it, told to those alone who may read it.
    """

    at: datetime
    cause: str
    reason: str | None
    table: str | None
    hash: str | None
    chosen: tuple[Chosen, ...]
    nobody: tuple[str, ...]
    others: tuple[NotChosen, ...]


def decisions(tx: Transaction, referral_id: UUID) -> tuple[ToldDecision, ...]:
    """Tell every decision about a referral of the caller's own, the first one first, as far as it may know.

    Whoever sees a referral as its source is not told how other agencies stand. Raises NotFoundError.
    """
    own(tx, referral_id)
    sees_it_all = tx.scope.role in SEES_IT_ALL
    return tuple(_told(tx, row, sees_it_all=sees_it_all) for row in decisions_of(tx, referral_id))


def _told(tx: Transaction, row: Mapping[str, Any], *, sees_it_all: bool) -> ToldDecision:
    placement, table = row["placement"], _table(tx, row["table_id"])
    cause, _, reason = row["cause"].partition(": ")
    kept = (placement["lead"], *placement["additional"])
    chosen = tuple(_chosen(each, row["given"]) for each in kept if each)
    return ToldDecision(
        at=row["at"],
        cause=cause,
        reason=reason if reason and sees_it_all else None,
        table=table.reference if table else None,
        hash=row["table_hash"],
        chosen=chosen,
        nobody=tuple(placement["why"]),
        others=tuple(_others(row, table, chosen, sees_it_all=sees_it_all)) if table else (),
    )


def _table(tx: Transaction, table_id: UUID | None) -> RoutingTable | None:
    found = table_by_id(tx, table_id, TABLES.known()) if table_id else None
    return TABLES.table(found) if found else None


def _chosen(kept: Mapping[str, Any], given: Collection[str]) -> Chosen:
    return Chosen(
        service=kept["service"],
        role=AssignmentRole(kept["role"]),
        why=tuple(kept["why"]),
        was_given=kept["service"] in given,
    )


def _others(
    row: Mapping[str, Any], table: RoutingTable, chosen: tuple[Chosen, ...], *, sees_it_all: bool
) -> Iterator[NotChosen]:
    """Say of each other service what stopped it: the second step if it came that far, else a cell."""
    decision = decided(table, facts_from_plain(row["facts"]), trace_from_plain(row["trace"], table))
    services = frozenset(each.service for each in chosen)
    passed_over = {service: Skip(code) for service, code in row["placement"]["skipped"]}
    for service, code in passed_over.items():
        if service not in services:
            hidden = code in _ITS_OWN_AFFAIR and not sees_it_all
            yield NotChosen(service=service, why=NOT_THEN if hidden else PASSED_OVER[code])
    for service, sentence in others(decision, services | passed_over.keys()).items():
        yield NotChosen(service=service, why=sentence)
