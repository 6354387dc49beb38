"""A draft tried before anything is signed: which cells change, and where a quarter would have gone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.db import Transaction
from hub.directory.queries import offers_on
from hub.directory.queries.days import service_days
from hub.directory.rules import read_routing_table
from hub.domain.calendar import ONE_DAY, london_date
from hub.domain.errors import Fault, InvalidError
from hub.domain.quarter import Quarter
from hub.domain.routing_content import TableContent
from hub.domain.routing_table import Facts, RoutingTable, row_from_plain
from hub.domain.service_days import ServiceDays
from hub.intake.queries.kinds import RoutedKind, routed_kinds
from hub.routing.queries import published_tables, table_named
from hub.routing.rules import Consent
from hub.routing.rules.compare import Asked, Change, Moves, changed_cells, moves
from hub.routing.rules.survey import rows_on
from hub.sight.naming import names


@dataclass(frozen=True, kw_only=True)
class TrialTable:
    """A table to be compared, drafted or published, in force from its first day up to, without, another."""

    table: RoutingTable
    starts_on: date
    ends_before: date

    def on(self, today: date) -> tuple[RoutingTable, date]:
        """Give the table with the rows in force today, or on the nearest day of its time, and that day."""
        day = min(max(today, self.starts_on), self.ends_before - ONE_DAY)
        rows = rows_on(self.table.rows, day)
        return RoutingTable(reference=self.table.reference, rows=rows), day


@dataclass(frozen=True, kw_only=True)
class WeighedChange:
    """Cells that change alike, and how many of the quarter's referrals lie in them."""

    change: Change
    referrals: int


@dataclass(frozen=True, kw_only=True)
class Volume:
    """How many of the quarter's referrals a service has under either table, as lead or in addition.

    `bought` is what the contract in force on the day of the draft that was looked at counts with; None where
    it says nothing, or where there is no contract on that day (`is_contracted` is false).
    """

    service: str
    before: int
    after: int
    bought: int | None
    is_contracted: bool

    @property
    def is_over(self) -> bool:
        """Whether the draft sends more than was bought."""
        return self.bought is not None and self.after > self.bought


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that a draft would change; `on` is the day of its time whose rows and contracts were looked at."""

    before: str
    after: str
    on: date
    quarter: Quarter
    changes: tuple[WeighedChange, ...]
    moves: Moves
    volumes: tuple[Volume, ...]
    names: dict[str, str]

    def plain(self) -> dict[str, Any]:
        """Give it as JSON-able values."""
        found = self.moves
        return {
            "before": self.before,
            "after": self.after,
            "on": self.on.isoformat(),
            "quarter": str(self.quarter),
            "referrals": {"all": found.all, "changed": found.changed, "to_nobody": found.to_nobody},
            "moved": [
                {"before": before.plain(), "after": after.plain(), "referrals": count}
                for (before, after), count in found.moved.most_common()
            ],
            "added": dict(found.added.most_common()),
            "removed": dict(found.removed.most_common()),
            "volumes": [{**vars(each), "is_over": each.is_over} for each in self.volumes],
            "cells": [{**each.change.plain(), "referrals": each.referrals} for each in self.changes],
        }


def draft_of(text: str) -> TrialTable:
    """Read a draft from a file with a routing table; raises DirectoryFileError with every fault."""
    return trial_of(read_routing_table(text).content())


def trial_of(content: TableContent) -> TrialTable:
    """Take what is drafted as a table to be compared."""
    return TrialTable(
        table=RoutingTable(reference=content.reference, rows=content.read_rows()),
        starts_on=content.starts_on,
        ends_before=content.ends_before,
    )


def published_table(tx: Transaction, reference: str | None) -> TrialTable:
    """Read a published table by its reference, or the one in force today.

    Raises InvalidError where there is none, and says which there are.
    """
    today = london_date(tx.now)
    known = published_tables(tx)
    in_force = (each["name"] for each in known if each["starts_on"] <= today < each["ends_before"])
    name = reference or next(in_force, None)
    found = table_named(tx, name) if name else None
    if found is None:
        there = ", ".join(each["name"] for each in known) or "none"
        message = f"There is no such published routing table. Published are: {there}."
        raise InvalidError(
            message, faults=(Fault(pointer="/against", code="unknown_table", message=message),)
        )
    rows = tuple(row_from_plain(row) for row in found["rows"])
    return TrialTable(
        table=RoutingTable(reference=found["name"], rows=rows),
        starts_on=found["starts_on"],
        ends_before=found["ends_before"],
    )


def compared(
    tx: Transaction, draft: TrialTable, against: TrialTable, quarter: Quarter | None = None
) -> Comparison:
    """Compare a draft with a published table over all facts, and over a quarter's referrals.

    The quarter is the last whole one unless told. Each referral's facts as stored are asked of the rows in
    force today, or on the nearest day of the table's time, whatever day it came on.
    """
    today = london_date(tx.now)
    asked_of = quarter or Quarter.of_day(today).previous()
    before, _ = against.on(today)
    after, day = draft.on(today)
    kinds = routed_kinds(tx, asked_of)
    found = moves(before, after, _asked(kinds), _without_consent(tx, today))
    facts: Counter[Facts] = Counter()
    for kind, count in kinds.items():
        facts[kind.facts] += count
    return Comparison(
        before=before.reference,
        after=after.reference,
        on=day,
        quarter=asked_of,
        changes=_weighed(changed_cells(before.rows, after.rows), facts),
        moves=found,
        volumes=_volumes(found, service_days(tx), day),
        names=names(tx).services,
    )


def _asked(kinds: Counter[RoutedKind]) -> dict[Asked, int]:
    return {
        Asked(
            facts=kind.facts,
            consent=Consent(basis=kind.basis, scope=kind.scope, services=kind.services),
            excluded=kind.excluded,
        ): count
        for kind, count in kinds.items()
    }


def _without_consent(tx: Transaction, today: date) -> frozenset[str]:
    return frozenset(slug for slug, offer in offers_on(tx, today).items() if offer.without_consent)


def _weighed(changes: tuple[Change, ...], facts: Counter[Facts]) -> tuple[WeighedChange, ...]:
    found = [
        WeighedChange(
            change=change,
            referrals=sum(count for each, count in facts.items() if change.box.holds(each)),
        )
        for change in changes
    ]
    return tuple(sorted(found, key=lambda each: -each.referrals))


def _volumes(found: Moves, services: dict[str, ServiceDays], day: date) -> tuple[Volume, ...]:
    volumes = []
    for service in sorted({*found.before, *found.after}):
        contracts = services.get(service, ServiceDays()).contracts
        contract = next((each for each in contracts if each.starts_on <= day < each.ends_before), None)
        volumes.append(
            Volume(
                service=service,
                before=found.before[service],
                after=found.after[service],
                bought=contract.referrals_a_quarter if contract else None,
                is_contracted=contract is not None,
            )
        )
    return tuple(volumes)
