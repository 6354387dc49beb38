"""What a directory file says, as values: who there is, what they offer, by which contract, and for whom.

All days are half-open: from `starts` up to, and without, `ends_before`.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from hub.directory.rules.routing_values import RoutingTable
from hub.domain.codes import AgencyKind, Certainty, ChannelKind, EndpointPurpose, PauseReason

INBOX = "inbox"
"""What stands for the address of an agency that is reached on the hub's own pages alone."""

PlainOpening = str | dict[str, Any]
"""What `hub.domain.opening.Opening.parse` reads: `always`, or the windows of each day."""

PlainTargets = dict[str, dict[str, str]]
"""What `hub.domain.targets.read_targets` reads: a limit in words by clock, and by `high` or `other`."""

PlainLadders = dict[str, dict[str, list[str]]]
"""What `hub.domain.ladders.read_ladders` reads: rungs in words by clock, and by `high` or `other`."""


class OpenCases(StrEnum):
    """What becomes of the cases that are open when a contract ends."""

    FINISH = "finish"
    TRANSFER_WITH_CONSENT = "transfer_with_consent"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An address of an agency, whom it reaches there by post, and their number for what cannot wait.

    `route` names the mail server of the settings that takes mails to it; None is the usual one.
    """

    purpose: EndpointPurpose
    channel: ChannelKind
    address: str
    contact: str | None = None
    phone: str | None = None
    route: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A team of an agency that refers people, with the mailbox that hears what became of them."""

    slug: str
    name: str
    mailbox: str
    route: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A data agreement: without one in force an agency gets nothing (I)."""

    agency: str
    number: str
    starts: date
    ends_before: date
    certainty: Certainty
    carried_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An organisation that refers, supports, coordinates or commissions.

    Mails to it go to addresses of its `mail_domains` only; none listed is any.
    """

    slug: str
    name: str
    kind: AgencyKind
    description: str | None = None
    website: str | None = None
    endpoints: tuple[Endpoint, ...]
    units: tuple[Unit, ...]
    mail_domains: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CoverageCell:
    """The values that a service covers on one axis (none listed: any), and how sure that is."""

    values: tuple[str, ...]
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """For whom a contract buys a service, as the directory tells people; the routing table decides.

    `flags` and `strands` are None where the file says nothing of them; `conditions` are words.
    """

    crime_types: CoverageCell
    boroughs: CoverageCell
    ages: CoverageCell
    risks: CoverageCell
    flags: CoverageCell | None = None
    strands: CoverageCell | None = None
    conditions: str | None = None


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


@dataclass(frozen=True, kw_only=True)
class Contract:
    """The years for which a service is bought, for whom, how much of it, and what follows at the end.

    Contracts that share an `award` are the parts of one joint contract. `referrals_a_quarter` is for how many
    it was bought, `open_at_once` how many it may have in hand before it is full; None where nothing is said.
    """

    service: str
    reference: str
    award: str | None = None
    awarded: date | None = None
    starts: date
    ends_before: date
    certainty: Certainty
    referrals_a_quarter: int | None = None
    open_at_once: int | None = None
    open_cases: OpenCases
    finish_by: date | None
    retention_months: int
    targets: PlainTargets
    ladder: PlainLadders = field(default_factory=dict)
    coverage: Coverage
    carried_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Days on which a service takes nobody new; no `ends_before` while no end is known.

    `by_hand` is a pause that a person made outside the file, which a file that lacks it does not end.
    """

    service: str
    starts: date
    ends_before: date | None
    reason: PauseReason
    note: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, kw_only=True)
class SupportAgency:
    """A local or national agency that nobody here commissioned, last looked at on the day `checked`.

    `closed` is the day from which it is known to be gone. No borough, crime or strand listed stands for any.
    """

    slug: str
    name: str
    description: str
    national: bool
    boroughs: tuple[str, ...]
    crime_types: tuple[str, ...]
    strands: tuple[str, ...]
    phone: str | None
    email: str | None
    website: str | None
    checked: date
    closed: date | None


@dataclass(frozen=True, kw_only=True)
class Directory:
    """A whole directory file, checked; a file may leave out what it does not want to say anything about."""

    name: str
    agencies: tuple[Agency, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    services: tuple[Service, ...] = ()
    contracts: tuple[Contract, ...] = ()
    pauses: tuple[Pause, ...] = ()
    support_agencies: tuple[SupportAgency, ...] = ()
    routing_table: RoutingTable | None = None


@dataclass(frozen=True, kw_only=True)
class CarriedYear:
    """What one later financial year takes over from the directory, marked as carried."""

    starts: date
    ends_before: date
    contracts: tuple[Contract, ...]
    agreements: tuple[Agreement, ...]
    routing_table: RoutingTable | None
