"""The rota as rows: what is in use, and what was."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, insert, or_, select, update

from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.opening import Opening
from hub.duty.rules import Shift
from hub.models import Account, RotaEntry

_ENTRIES: Select[*tuple[Any, ...]] = select(
    RotaEntry.id,
    RotaEntry.post,
    RotaEntry.starts_on,
    RotaEntry.ends_before,
    RotaEntry.hours,
    RotaEntry.account_id,
    RotaEntry.title,
    RotaEntry.phone,
    RotaEntry.mailbox,
    RotaEntry.why,
    RotaEntry.added_at,
    RotaEntry.added_role,
    RotaEntry.removed_at,
    RotaEntry.removed_role,
    Account.name.label("account_name"),
    Account.email.label("account_email"),
    Account.ended_at.label("account_ended_at"),
).outerjoin(Account, Account.id == RotaEntry.account_id)

_IN_USE = _ENTRIES.where(
    RotaEntry.removed_at.is_(None),
    RotaEntry.starts_on <= bindparam("day"),
    or_(RotaEntry.ends_before.is_(None), RotaEntry.ends_before > bindparam("day")),
    Account.ended_at.is_(None),
).order_by(RotaEntry.starts_on.desc(), RotaEntry.id.desc())


def shifts_on(tx: Transaction, day: date) -> tuple[Shift, ...]:
    """Read the entries in use on a London day, the one that began last first; an ended account fills none."""
    rows = tx.connection.execute(_IN_USE, {"day": day}).mappings()
    return tuple(_shift(dict(row)) for row in rows)


def entries(tx: Transaction, *, removed: bool = False) -> tuple[Mapping[str, Any], ...]:
    """List the rota by post and day, each with its `shift`; with `removed` also what was taken out."""
    statement = _ENTRIES.order_by(RotaEntry.post, RotaEntry.starts_on, RotaEntry.id)
    if not removed:
        statement = statement.where(RotaEntry.removed_at.is_(None))
    rows = (dict(row) for row in tx.connection.execute(statement).mappings())
    return tuple({**row, "shift": _shift(row)} for row in rows)


def accounts_of(tx: Transaction, emails: Collection[str]) -> dict[str, UUID]:
    """Find the open accounts of referral coordinators by their addresses."""
    if not emails:
        return {}
    rows = tx.connection.execute(_COORDINATORS.where(Account.email.in_(list(emails))))
    return {row.email: row.id for row in rows}


def coordinators(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """List the open accounts of referral coordinators, address and name, by name."""
    rows = tx.connection.execute(_COORDINATORS.order_by(Account.name, Account.email))
    return tuple((row.email, row.name) for row in rows)


_COORDINATORS = select(Account.id, Account.email, Account.name).where(
    Account.role == Role.COORDINATOR, Account.ended_at.is_(None)
)


def add(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """Write entries."""
    tx.connection.execute(insert(RotaEntry), rows)


def remove(tx: Transaction, entry_id: UUID) -> bool:
    """Take an entry out, once; false if there is none such in use."""
    found = tx.connection.execute(
        update(RotaEntry)
        .where(RotaEntry.id == entry_id, RotaEntry.removed_at.is_(None))
        .values(removed_at=tx.now, removed_role=tx.scope.role, removed_by=tx.scope.actor_id)
        .returning(RotaEntry.id)
    )
    return found.scalar_one_or_none() is not None


def _shift(row: Mapping[str, Any]) -> Shift:
    return Shift(
        id=row["id"],
        post=row["post"],
        starts_on=row["starts_on"],
        ends_before=row["ends_before"],
        hours=Opening.parse(row["hours"]),
        who=row["title"] or row["account_name"],
        phone=row["phone"],
        mailbox=row["mailbox"] or row["account_email"],
    )
