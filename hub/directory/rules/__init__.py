"""The directory file: `read_directory` checks it whole, `carried` copies it into later years for trials."""

from hub.directory.rules.carrying import carried
from hub.directory.rules.file import located, read_directory, read_routing_table
from hub.directory.rules.routing_values import RoutingRow, RoutingTable
from hub.directory.rules.values import (
    Agency,
    Agreement,
    CarriedYear,
    Contract,
    Coverage,
    CoverageCell,
    Directory,
    Endpoint,
    OpenCases,
    Pause,
    PlainOpening,
    PlainTargets,
    Service,
    SupportAgency,
    Unit,
)

__all__ = [
    "Agency",
    "Agreement",
    "CarriedYear",
    "Contract",
    "Coverage",
    "CoverageCell",
    "Directory",
    "Endpoint",
    "OpenCases",
    "Pause",
    "PlainOpening",
    "PlainTargets",
    "RoutingRow",
    "RoutingTable",
    "Service",
    "SupportAgency",
    "Unit",
    "carried",
    "located",
    "read_directory",
    "read_routing_table",
]
