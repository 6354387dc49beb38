"""What the commissioner and whoever runs the hub see of services: no referral, only how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.access.scopes import require, widen
from hub.db import Transaction
from hub.directory.queries.overview import (
    agreement_numbers,
    contract_versions,
    open_pauses,
    parts_of,
    services_today,
)
from hub.directory.queries.recorded import history, pauses_of
from hub.directory.rules.changes import Key
from hub.directory.rules.differences import Difference, differences
from hub.domain.calendar import london_date
from hub.domain.codes import Certainty, Clock, DirectoryKind, PauseReason, Role
from hub.domain.errors import NotFoundError
from hub.domain.targets import Target, default_targets, read_targets
from hub.sight.ladders import SeenLadder, ladders_of

CELLS = ("crime_types", "flags", "strands", "boroughs", "age_bands", "risks")
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a coverage: its name, its values (none: any), how sure it is, and a note."""

    name: str
    values: tuple[str, ...]
    certainty: Certainty | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How long one clock may run, below high risk and at it, and whether the contract says so itself."""

    clock: Clock
    other: Target
    high: Target
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """One version of one thing: when, by whom, what changed, and why."""

    version: Row
    by: str | None
    changed: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class SeenService:
    """One service with all that is known of its contracts."""

    service: Row
    pauses: tuple[Row, ...]
    partners: tuple[Row, ...]
    contracts: tuple[Row, ...]
    cells: tuple[Cell, ...]
    conditions: str | None
    limits: tuple[Limit, ...]
    ladders: tuple[SeenLadder, ...]
    history: tuple[Told, ...]


def all_services(tx: Transaction) -> tuple[Row, ...]:
    """List every service with today's contract, its capacity, its `pauses` and its joint `partners`."""
    require(tx.scope, Role.COMMISSIONER, Role.ADMINISTRATOR)
    return _with_parts(tx, services_today(tx))


def services_of_agency(tx: Transaction, agency: str) -> tuple[tuple[Row, ...], tuple[Told, ...]]:
    """List an agency's services as `all_services` does, and the versions of all that is its own."""
    require(tx.scope, Role.ADMINISTRATOR)
    widen(tx)
    found = _with_parts(tx, services_today(tx, agency=agency))
    slugs = [each["slug"] for each in found]
    contracts = contract_versions(tx, slugs)
    agreements = [(DirectoryKind.AGREEMENT, number) for number in agreement_numbers(tx, agency)]
    keys = [(DirectoryKind.AGENCY, agency), *agreements, *_keys(tx, slugs, contracts)]
    return found, _told(history(tx, *keys))


def seen_service(tx: Transaction, slug: str) -> SeenService:
    """Show one service; raises NotFoundError."""
    require(tx.scope, Role.COMMISSIONER)
    found = next(iter(_with_parts(tx, services_today(tx, slug=slug))), None)
    if found is None:
        raise NotFoundError("There is no such service.")
    contracts = contract_versions(tx, [slug])
    today = london_date(tx.now)
    shown = _shown(contracts, today)
    return SeenService(
        service=found,
        pauses=found["pauses"],
        partners=found["partners"],
        contracts=contracts,
        cells=_cells(shown) if shown else (),
        conditions=shown["conditions"] if shown else None,
        limits=_limits(shown, today),
        ladders=ladders_of(shown["ladder"] if shown else {}, today),
        history=_told(history(tx, *_keys(tx, [slug], contracts))),
    )


def _with_parts(tx: Transaction, services: Sequence[Row]) -> tuple[Row, ...]:
    found = open_pauses(tx, [each["slug"] for each in services])
    pauses = [{**each, "reason": PauseReason(each["reason"])} for each in found]
    parts = parts_of(tx, sorted({each["award"] for each in services if each["award"]}))
    return tuple(
        {
            **each,
            "certainty": Certainty(each["certainty"]) if each["certainty"] else None,
            "opening_certainty": Certainty(each["opening_certainty"]),
            "pauses": tuple(one for one in pauses if one["service"] == each["slug"]),
            "partners": tuple(
                one for one in parts if one["award"] == each["award"] and one["slug"] != each["slug"]
            ),
            "is_full": each["open_at_once"] is not None and each["open_at_once"] <= each["in_hand"],
        }
        for each in services
    )


def _shown(contracts: Sequence[Row], today: date) -> Row | None:
    """Choose whose coverage and targets are shown: the contract of today, else the last one."""
    real = [each for each in contracts if each["superseded_at"] is None]
    held = [each for each in real if each["starts_on"] <= today < each["ends_before"]]
    return next(iter(held or real), None)


def _cells(contract: Row) -> tuple[Cell, ...]:
    said = contract["cells"] or {}
    return tuple(
        Cell(
            name=name,
            values=tuple(contract[name] or ()),
            certainty=Certainty(said[name]["certainty"]),
            note=said[name].get("note", ""),
        )
        for name in CELLS
        if name in said
    )


def _limits(contract: Row | None, today: date) -> tuple[Limit, ...]:
    own, usual = read_targets(contract["targets"] if contract else {}), default_targets(today)
    return tuple(
        Limit(
            clock=clock,
            other=own.get((clock, False), usual[clock, False]),
            high=own.get((clock, True), usual[clock, True]),
            is_own=(clock, False) in own or (clock, True) in own,
        )
        for clock in Clock
    )


def _keys(tx: Transaction, slugs: Sequence[str], contracts: Sequence[Row]) -> list[Key]:
    references = sorted({each["reference"] for each in contracts if each["carried_from"] is None})
    return [
        *((DirectoryKind.SERVICE, slug) for slug in slugs),
        *((DirectoryKind.CONTRACT, reference) for reference in references),
        *pauses_of(tx, *slugs),
    ]


def _told(versions: Sequence[Row]) -> tuple[Told, ...]:
    return tuple(
        Told(
            version=each,
            by=each["account_name"] or each["agency_name"],
            changed=differences(each["before"], each["content"]),
        )
        for each in versions
    )
