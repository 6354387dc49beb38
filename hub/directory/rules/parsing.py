"""From the tables of the file to values; what stands across tables is checked elsewhere."""

from collections.abc import Mapping

from hub.directory.rules.opening import ALWAYS
from hub.directory.rules.reading import NO_DAY, TableReader
from hub.directory.rules.values import (
    Agreement,
    Pause,
    PlainOpening,
    Service,
    SupportAgency,
)
from hub.domain.codes import (
    Borough,
    Certainty,
    CrimeType,
    HateStrand,
    PauseReason,
)


def agreement(of_agency: str, table: TableReader) -> Agreement:
    """Read a data agreement of one agency."""
    starts, ends_before = table.days()
    read = Agreement(
        agency=of_agency,
        number=table.text("number"),
        starts=starts,
        ends_before=ends_before,
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
        phone=table.words("phone"),
        without_consent=table.flag("without_consent", default=False),
        direct_referrals=table.flag("direct_referrals", default=True),
    )
    table.leave("coverage", "contract", "pause")
    table.close()
    return read


def pause(of_service: str, table: TableReader) -> Pause:
    """Read the days on which a service takes nobody new."""
    starts, ends_before = table.day("starts"), table.perhaps_day("ends_before")
    if ends_before is not None and NO_DAY not in {starts, ends_before} and ends_before < starts:
        table.fault("ends_before", "dates_reversed", f"It ends before {ends_before} and starts on {starts}.")
    read = Pause(
        service=of_service,
        starts=starts,
        ends_before=ends_before,
        reason=table.choice("reason", PauseReason),
        note=table.words("note"),
    )
    table.close()
    return read


def support_agency(table: TableReader) -> SupportAgency:
    """Read one agency that nobody here commissioned."""
    checked, closed = table.day("checked"), table.perhaps_day("closed")
    read = SupportAgency(
        slug=table.slug("slug"),
        name=table.text("name"),
        description=table.text("description"),
        national=table.flag("national", default=False),
        boroughs=table.codes("boroughs", {*Borough}),
        crime_types=table.codes("crime_types", {*CrimeType}),
        strands=table.codes("strands", {*HateStrand}),
        phone=table.words("phone"),
        email=table.mailbox("email") if table.has("email") else None,
        website=table.website("website"),
        checked=checked,
        closed=closed,
    )
    table.leave("email")
    if read.national and read.boroughs:
        table.fault("boroughs", "national_and_local", "A national agency is for every borough; list none.")
    table.close()
    return read
