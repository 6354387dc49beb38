"""Finding a source's own referrals by a number of theirs, or by a person's blind tokens."""

import re
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from hub.access.scopes import referrals_sent_by
from hub.db import Transaction
from hub.models import PersonToken, Referral

MOST_FOUND = 50
_HUBS_OWN = re.compile(r"(vr)[\s-]*([a-z0-9]{4})[\s-]*([a-z0-9]{4})")


def by_reference(tx: Transaction, reference: str) -> tuple[UUID, ...]:
    """Find what the scope sent by the hub's reference or by its own, whatever its case.

    The hub's may be written with spaces between its parts, or with nothing.
    """
    wanted = reference.lower()
    parts = _HUBS_OWN.fullmatch(wanted)
    hubs_own = "-".join(parts.groups()) if parts else wanted
    return _found(
        tx,
        or_(
            func.lower(Referral.reference) == hubs_own,
            func.lower(Referral.source_reference) == wanted,
        ),
    )


def by_tokens(tx: Transaction, tokens: Collection[bytes]) -> tuple[UUID, ...]:
    """Find what the scope sent of a person who shares one of these tokens."""
    holders = select(PersonToken.referral_id).where(PersonToken.token.in_(list(tokens)))
    return _found(tx, Referral.id.in_(holders))


def is_own(tx: Transaction, referral_id: UUID) -> bool:
    """Say whether the scope sent a referral itself."""
    return bool(_found(tx, Referral.id == referral_id))


def _found(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[UUID, ...]:
    rows = tx.connection.execute(
        select(Referral.id)
        .where(referrals_sent_by(tx.scope), *conditions)
        .order_by(Referral.received_at.desc(), Referral.id.desc())
        .limit(MOST_FOUND)
    )
    return tuple(rows.scalars())
