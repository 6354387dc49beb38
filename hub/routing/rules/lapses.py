"""Rows whose service cannot take anybody on some days: contract cliffs, contracts to come, and pauses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.domain.codes import PauseReason
from hub.domain.routing_table import Row, RowRole
from hub.domain.service_days import ContractDays, ServiceDays

Days = tuple[date, date]
"""Half-open."""


class LapseKind(StrEnum):
    """Why a service of a row takes nobody."""

    ENDED = "ended"
    """Its contract has ended; the cliff."""
    NOT_BEGUN = "not_begun"
    NO_CONTRACT = "no_contract"
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """Days on which one service of a row takes nobody; no `ends_before` where no end is in sight.

    `others` are the services of the same row that can take the referral when it begins; none, and it is a
    lead row: a gap opens on that day.
    """

    row: Row
    service: str
    kind: LapseKind
    starts_on: date
    ends_before: date | None
    others: tuple[str, ...] = ()
    reason: PauseReason | None = None

    @property
    def opens_gap(self) -> bool:
        """Whether nobody is left to lead."""
        return self.row.role is RowRole.LEAD and not self.others

    def is_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


def lapses(rows: Iterable[Row], services: Mapping[str, ServiceDays], during: Days) -> tuple[Lapse, ...]:
    """Find every lapse of the rows' services and alternates that touches the half-open days `during`.

    A service that `services` lacks has no contract. The earliest come first.
    """
    found = [lapse for row in rows for lapse in _of_row(row, services, during)]
    return tuple(sorted(found, key=lambda lapse: (lapse.starts_on, lapse.row.position)))


def _of_row(row: Row, services: Mapping[str, ServiceDays], during: Days) -> Iterator[Lapse]:
    window = _meet(during, row.starts_on, row.ends_before)
    named = tuple(service for service in (row.service, *row.alternates) if service)
    for service in named:
        days = services.get(service, ServiceDays())
        for kind, starts_on, ends_before, reason in (*_uncontracted(days, window), *_paused(days, window)):
            begins = max(starts_on, window[0])
            takers = tuple(
                other
                for other in named
                if other != service and can_take(services.get(other, ServiceDays()), begins)
            )
            yield Lapse(
                row=row,
                service=service,
                kind=kind,
                starts_on=starts_on,
                ends_before=ends_before,
                others=takers,
                reason=reason,
            )


def can_take(days: ServiceDays, day: date) -> bool:
    """Say whether a service has a contract in force on a day and is not paused."""
    bought = any(each.starts_on <= day < each.ends_before for each in days.contracts)
    paused = any(
        each.starts_on <= day and (each.ends_before is None or day < each.ends_before) for each in days.pauses
    )
    return bought and not paused


Found = tuple[LapseKind, date, date | None, PauseReason | None]


def _uncontracted(days: ServiceDays, window: Days) -> Iterator[Found]:
    for start, end in _between(days.contracts, window):
        ended = [each.ends_before for each in days.contracts if each.ends_before <= start]
        begins = any(each.starts_on == end for each in days.contracts)
        to_come = any(each.starts_on >= end for each in days.contracts)
        kind = LapseKind.NOT_BEGUN if to_come else LapseKind.NO_CONTRACT
        if ended:
            kind = LapseKind.ENDED
        yield kind, max(ended, default=start), end if begins else None, None


def _paused(days: ServiceDays, window: Days) -> Iterator[Found]:
    for each in days.pauses:
        if each.starts_on < window[1] and (each.ends_before is None or each.ends_before > window[0]):
            yield LapseKind.PAUSED, each.starts_on, each.ends_before, each.reason


def _between(contracts: Sequence[ContractDays], window: Days) -> Iterator[Days]:
    """Give the days of the window that no contract holds."""
    at, end = window
    for each in sorted(contracts, key=lambda contract: contract.starts_on):
        if at < min(each.starts_on, end):
            yield at, min(each.starts_on, end)
        at = max(at, each.ends_before)
    if at < end:
        yield at, end


def _meet(days: Days, starts_on: date | None, ends_before: date | None) -> Days:
    start, end = days
    return max(start, starts_on or start), min(end, ends_before or end)


def changes(rows: Iterable[Row], services: Mapping[str, ServiceDays], during: Days) -> frozenset[date]:
    """Give the days within `during` from which a row, a contract or a pause of a row's services differs."""
    named: set[str] = set()
    found: set[date | None] = set()
    for row in rows:
        named |= {service for service in (row.service, *row.alternates) if service}
        found |= {row.starts_on, row.ends_before}
    for service in named & set(services):
        days = services[service]
        found |= {day for each in days.contracts for day in (each.starts_on, each.ends_before)}
        found |= {day for each in days.pauses for day in (each.starts_on, each.ends_before)}
    return frozenset(day for day in found if day and during[0] < day < during[1])
