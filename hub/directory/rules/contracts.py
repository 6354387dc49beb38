"""From the tables of the file to contracts: the terms, the targets, and for whom and where."""

from collections.abc import Collection
from datetime import timedelta

from hub.directory.rules.contract_ladders import ladders
from hub.directory.rules.reading import NO_DAY, TableReader
from hub.directory.rules.values import Contract, Coverage, CoverageCell, OpenCases, PlainTargets
from hub.domain.codes import FLAGS, AgeBand, Borough, Certainty, Clock, CrimeType, HateStrand, RiskBand
from hub.domain.targets import Target

ANY = "any"
A_DAY = timedelta(days=1)
BANDS = ("high", "other")
"""For whom a target holds: people at high risk, and all others."""


_ANY_CELL = CoverageCell(values=(), certainty=Certainty.NOT_KNOWN)
NOT_SAID = Coverage(crime_types=_ANY_CELL, boroughs=_ANY_CELL, ages=_ANY_CELL, risks=_ANY_CELL)
"""For a service that leaves its coverage to its contracts, or has none."""


def coverage(table: TableReader) -> Coverage:
    """Read for whom something is, cell by cell."""
    read = Coverage(
        crime_types=_cell(table.table("crime_types"), {*CrimeType}),
        boroughs=_cell(table.table("boroughs"), {*Borough}),
        ages=_cell(table.table("ages"), {*AgeBand}),
        risks=_cell(table.table("risks"), {*RiskBand}),
        flags=_perhaps_cell(table, "flags", FLAGS),
        strands=_perhaps_cell(table, "strands", {*HateStrand}),
        conditions=table.words("conditions"),
    )
    table.close()
    return read


def _perhaps_cell(table: TableReader, key: str, allowed: Collection[str]) -> CoverageCell | None:
    if not table.has(key):
        table.leave(key)
        return None
    return _cell(table.table(key), allowed)


def _cell(table: TableReader, allowed: Collection[str]) -> CoverageCell:
    any_value = table.plain("values") == ANY
    read = CoverageCell(
        values=() if any_value else table.codes("values", allowed),
        certainty=table.choice("certainty", Certainty),
        note=table.text("note", default=""),
    )
    table.close()
    return read


def contract(of_service: str, table: TableReader, of_all: Coverage) -> Contract:
    """Read one contract of a service, whose coverage is `of_all` unless the contract has its own."""
    starts, ends_before = table.days()
    open_cases = table.choice("open_cases", OpenCases)
    finish_by = table.day("finish_by") if open_cases is OpenCases.FINISH else None
    if finish_by is not None and NO_DAY not in {finish_by, ends_before} and finish_by < ends_before - A_DAY:
        table.fault("finish_by", "dates_reversed", f"{finish_by} is before the contract's end.")
    read = Contract(
        service=of_service,
        reference=table.text("reference"),
        award=table.words("award"),
        awarded=table.perhaps_day("awarded"),
        starts=starts,
        ends_before=ends_before,
        certainty=table.choice("certainty", Certainty),
        referrals_a_quarter=table.limit("referrals_a_quarter"),
        open_at_once=table.limit("open_at_once"),
        open_cases=open_cases,
        finish_by=finish_by,
        retention_months=table.count("retention_months"),
        targets=_targets(table.table("targets")) if table.has("targets") else {},
        ladder=ladders(table.table("ladder")) if table.has("ladder") else {},
        coverage=coverage(table.table("coverage")) if table.has("coverage") else of_all,
    )
    table.leave("targets", "ladder", "coverage")
    table.close()
    return read


def _targets(table: TableReader) -> PlainTargets:
    found: PlainTargets = {}
    for clock in table.names():
        limits = table.table(clock)
        if clock not in set(Clock):
            table.fault(clock, "unknown_code", f"{clock!r} is none of {', '.join(Clock)}.")
        else:
            found[clock] = {band: _target(limits, band) for band in BANDS if limits.has(band)}
            limits.close()
    return found


def _target(limits: TableReader, band: str) -> str:
    said = limits.text(band)
    try:
        return str(Target.parse(said))
    except ValueError as error:
        if said:
            limits.fault(band, "bad_target", f"{said!r} is no limit; {error}.")
        return said
