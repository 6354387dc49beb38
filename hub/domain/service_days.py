"""On which days a service is bought, and on which it takes nobody new."""

from dataclasses import dataclass
from datetime import date

from hub.domain.codes import PauseReason


@dataclass(frozen=True, kw_only=True)
class ContractDays:
    """One contract as it stands, from its first day up to, without, `ends_before`."""

    reference: str
    starts_on: date
    ends_before: date
    referrals_a_quarter: int | None = None


@dataclass(frozen=True, kw_only=True)
class PauseDays:
    """One pause; no `ends_before` while no end is known."""

    starts_on: date
    ends_before: date | None
    reason: PauseReason


@dataclass(frozen=True, kw_only=True)
class ServiceDays:
    """A service's contracts and pauses, each in the order of their first days."""

    contracts: tuple[ContractDays, ...] = ()
    pauses: tuple[PauseDays, ...] = ()
