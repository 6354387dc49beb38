"""What a directory file says, as values: who there is, what they offer, by which contract, and for whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from hub.directory.rules.routing_values import RoutingTable
from hub.domain.codes import AgencyKind, Certainty, ChannelKind, EndpointPurpose

PlainOpening = str | dict[str, Any]
"""What `hub.domain.opening.Opening.parse` reads: `always`, or the windows of each day."""


class OpenCases(StrEnum):
    """What becomes of the cases that are open when a contract ends."""

    FINISH = "finish"
    TRANSFER_WITH_CONSENT = "transfer_with_consent"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An address of an agency and whom it reaches there."""

    purpose: EndpointPurpose
    channel: ChannelKind
    address: str


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A team of an agency that refers people, with the mailbox that hears what became of them."""

    slug: str
    name: str
    mailbox: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A data agreement, first and last day: without a live one an agency gets nothing (I)."""

    agency: str
    number: str
    starts: date
    ends: date
    certainty: Certainty
    carried_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An organisation that refers, supports, coordinates or commissions."""

    slug: str
    name: str
    kind: AgencyKind
    endpoints: tuple[Endpoint, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageCell:
    """The values that a service covers on one axis (none listed: any), and how sure that is."""

    values: tuple[str, ...]
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """For whom a service is there, as the directory tells people; the routing table decides."""

    crime_types: CoverageCell
    boroughs: CoverageCell
    ages: CoverageCell
    risks: CoverageCell


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a provider offers.

    `without_consent`: it may be sent a MARAC or safeguarding referral that has none. `direct_referrals`:
    where false, people reach it by another way only, and no row leads to it.
    """

    slug: str
    provider: str
    name: str
    description: str
    opening: PlainOpening
    opening_certainty: Certainty
    phone: str | None
    without_consent: bool
    direct_referrals: bool
    coverage: Coverage


@dataclass(frozen=True, kw_only=True)
class Contract:
    """The years for which a service is bought, first and last day, and what follows at the end."""

    service: str
    reference: str
    starts: date
    ends: date
    certainty: Certainty
    open_cases: OpenCases
    finish_by: date | None
    retention_months: int
    carried_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Directory:
    """A whole directory file, checked."""

    name: str
    agencies: tuple[Agency, ...]
    agreements: tuple[Agreement, ...]
    services: tuple[Service, ...]
    contracts: tuple[Contract, ...]
    routing_table: RoutingTable


@dataclass(frozen=True, kw_only=True)
class CarriedYear:
    """What one later financial year takes over from the directory, marked as carried."""

    starts: date
    ends: date
    contracts: tuple[Contract, ...]
    agreements: tuple[Agreement, ...]
    routing_table: RoutingTable | None
