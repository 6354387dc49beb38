"""Why a service cannot be given a referral by hand, and what a coordinator should know before giving it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.db import Transaction
from hub.domain.barring import Bar, Found
from hub.domain.codes import (
    OPEN_STATUSES,
    ConsentBasis,
    ConsentScope,
    DeclineReason,
    ReferralStatus,
    ReturnReason,
)
from hub.domain.errors import ConflictError, Fault
from hub.domain.offer import Offer
from hub.journey.barring import bars_of, told
from hub.journey.days import Days
from hub.triage.queries import possible_duplicates


def require_open(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Refuse what was returned, withdrawn or declined by the victim, and what may be a double."""
    refusal = why_nobody(row, may_be_doubled=bool(possible_duplicates(tx, [row["id"]])))
    if refusal is not None:
        raise refusal


def why_nobody(row: Mapping[str, Any], *, may_be_doubled: bool) -> ConflictError | None:
    """Say why a referral can be given to nobody by hand; None if it can be."""
    is_over = row["status"] not in OPEN_STATUSES | {ReferralStatus.CLOSED}
    if is_over or DeclineReason.VICTIM_DECLINED in row["reasons"]:
        return ConflictError("This referral is over; the referring unit may send it again.", code="over")
    if may_be_doubled:
        return ConflictError(
            "It may be of somebody who is served already: join or release it in triage first.",
            code="possible_duplicate",
        )
    return None


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What today's directory, the consent and earlier answers say of every service for one referral."""

    row: Mapping[str, Any]
    offers: Mapping[str, Offer]
    named_only: frozenset[str]
    barred: Mapping[str, Found]

    def faults(self, service: str) -> tuple[Fault, ...]:
        """Say why a service cannot be given it, whoever asks; nothing where a person may choose it."""
        row, offer = self.row, self.offers.get(service)
        is_named = service in row["consent_services"]
        must_be_named = row["consent_scope"] is ConsentScope.NAMED_SERVICES or service in self.named_only
        is_unasked = service not in row["agreed_services"]
        without_consent = row["consent_basis"] is ConsentBasis.WITHOUT_CONSENT_JUSTIFIED and is_unasked
        bar = self.barred[service].bar if service in self.barred else None
        problems = {
            "unknown_service": offer is None,
            "no_live_contract": offer is not None and offer.contract_id is None,
            "no_agreement": offer is not None and not offer.agreement,
            "no_direct_referrals": offer is not None and not offer.direct_referrals,
            "excluded": service in row["exclude_services"],
            "withdrawn": bar is Bar.VICTIM_SAID_NO,
            "conflict_of_interest": bar is Bar.CONFLICT_OF_INTEREST,
            "no_consent": row["consent_basis"] is ConsentBasis.REFUSED
            or ReturnReason.CONSENT_NEEDED in row["reasons"],
            "outside_consent": must_be_named and not is_named,
            "needs_consent": without_consent and offer is not None and not offer.without_consent,
        }
        return tuple(
            Fault(pointer="/service", code=code, message=_MESSAGES[code])
            for code, found in problems.items()
            if found
        )

    def warning(self, service: str) -> str | None:
        """Say what whoever chooses a service all the same should know: an earlier no that still holds."""
        found = self.barred.get(service)
        is_shown = found is not None and found.may_be_overruled and found.bar is not Bar.HAS_IT
        return told(found) if found is not None and is_shown else None


def by_hand(tx: Transaction, days: Days, row: Mapping[str, Any], *, reinstates: bool = False) -> ByHand:
    """Read what decides about every service; `row` is a referral as `intake.read` gives it.

    `reinstates` leaves withdrawals out, as a person found that they were not the victim's wish.
    """
    return ByHand(
        row=row,
        offers=days.offers(tx.now),
        named_only=days.only_if_named(tx.now),
        barred=bars_of(tx, days, row, but_withdrawn=reinstates),
    )


def refusal(code: str, pointer: str) -> Fault:
    """Give the fault of a code of this file, for the place of a body that names the service."""
    return Fault(pointer=pointer, code=code, message=_MESSAGES[code])


_MESSAGES = {
    "unknown_service": "No service has this name.",
    "no_live_contract": "The service has no contract in force today.",
    "no_agreement": "The provider has no data agreement in force today.",
    "no_direct_referrals": "The service takes no direct referrals.",
    "excluded": "The person must never be referred to this service.",
    "withdrawn": "The person has said no to this service.",
    "adult_consents": "Under 13 a responsible adult or social worker consents, and tells the referring unit.",
    "conflict_of_interest": "The provider declined because of a conflict of interest.",
    "no_consent": "There is no consent to pass this person on; the referring unit asks for it first.",
    "needs_consent": "The referral was passed on without consent, which this service may not take.",
    "not_offered": "This is none of the services that you may add; ask the referral coordinator.",
    "outside_consent": "The person's consent does not name this service; ask for a new consent first.",
}
