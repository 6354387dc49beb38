"""The examples that travel with a routing table, and the gaps that it leaves to a person on purpose."""

from hub.directory.rules.reading import TableReader
from hub.domain.codes import (
    FLAGS,
    MERSEYSIDE,
    AgeBand,
    Borough,
    CrimeType,
    HateStrand,
    Relationship,
    RiskBand,
    UnitTask,
)
from hub.domain.routing_content import Example, SignedOff
from hub.domain.routing_table import WHOLE_AREA, Cell

ANSWERS = ("lead", "information_only", "triage", "outside_area")


def example(table: TableReader) -> Example:
    """Read one example: the facts in the codes of a submission, and what should come of them."""
    read = Example(
        name=table.text("name"),
        note=table.text("note", default=""),
        received_on=table.day("received_on") if table.has("received_on") else None,
        crime_type=table.choice("crime_type", CrimeType),
        flags=table.codes("flags", FLAGS),
        strands=table.codes("strands", {*HateStrand}),
        borough=table.choice("borough", Borough, Borough.NOT_KNOWN),
        works_or_visits=table.codes("works_or_visits", MERSEYSIDE),
        incident_borough=table.choice("incident_borough", Borough, Borough.NOT_KNOWN),
        age_band=table.choice("age", AgeBand, AgeBand.NOT_KNOWN),
        risk=table.choice("risk", RiskBand, RiskBand.NOT_KNOWN),
        relationship=table.choice("relationship", Relationship, Relationship.VICTIM),
        consent_names=table.texts("consent_names"),
        lead=table.text("lead", default="") or None,
        information_only=table.flag("information_only", default=False),
        triage=table.flag("triage", default=False),
        outside_area=table.flag("outside_area", default=False),
        additional=table.texts("additional"),
        unit_task=table.choice("unit_task", UnitTask) if table.has("unit_task") else None,
        row=table.text("row", default="") or None,
    )
    table.close()
    _check_answer(table, read)
    return read


def _check_answer(table: TableReader, read: Example) -> None:
    given = [answer for answer in ANSWERS if getattr(read, answer)]
    if len(given) != 1:
        table.fault("lead", "one_answer", f"Give exactly one of {', '.join(ANSWERS)}.")
    if read.additional and not read.lead:
        table.fault("additional", "one_answer", "Nobody additional is sent without a lead.")


def signed_off(table: TableReader) -> SignedOff:
    """Read one gap that is left on purpose; it must say where it is, or it would be all of the table."""
    cells = {
        Cell.CRIME_TYPES: table.codes("crime_types", {*CrimeType}),
        Cell.ASPECTS: table.codes("aspects", FLAGS),
        Cell.ALSO: table.codes("also", FLAGS),
        Cell.WITHOUT: table.codes("without", FLAGS),
        Cell.STRANDS: table.codes("strands", {*HateStrand}),
        Cell.RELATIONSHIPS: table.codes("relationships", {*Relationship}),
        Cell.AGE_BANDS: table.codes("ages", {*AgeBand}),
        Cell.RISKS: table.codes("risks", {*RiskBand}),
        Cell.BOROUGHS: table.codes("boroughs", {*Borough, WHOLE_AREA}),
    }
    read = SignedOff(
        reason=table.text("reason"),
        by=table.text("by"),
        expires=table.day("expires"),
        **{str(cell): values for cell, values in cells.items()},
    )
    table.close()
    if not any(cells.values()):
        table.fault("aspects", "missing", "Say which gap is left: fill at least one cell.")
    return read
