"""Writing down that the person said yes to more services than the consent reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import ConsentHow
from hub.domain.ids import new_id
from hub.intake.queries.amendments import change
from hub.models import LaterConsent


@dataclass(frozen=True, kw_only=True)
class Yes:
    """To which services the person said yes, how and on which day; `at` is when the provider noted it."""

    services: tuple[str, ...]
    how: ConsentHow
    given_on: date
    at: datetime


def extend_consent(
    tx: Transaction, row: Mapping[str, Any], assignment_id: UUID, yes: Yes, services: Sequence[str]
) -> dict[str, Any]:
    """Let the consent of a referral (`row`, locked) reach `services` too; gives the row as it is then."""
    after = {
        "consent_services": sorted({*row["consent_services"], *services}),
        "agreed_services": sorted({*row["agreed_services"], *services}),
    }
    change(tx, row["id"], {"consent_services": after["consent_services"]})
    tx.append(LaterConsent, [_row(tx, row["id"], assignment_id, yes, service) for service in services])
    entry = Entry(
        event=Event.CONSENT_EXTENDED,
        referral_id=row["id"],
        assignment_id=assignment_id,
        detail={"services": sorted(services)},
    )
    audit.record(tx, entry)
    return {**row, **after}


def _row(tx: Transaction, referral_id: UUID, assignment_id: UUID, yes: Yes, service: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "referral_id": referral_id,
        "assignment_id": assignment_id,
        "service": service,
        "how": yes.how,
        "given_on": yes.given_on,
        "at": yes.at,
        "recorded_at": tx.now,
        "role": tx.scope.role,
        "agency_id": tx.scope.agency_id,
        "key_id": tx.scope.key_id,
        "account_id": tx.scope.account_id,
    }
