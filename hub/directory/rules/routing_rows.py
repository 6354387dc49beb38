"""The routing table of the file: its rows, each sound in itself."""

from collections import Counter
from datetime import date

from hub.directory.rules.reading import NO_DAY, TableReader
from hub.directory.rules.routing_examples import example, signed_off
from hub.directory.rules.routing_values import RoutingRow, RoutingTable
from hub.domain.codes import (
    FLAGS,
    AgeBand,
    Borough,
    Certainty,
    CrimeType,
    HateStrand,
    Relationship,
    RiskBand,
    UnitTask,
)
from hub.domain.routing_table import WHOLE_AREA

LEAD = "lead"
ADDITIONAL = "additional"
INFORMATION_ONLY = "information_only"
ROLES = (LEAD, ADDITIONAL, INFORMATION_ONLY)
HOME = "home"
PLACES = (HOME, "lives_works_or_visits")
LONGEST_REFERENCE = 100
MOST_ROWS = 1000
"""Rows, and examples, and gaps left on purpose: three times what a table that people can read has."""


def routing_table(table: TableReader) -> RoutingTable:
    """Read the head of the table, its rows, its examples and the gaps left on purpose, in their order."""
    starts, ends_before = _days(table)
    if too_many := [key for key in ("row", "example", "signed_off") if table.size(key) > MOST_ROWS]:
        for key in too_many:
            table.fault(key, "too_many", f"A table has {MOST_ROWS:,} of these at most.")
        return RoutingTable(
            reference=table.text("reference"), starts=starts, ends_before=ends_before, rows=()
        )
    read = RoutingTable(
        reference=table.text("reference"),
        starts=starts,
        ends_before=ends_before,
        rows=tuple(_row(inner, position) for position, inner in enumerate(table.tables("row"), start=1)),
        examples=tuple(example(inner) for inner in table.tables("example", required=False)),
        signed_off=tuple(signed_off(inner) for inner in table.tables("signed_off", required=False)),
    )
    table.close()
    if len(read.reference) > LONGEST_REFERENCE:
        table.fault("reference", "too_long", f"A reference has {LONGEST_REFERENCE} characters at most.")
    _check_names(table, "row", [row.key for row in read.rows])
    _check_names(table, "example", [each.name for each in read.examples])
    return read


def _days(table: TableReader) -> tuple[date, date]:
    starts, ends_before = table.day("starts"), table.day("ends_before")
    if NO_DAY not in {starts, ends_before} and ends_before <= starts:
        message = f"It ends before {ends_before}, but starts on {starts}."
        table.fault("ends_before", "dates_reversed", message)
    return starts, ends_before


def _check_names(table: TableReader, key: str, names: list[str]) -> None:
    for name, times in Counter(names).items():
        if name and times > 1:
            table.fault(key, "duplicate_slug", f"{name!r} stands for two of these.")


def _row(table: TableReader, position: int) -> RoutingRow:
    read = RoutingRow(
        position=position,
        key=table.slug("key"),
        role=_one_of(table, "role", ROLES, None),
        service=table.text("service", default="") or None,
        crime_types=table.codes("crime_types", {*CrimeType}),
        aspects=table.codes("aspects", FLAGS),
        also=table.codes("also", FLAGS),
        without=table.codes("without", FLAGS),
        strands=table.codes("strands", {*HateStrand}),
        boroughs=table.codes("boroughs", {*Borough, WHOLE_AREA}),
        places=_one_of(table, "places", PLACES, HOME),
        age_bands=table.codes("ages", {*AgeBand}),
        risks=table.codes("risks", {*RiskBand}),
        relationships=table.codes("relationships", {*Relationship}),
        alternates=table.texts("alternates"),
        because=table.text("because"),
        note=table.text("note", default=""),
        only_if_named=table.flag("only_if_named", default=False),
        unit_task=table.choice("unit_task", UnitTask) if table.has("unit_task") else None,
        certainty=table.choice("certainty", Certainty),
        starts_on=table.day("starts") if table.has("starts") else None,
        ends_before=table.day("ends_before") if table.has("ends_before") else None,
    )
    table.close()
    _check_shape(table, read)
    return read


def _one_of(table: TableReader, key: str, allowed: tuple[str, ...], default: str | None) -> str:
    value = table.text(key, default=default)
    if value and value not in allowed:
        table.fault(key, "unknown_code", f"{value!r} is none of {', '.join(allowed)}.")
    return value


def _check_shape(table: TableReader, row: RoutingRow) -> None:
    if row.role == LEAD and row.service is None:
        table.fault("service", "missing", "A lead row names its service.")
    if row.role == ADDITIONAL and row.service is None and row.unit_task is None:
        table.fault("service", "missing", "An additional row names a service or a task for the unit.")
    if row.role == INFORMATION_ONLY and row.service is not None:
        table.fault("service", "row_shape", "Information only sends nobody; leave the service out.")
    if row.role != LEAD and row.alternates:
        table.fault("alternates", "row_shape", "Only a lead row has alternates.")
    if row.role != ADDITIONAL and row.only_if_named:
        table.fault("only_if_named", "row_shape", "Only an additional row may wait to be named.")
    if row.starts_on and row.ends_before and NO_DAY < row.ends_before <= row.starts_on:
        table.fault("ends_before", "dates_reversed", "The row ends before it starts.")
    if len({row.service, *row.alternates}) <= len(row.alternates):
        table.fault("alternates", "listed_twice", "A service stands in this row twice.")
