"""Finding the referrals of a person by what is known of them; what comes back does not show the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.intake.queries.searching import by_reference, by_tokens
from hub.intake.rules.duplicates import blind_values
from hub.sealing import blind_token
from hub.sight.triage_referral import facts_of


@dataclass(frozen=True, kw_only=True, repr=False)
class Known:
    """What a coordinator knows of a person; a reference alone, or one or more of the rest."""

    reference: str | None = None
    family_name: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None


def search(tx: Transaction, known: Known) -> list[dict[str, Any]]:
    """Find the referrals that share a reference or a blind token; only how many is recorded.

    Rows of id, reference, source, received_at and status, newest first. A person whose details are erased
    is found by a reference alone.
    """
    found = by_reference(tx, known.reference) if known.reference else by_tokens(tx, _tokens(known))
    audit.record(tx, Entry(event=Event.REFERRALS_SEARCHED, detail={"count": len(found)}))
    return [_head(tx, each) for each in found]


def _tokens(known: Known) -> Sequence[bytes]:
    values = blind_values(known.family_name, known.birth_date, phone=known.phone, email=known.email)
    return [blind_token(str(kind), value) for kind, value in values]


def _head(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    row = facts_of(tx, referral_id)
    return {name: row[name] for name in ("id", "reference", "source", "received_at", "status")}
