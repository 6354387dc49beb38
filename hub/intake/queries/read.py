"""One referral, the unit's own page of them, and what belongs to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, cast, func, literal, select

from hub.access.scopes import referrals_of, referrals_sent_by
from hub.db import Transaction
from hub.domain.codes import RiskBand
from hub.models import Agency, JoinedSource, LaterConsent, Referral, ReferralEvent, Unit, UnitTaskRow


def read(tx: Transaction, referral_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    """Read one referral of the scope's, without the person; None also for another agency's.

    Beside its columns: `source`, `referring_unit`, and `agreed_services`, those of its `consent_services`
    that the person said yes to later.
    """
    statement = _select().where(Referral.id == referral_id, referrals_of(tx.scope))
    rows = tx.connection.execute(statement.with_for_update(of=Referral) if lock else statement)
    row = rows.mappings().one_or_none()
    return None if row is None else dict(row)


def several(tx: Transaction, referral_ids: Sequence[UUID]) -> tuple[dict[str, Any], ...]:
    """Read those of some referrals that are the scope's, as `read` does each."""
    statement = _select().where(
        Referral.id == any_(literal(list(referral_ids), ARRAY(Uuid))), referrals_of(tx.scope)
    )
    return tuple(dict(row) for row in tx.connection.execute(statement).mappings())


def page(tx: Transaction, limit: int, after: UUID | None) -> tuple[dict[str, Any], ...]:
    """Read the referrals that the scope sent itself, newest first, from after an id."""
    beyond = [] if after is None else [Referral.id < after]
    rows = tx.connection.execute(
        _select().where(referrals_sent_by(tx.scope), *beyond).order_by(Referral.id.desc()).limit(limit)
    )
    return tuple(dict(row) for row in rows.mappings())


_AGREED = (
    select(func.coalesce(func.array_agg(LaterConsent.service), cast([], ARRAY(Text))))
    .where(LaterConsent.referral_id == Referral.id)
    .scalar_subquery()
)


def _select() -> Any:
    return (
        select(
            *Referral.__table__.columns,
            Agency.slug.label("source"),
            Unit.slug.label("referring_unit"),
            _AGREED.label("agreed_services"),
        )
        .join(Agency, Agency.id == Referral.source_agency_id)
        .outerjoin(Unit, Unit.id == Referral.unit_id)
    )


def carriers(tx: Transaction, referral_id: UUID) -> tuple[tuple[UUID, RiskBand], ...]:
    """Find the referrals that one was joined to as a second source, with their risk."""
    rows = tx.connection.execute(
        select(Referral.id, Referral.risk_band)
        .join(JoinedSource, JoinedSource.referral_id == Referral.id)
        .where(JoinedSource.joined_id == referral_id)
    )
    return tuple((row.id, row.risk_band) for row in rows)


def unit_tasks(tx: Transaction, referral_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read what units were asked to do for some referrals."""
    rows = tx.connection.execute(
        select(UnitTaskRow.referral_id, UnitTaskRow.task, UnitTaskRow.due_at, UnitTaskRow.done_at)
        .where(UnitTaskRow.referral_id.in_(list(referral_ids)))
        .order_by(UnitTaskRow.asked_at)
    )
    return tuple(dict(row) for row in rows.mappings())


def events(tx: Transaction, referral_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read how a referral's status changed, oldest first."""
    rows = tx.connection.execute(
        select(ReferralEvent.at, ReferralEvent.after, ReferralEvent.reasons)
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.at, ReferralEvent.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def last_changed_at(tx: Transaction, referral_id: UUID) -> datetime | None:
    """Give when a referral's status is on record to have changed last."""
    return tx.connection.execute(
        select(func.max(ReferralEvent.at)).where(ReferralEvent.referral_id == referral_id)
    ).scalar_one()


def count_other_than_simulated(tx: Transaction) -> int:
    """Count the referrals that no simulation made."""
    return tx.connection.execute(
        select(func.count()).select_from(Referral).where(Referral.simulated.is_(False))
    ).scalar_one()
