"""From the tables of the file to values; what stands across tables is checked elsewhere."""

from collections.abc import Mapping

from hub.directory.rules.opening import ALWAYS
from hub.directory.rules.reading import TableReader
from hub.directory.rules.values import (
    Agency,
    Agreement,
    Contract,
    Coverage,
    CoverageCell,
    Endpoint,
    OpenCases,
    PlainOpening,
    Service,
    Unit,
)
from hub.domain.codes import (
    AgeBand,
    AgencyKind,
    Borough,
    Certainty,
    ChannelKind,
    CrimeType,
    EndpointPurpose,
    RiskBand,
)

ANY = "any"


def agency(table: TableReader) -> Agency:
    """Read one agency with its mailboxes and units."""
    read = Agency(
        slug=table.slug("slug"),
        name=table.text("name"),
        kind=table.choice("kind", AgencyKind),
        endpoints=tuple(
            Endpoint(purpose=purpose, channel=ChannelKind.EMAIL, address=table.mailbox(purpose))
            for purpose in (EndpointPurpose.DUTY, EndpointPurpose.MANAGER)
        ),
        units=tuple(_unit(inner) for inner in table.tables("unit", required=False)),
    )
    if table.has("agreement"):
        # Read by `agreement`; here only so that it is no unknown key.
        table.plain("agreement")
    table.close()
    return read


def _unit(table: TableReader) -> Unit:
    read = Unit(slug=table.slug("slug"), name=table.text("name"), mailbox=table.mailbox("mailbox"))
    table.close()
    return read


def agreement(of_agency: str, table: TableReader) -> Agreement:
    """Read the data agreement of one agency."""
    starts, ends = table.period()
    read = Agreement(
        agency=of_agency,
        number=table.text("number"),
        starts=starts,
        ends=ends,
        certainty=table.choice("certainty", Certainty),
    )
    table.close()
    return read


def service(table: TableReader, openings: Mapping[str, PlainOpening]) -> Service:
    """Read one service; `openings` are the weeks that the file names."""
    opening = table.text("opening")
    if opening and opening not in openings:
        table.fault("opening", "unknown_code", f"No opening is called {opening!r}.")
    read = Service(
        slug=table.slug("slug"),
        provider=table.text("provider"),
        name=table.text("name"),
        description=table.text("description"),
        opening=openings.get(opening, ALWAYS),
        opening_certainty=table.choice("opening_certainty", Certainty),
        phone=table.text("phone", default="") or None,
        without_consent=table.flag("without_consent", default=False),
        direct_referrals=table.flag("direct_referrals", default=True),
        coverage=_coverage(table.table("coverage")),
    )
    if table.has("contract"):
        # Read by `contract`; here only so that it is no unknown key.
        table.plain("contract")
    table.close()
    return read


def _coverage(table: TableReader) -> Coverage:
    read = Coverage(
        crime_types=_cell(table.table("crime_types"), {*CrimeType}),
        boroughs=_cell(table.table("boroughs"), {*Borough}),
        ages=_cell(table.table("ages"), {*AgeBand}),
        risks=_cell(table.table("risks"), {*RiskBand}),
    )
    table.close()
    return read


def _cell(table: TableReader, allowed: set[str]) -> CoverageCell:
    any_value = table.plain("values") == ANY
    read = CoverageCell(
        values=() if any_value else table.codes("values", allowed),
        certainty=table.choice("certainty", Certainty),
        note=table.text("note", default=""),
    )
    table.close()
    return read


def contract(of_service: str, table: TableReader) -> Contract:
    """Read one contract of a service."""
    starts, ends = table.period()
    open_cases = table.choice("open_cases", OpenCases)
    finish_by = table.day("finish_by") if open_cases is OpenCases.FINISH else None
    if finish_by is not None and table.has("finish_by") and finish_by < ends:
        table.fault("finish_by", "dates_reversed", f"{finish_by} is before the contract's end.")
    read = Contract(
        service=of_service,
        reference=table.text("reference"),
        starts=starts,
        ends=ends,
        certainty=table.choice("certainty", Certainty),
        open_cases=open_cases,
        finish_by=finish_by,
        retention_months=table.count("retention_months"),
    )
    table.close()
    return read
