"""What keeps a service from being sent a referral: the exclusions, its own standing, the consent."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from hub.domain.codes import ConsentBasis, ConsentScope


@dataclass(frozen=True, kw_only=True)
class Consent:
    """How far the person's details may go, and on what ground.

    `agreed` are those of the `services` that the person said yes to later, to the provider that leads: a
    consent of their own, whatever the ground of the first one.
    """

    basis: ConsentBasis
    scope: ConsentScope
    services: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()

    def with_a_yes(self, service: str) -> "Consent":
        """Give the consent as it is once the person has said yes to one more service."""
        more = {service}
        return replace(self, services=self.services | more, agreed=self.agreed | more)


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Whether a service can be sent a referral today, and whether it may be one without consent."""

    live_contract: bool
    agreement: bool
    paused: bool = False
    full: bool = False
    without_consent: bool = False
    direct_referrals: bool = True


class Skip(StrEnum):
    """Why a service that a row names was passed over; never shown to another provider."""

    EXCLUDED = "excluded"
    TRIED = "tried"
    NOT_NAMED = "not_named"
    NO_LIVE_CONTRACT = "no_live_contract"
    NO_DIRECT_REFERRALS = "no_direct_referrals"
    NO_AGREEMENT = "no_agreement"
    PAUSED = "paused"
    FULL = "full"
    OUTSIDE_CONSENT = "outside_consent"


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What a service has to pass before it is sent a referral."""

    consent: Consent
    excluded: AbstractSet[str]
    availability: Mapping[str, Availability]
    tried: AbstractSet[str]

    def refuses(self, service: str, *, only_if_named: bool) -> Skip | None:
        """Consent is asked last, so that `outside_consent` means that a new consent would be enough."""
        if service in self.excluded:
            return Skip.EXCLUDED
        if service in self.tried:
            return Skip.TRIED
        if only_if_named and service not in self.consent.services:
            return Skip.NOT_NAMED
        available = self.availability.get(service)
        return _unavailable(available) or _outside(self.consent, service, available)

    def with_a_yes(self, service: str) -> "Gate":
        """Give the gate as it is once the person has said yes to one more service."""
        return replace(self, consent=self.consent.with_a_yes(service))


def _unavailable(available: Availability | None) -> Skip | None:
    if available is None or not available.live_contract:
        return Skip.NO_LIVE_CONTRACT
    if not available.direct_referrals:
        return Skip.NO_DIRECT_REFERRALS
    if not available.agreement:
        return Skip.NO_AGREEMENT
    if available.paused:
        return Skip.PAUSED
    return Skip.FULL if available.full else None


def _outside(consent: Consent, service: str, available: Availability | None) -> Skip | None:
    barred = (
        consent.basis == ConsentBasis.REFUSED
        or (consent.scope == ConsentScope.NAMED_SERVICES and service not in consent.services)
        or (
            consent.basis == ConsentBasis.WITHOUT_CONSENT_JUSTIFIED
            and not (available and available.without_consent)
            and service not in consent.agreed
        )
    )
    return Skip.OUTSIDE_CONSENT if barred else None
