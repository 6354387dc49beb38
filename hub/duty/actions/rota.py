"""The rota changed: entries put on it and taken off it, each kept with who did so and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.errors import Fault, InvalidError, NotFoundError
from hub.domain.ids import new_id
from hub.duty.queries import rota
from hub.duty.rules.entries import NewShift


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """What a file changed of the rota, in entries."""

    added: int
    removed: int
    kept: int


def put_on(tx: Transaction, new: NewShift, why: str) -> UUID:
    """Put one entry on the rota; raises InvalidError for an account that no coordinator has."""
    return _add(tx, [new], why)[0]


def take_off(tx: Transaction, entry_id: UUID) -> None:
    """Take an entry off the rota; again changes nothing. Raises NotFoundError where there was never one."""
    if rota.remove(tx, entry_id):
        _record(tx, Event.ROTA_ENTRY_REMOVED, [entry_id])
    elif not any(entry["id"] == entry_id for entry in rota.entries(tx, removed=True)):
        raise NotFoundError("There is no such entry of the rota.")


def replace_rota(tx: Transaction, wanted: Sequence[NewShift], why: str) -> Replaced:
    """Make the rota what a file says: what stands there already stays, and the rest goes.

    Raises InvalidError for accounts that no coordinator has.
    """
    left = Counter(wanted)
    gone = []
    for entry in rota.entries(tx):
        here = _written(entry)
        if left[here]:
            left[here] -= 1
        else:
            gone.append(entry["id"])
    new = list(left.elements())
    _add(tx, new, why)
    for entry_id in gone:
        take_off(tx, entry_id)
    return Replaced(added=len(new), removed=len(gone), kept=len(wanted) - len(new))


def _written(entry: Mapping[str, Any]) -> NewShift:
    shift = entry["shift"]
    return NewShift(
        post=shift.post,
        starts_on=shift.starts_on,
        ends_before=shift.ends_before,
        hours=shift.hours,
        account=entry["account_email"],
        title=entry["title"],
        phone=shift.phone,
        mailbox=entry["mailbox"],
    )


def _add(tx: Transaction, new: Sequence[NewShift], why: str) -> list[UUID]:
    accounts = rota.accounts_of(tx, [each.account for each in new if each.account])
    unknown = sorted({each.account for each in new if each.account and each.account not in accounts})
    if unknown:
        message = "Only an open account of the referral coordinators can be on the rota."
        faults = tuple(Fault(pointer="/account", code="no_such_account", message=message) for _ in unknown)
        raise InvalidError("The entry has faults.", faults=faults)
    rows = [_row(tx, each, accounts, why) for each in new]
    if rows:
        rota.add(tx, rows)
    ids = [row["id"] for row in rows]
    _record(tx, Event.ROTA_ENTRY_ADDED, ids)
    return ids


def _row(tx: Transaction, new: NewShift, accounts: Mapping[str, UUID], why: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "post": new.post,
        "starts_on": new.starts_on,
        "ends_before": new.ends_before,
        "hours": new.hours.serialise(),
        "account_id": accounts[new.account] if new.account else None,
        "title": new.title,
        "phone": new.phone,
        "mailbox": new.mailbox,
        "why": why,
        "added_at": tx.now,
        "added_role": tx.scope.role,
        "added_by": tx.scope.actor_id,
    }


def _record(tx: Transaction, event: Event, entry_ids: Iterable[UUID]) -> None:
    audit.record_all(tx, [Entry(event=event, detail={"entry": str(each)}) for each in entry_ids])
