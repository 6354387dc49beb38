"""A directory file as a whole: its text to checked values, or every fault at once, each with its line."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hub.directory.rules import contracts, parsing, reaching
from hub.directory.rules.checking import Places, check
from hub.directory.rules.lines import line_at, lines_of
from hub.directory.rules.opening import read_openings
from hub.directory.rules.reading import Faults, TableReader
from hub.directory.rules.routing_rows import routing_table
from hub.directory.rules.routing_values import RoutingTable
from hub.directory.rules.values import (
    Agency,
    Agreement,
    Contract,
    Coverage,
    Directory,
    Pause,
    Service,
    SupportAgency,
)
from hub.domain.errors import DirectoryFileError, Fault

SECTIONS = ("agency", "service", "support_agency", "routing_table")
_AT_LINE = re.compile(r"at line (\d+)")
_TOO_DEEP = re.compile(r"""(?:(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""")
"""A key of more parts than anything here has: Python's reader takes the square of their number in steps."""
_NESTED = "It is nested deeper than anything in such a file."


def read_directory(text: str) -> Directory:
    """Read the TOML text of a directory file, which may hold any of its sections.

    Raises DirectoryFileError with every fault of the file and its line; pointers count lists from nought.
    """
    faults = Faults()
    read = Reading(file=TableReader(_tables(text), "", faults))
    directory = read.directory()
    check(directory, faults, read.places)
    if faults.found:
        raise DirectoryFileError(_sentence(faults.found), faults=_with_lines(faults.found, text))
    return directory


def located(error: DirectoryFileError, text: str) -> DirectoryFileError:
    """Give what was found wrong with a file that was sound in itself, with the lines of its text."""
    return DirectoryFileError(error.message, faults=_with_lines(error.faults, text))


def read_routing_table(text: str) -> RoutingTable:
    """Read the routing table alone: of a file that holds nothing else, or of a whole directory file.

    Raises DirectoryFileError with every fault of the file; a directory file must be sound as a whole.
    """
    tables = _tables(text)
    if {"agency", "service"} & tables.keys():
        found = read_directory(text).routing_table
        if found is None:
            fault = Fault(pointer="/routing_table", code="missing", message="This must be given.", line=1)
            raise DirectoryFileError("The file has no routing table.", faults=(fault,))
        return found
    faults = Faults()
    file = TableReader(tables, "", faults)
    read = routing_table(file.table("routing_table"))
    file.close()
    if faults.found:
        raise DirectoryFileError(_sentence(faults.found), faults=_with_lines(faults.found, text))
    return read


def _tables(text: str) -> dict[str, object]:
    if deep := _TOO_DEEP.search(text):
        raise _no_toml(_NESTED, text.count("\n", 0, deep.start()) + 1)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise _no_toml(_NESTED, 1) from error
    except ValueError as error:  # not TOML, or a number of more digits than Python reads
        said = _AT_LINE.search(str(error))
        raise _no_toml(str(error), int(said[1]) if said else text.count("\n") + 1) from error


def _no_toml(message: str, line: int) -> DirectoryFileError:
    fault = Fault(pointer="", code="syntax", message=message, line=line)
    return DirectoryFileError("The file is not TOML.", faults=(fault,))


def _with_lines(faults: Sequence[Fault], text: str) -> tuple[Fault, ...]:
    lines = lines_of(text)
    found = [replace(fault, line=line_at(lines, fault.pointer)) for fault in faults]
    return tuple(sorted(found, key=lambda fault: fault.line or 0))


def _sentence(faults: Sequence[Fault]) -> str:
    first, count = faults[0], len(faults)
    if count == 1:
        return f"The file has a fault, {first.pointer}: {first.message}"
    return f"The file has {count} faults, first {first.pointer}: {first.message}"


@dataclass
class Reading:
    """What has been read of a file so far, each list beside the pointers of where its things stand."""

    file: TableReader
    agencies: list[Agency] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    support_agencies: list[SupportAgency] = field(default_factory=list)
    places: Places = field(default_factory=lambda: defaultdict(list))

    def directory(self) -> Directory:
        """Read every section that the file has; what is wrong is noted on the way."""
        file = self.file
        name = file.text("name")
        if not any(file.has(section) for section in SECTIONS):
            file.fault("", "missing", f"There is nothing to load: give one of {', '.join(SECTIONS)}.")
        self._agencies()
        self._services()
        for table in file.tables("support_agency", required=False):
            self.places["support_agency"].append(table.pointer)
            self.support_agencies.append(parsing.support_agency(table))
        routing = routing_table(file.table("routing_table")) if file.has("routing_table") else None
        file.leave("routing_table")
        file.close()
        return Directory(
            name=name,
            agencies=tuple(self.agencies),
            agreements=tuple(self.agreements),
            services=tuple(self.services),
            contracts=tuple(self.contracts),
            pauses=tuple(self.pauses),
            support_agencies=tuple(self.support_agencies),
            routing_table=routing,
        )

    def _agencies(self) -> None:
        for table in self.file.tables("agency", required=False):
            agency = reaching.agency(table)
            self.agencies.append(agency)
            self.places["agency"].append(table.pointer)
            for inner in table.one_or_more("agreement"):
                self.agreements.append(parsing.agreement(agency.slug, inner))
                self.places["agreement"].append(inner.pointer)

    def _services(self) -> None:
        openings = read_openings(self.file)
        for table in self.file.tables("service", required=False):
            service = parsing.service(table, openings)
            self.services.append(service)
            self.places["service"].append(table.pointer)
            terms = tuple(table.tables("contract", required=False))
            of_all = _coverage(table, needed=not all(inner.has("coverage") for inner in terms))
            for inner in terms:
                self.contracts.append(contracts.contract(service.slug, inner, of_all))
                self.places["contract"].append(inner.pointer)
            for inner in table.tables("pause", required=False):
                self.pauses.append(parsing.pause(service.slug, inner))
                self.places["pause"].append(inner.pointer)


def _coverage(table: TableReader, *, needed: bool) -> Coverage:
    """Read for whom a service is; with contracts that all say it themselves it may be left out."""
    if table.has("coverage") or needed:
        return contracts.coverage(table.table("coverage"))
    return contracts.NOT_SAID
