"""A directory file as a whole: its text to checked values, or every fault at once."""

import tomllib

from hub.directory.rules import parsing
from hub.directory.rules.checking import check
from hub.directory.rules.opening import read_openings
from hub.directory.rules.reading import Faults, TableReader
from hub.directory.rules.routing_rows import routing_table
from hub.directory.rules.routing_values import RoutingTable
from hub.directory.rules.values import Agency, Agreement, Contract, Directory, Service
from hub.domain.errors import DirectoryFileError, Fault


def read_directory(text: str) -> Directory:
    """Read the TOML text of a directory file.

    Raises DirectoryFileError with every fault of the file; pointers count lists from nought.
    """
    faults = Faults()
    directory = _directory(TableReader(_tables(text), "", faults))
    check(directory, faults)
    if faults.found:
        raise DirectoryFileError(_sentence(faults), faults=tuple(faults.found))
    return directory


def read_routing_table(text: str) -> RoutingTable:
    """Read the routing table alone: of a file that holds nothing else, or of a whole directory file.

    Raises DirectoryFileError with every fault of the file; a directory file must be sound as a whole.
    """
    tables = _tables(text)
    if {"agency", "service"} & tables.keys():
        return read_directory(text).routing_table
    faults = Faults()
    file = TableReader(tables, "", faults)
    read = routing_table(file.table("routing_table"))
    file.close()
    if faults.found:
        raise DirectoryFileError(_sentence(faults), faults=tuple(faults.found))
    return read


def _tables(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = Fault(pointer="", code="syntax", message=str(error))
        raise DirectoryFileError("The file is not TOML.", faults=(fault,)) from error


def _sentence(faults: Faults) -> str:
    first = faults.found[0]
    return f"The file has {len(faults.found)} faults, first {first.pointer}: {first.message}"


def _directory(file: TableReader) -> Directory:
    agencies, agreements = _agencies(file)
    services, contracts = _services(file)
    read = Directory(
        name=file.text("name"),
        agencies=agencies,
        agreements=agreements,
        services=services,
        contracts=contracts,
        routing_table=routing_table(file.table("routing_table")),
    )
    file.close()
    return read


def _agencies(file: TableReader) -> tuple[tuple[Agency, ...], tuple[Agreement, ...]]:
    agencies: list[Agency] = []
    agreements: list[Agreement] = []
    for table in file.tables("agency"):
        agency = parsing.agency(table)
        agencies.append(agency)
        if table.has("agreement"):
            agreements.append(parsing.agreement(agency.slug, table.table("agreement")))
    return tuple(agencies), tuple(agreements)


def _services(file: TableReader) -> tuple[tuple[Service, ...], tuple[Contract, ...]]:
    openings = read_openings(file)
    services: list[Service] = []
    contracts: list[Contract] = []
    for table in file.tables("service"):
        service = parsing.service(table, openings)
        services.append(service)
        terms = table.tables("contract", required=False)
        contracts.extend(parsing.contract(service.slug, inner) for inner in terms)
    return tuple(services), tuple(contracts)
