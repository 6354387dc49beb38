"""Referrals and their persons, as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from hub.access.scopes import referrals_of, referrals_sent_by
from hub.db import Transaction
from hub.domain.codes import OPEN_STATUSES, CrimeType, DeclineReason, ReferralStatus, RiskBand
from hub.models import (
    Agency,
    JoinedSource,
    Person,
    PersonToken,
    Referral,
    ReferralEvent,
    Unit,
    UnitTaskRow,
)

Key = tuple[str, str]
"""A source's own reference and the person's reference within it."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """The newest version of a referral that a source sent before."""

    id: UUID
    version: int
    status: ReferralStatus


@dataclass(frozen=True, kw_only=True)
class Match:
    """A live referral of another source that shares a blind token."""

    token: bytes
    id: UUID
    crime_type: CrimeType
    incident_at: datetime | None


def newest(tx: Transaction, source_id: UUID, keys: Iterable[Key]) -> dict[Key, Known]:
    """Find what a source sent before under these keys."""
    rows = tx.connection.execute(
        select(
            Referral.source_reference,
            Referral.person_reference,
            Referral.id,
            Referral.version,
            Referral.status,
        )
        .where(
            Referral.source_agency_id == source_id,
            tuple_(Referral.source_reference, Referral.person_reference).in_(list(keys)),
        )
        .order_by(Referral.version)
    )
    return {
        (row.source_reference, row.person_reference): Known(id=row.id, version=row.version, status=row.status)
        for row in rows
    }


def lock_tokens(tx: Transaction, tokens: Iterable[bytes]) -> None:
    """Lock tokens in one order, so that two sources of one person are written one after the other."""
    numbers = sorted({int.from_bytes(token[:8], "big", signed=True) for token in tokens})
    if numbers:
        tx.connection.execute(
            text("SELECT pg_advisory_xact_lock(n) FROM unnest(CAST(:numbers AS bigint[])) AS n"),
            {"numbers": numbers},
        )


def matches(tx: Transaction, source_id: UUID, tokens: Iterable[bytes]) -> tuple[Match, ...]:
    """Find live referrals of other sources that share a token."""
    wanted = list(tokens)
    if not wanted:
        return ()
    rows = tx.connection.execute(
        select(PersonToken.token, Referral.id, Referral.crime_type, Referral.incident_at)
        .join(Referral, Referral.id == PersonToken.referral_id)
        .where(
            PersonToken.token.in_(wanted),
            Referral.source_agency_id != source_id,
            Referral.status.in_(OPEN_STATUSES),
        )
    )
    return tuple(Match(**row) for row in rows.mappings())


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> frozenset[UUID]:
    """Write referrals; returns the ids of those that were not there already."""
    if not rows:
        return frozenset()
    added = tx.connection.execute(
        insert(Referral).on_conflict_do_nothing().returning(Referral.id), list(rows)
    )
    return frozenset(added.scalars())


def add_persons(tx: Transaction, persons: Sequence[dict[str, Any]], tokens: Sequence[dict[str, Any]]) -> None:
    """Write sealed persons and their blind tokens."""
    if persons:
        tx.connection.execute(insert(Person), persons)
    if tokens:
        tx.connection.execute(insert(PersonToken), tokens)


def add_unit_tasks(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write what referring units are asked to do."""
    if rows:
        tx.connection.execute(insert(UnitTaskRow), rows)


def add_joined(tx: Transaction, joined_id: UUID, referral_id: UUID) -> None:
    """Write that a referral is a second source of another one."""
    tx.connection.execute(
        insert(JoinedSource), {"joined_id": joined_id, "referral_id": referral_id, "at": tx.now}
    )


def carriers(tx: Transaction, referral_id: UUID) -> tuple[tuple[UUID, RiskBand], ...]:
    """Find the referrals that one was joined to as a second source, with their risk."""
    rows = tx.connection.execute(
        select(Referral.id, Referral.risk_band)
        .join(JoinedSource, JoinedSource.referral_id == Referral.id)
        .where(JoinedSource.joined_id == referral_id)
    )
    return tuple((row.id, row.risk_band) for row in rows)


def read(tx: Transaction, referral_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    """Read one referral of the scope's, without the person; None also for another agency's."""
    statement = _select().where(Referral.id == referral_id, referrals_of(tx.scope))
    rows = tx.connection.execute(statement.with_for_update(of=Referral) if lock else statement)
    row = rows.mappings().one_or_none()
    return None if row is None else dict(row)


def page(tx: Transaction, limit: int, after: UUID | None) -> tuple[dict[str, Any], ...]:
    """Read the referrals that the scope sent itself, newest first, from after an id."""
    beyond = [] if after is None else [Referral.id < after]
    rows = tx.connection.execute(
        _select().where(referrals_sent_by(tx.scope), *beyond).order_by(Referral.id.desc()).limit(limit)
    )
    return tuple(dict(row) for row in rows.mappings())


def _select() -> Any:
    return (
        select(*Referral.__table__.columns, Agency.slug.label("source"), Unit.slug.label("referring_unit"))
        .join(Agency, Agency.id == Referral.source_agency_id)
        .outerjoin(Unit, Unit.id == Referral.unit_id)
    )


def sealed_person(tx: Transaction, referral_id: UUID) -> dict[str, bytes | None] | None:
    """Read a person's sealed parts, by the part's name; None once they are erased."""
    row = tx.connection.execute(_PERSON, {"one": referral_id}).mappings().one_or_none()
    return None if row is None else dict(row)


_PERSON = select(Person.identity, Person.contact, Person.needs, Person.summary, Person.notes).where(
    Person.referral_id == bindparam("one")
)


_NOBODY_IS_SENT = (ReferralStatus.RETURNED, ReferralStatus.WITHDRAWN, ReferralStatus.INFORMATION_ONLY)


def lapsed(tx: Transaction, before: datetime, limit: int) -> tuple[UUID, ...]:
    """Find referrals that ended without support before then, with the person still on record."""
    over = Referral.status.in_(_NOBODY_IS_SENT)
    by_the_victim = func.array_position(Referral.reasons, str(DeclineReason.VICTIM_DECLINED)).is_not(None)
    ended = (Referral.status == ReferralStatus.CLOSED) & by_the_victim
    last = (
        select(func.max(ReferralEvent.at)).where(ReferralEvent.referral_id == Referral.id).scalar_subquery()
    )
    rows = tx.connection.execute(
        select(Referral.id)
        .join(Person, Person.referral_id == Referral.id)
        .where(over | ended, last < before)
        .limit(limit)
    )
    return tuple(rows.scalars())


def erase(tx: Transaction, referral_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Remove persons' parts and blind tokens; returns the referrals that had any."""
    if not referral_ids:
        return ()
    tx.connection.execute(delete(PersonToken).where(PersonToken.referral_id.in_(referral_ids)))
    gone = tx.connection.execute(
        delete(Person).where(Person.referral_id.in_(referral_ids)).returning(Person.referral_id)
    )
    return tuple(gone.scalars())


def set_status(
    tx: Transaction, referral_id: UUID, status: ReferralStatus, reasons: Sequence[str] | None = None
) -> None:
    """Write a referral's status, and the reasons if it was returned."""
    values: dict[str, Any] = {"status": status}
    if reasons is not None:
        values["reasons"] = list(reasons)
    tx.connection.execute(update(Referral).where(Referral.id == referral_id).values(**values))


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


def count_other_than_simulated(tx: Transaction) -> int:
    """Count the referrals that no simulation made."""
    return tx.connection.execute(
        select(func.count()).select_from(Referral).where(Referral.simulated.is_(False))
    ).scalar_one()
