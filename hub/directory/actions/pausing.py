"""A person pauses a service, so that it gets nobody new, and lets it go on again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.directory.actions.applying import put_pauses
from hub.directory.actions.versions import append_versions, lock, reason
from hub.directory.queries.recorded import Recorded, recorded
from hub.directory.rules import Pause
from hub.directory.rules.changes import Change, ended, is_over, key_of
from hub.domain.calendar import london_date
from hub.domain.codes import PauseReason
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.models import Service


@dataclass(frozen=True, kw_only=True)
class NewPause:
    """From which day, today unless told, up to and without which, and for which reason."""

    reason: PauseReason
    starts: date | None = None
    ends_before: date | None = None


def pause_service(tx: Transaction, slug: str, new: NewPause, why: str) -> Pause:
    """Pause a service; what it has in hand stays with it.

    Raises NotFoundError, InvalidError for days that are over or reversed and for a missing reason,
    ConflictError where it is paused for the same reason on that day already.
    """
    said, today = reason(why), london_date(tx.now)
    starts = new.starts or today
    _check_days(starts, new.ends_before, today)
    lock(tx)
    now = recorded(tx)
    _service_id(tx, slug)
    for each in _pauses(now, slug):
        is_running = each.ends_before is None or each.ends_before > starts
        if each.reason is new.reason and not is_over(each, today) and each.starts <= starts and is_running:
            raise ConflictError("It is paused for this reason on that day already.")
    made = Pause(service=slug, starts=starts, ends_before=new.ends_before, reason=new.reason, by_hand=True)
    kind, key = key_of(made)
    _keep(tx, now, [Change(kind=kind, key=key, before=now.things.get((kind, key)), after=made)], said)
    _record(tx, Event.SERVICE_PAUSED, slug)
    return made


def resume_service(tx: Transaction, slug: str, why: str) -> tuple[Pause, ...]:
    """End every pause of a service that runs or is to come; gives them as they were.

    Raises NotFoundError, InvalidError for a missing reason, ConflictError where it is not paused.
    """
    said, today = reason(why), london_date(tx.now)
    lock(tx)
    now = recorded(tx)
    _service_id(tx, slug)
    open_ones = [each for each in _pauses(now, slug) if not is_over(each, today)]
    if not open_ones:
        raise ConflictError("It is not paused.")
    changes = []
    for each in open_ones:
        kind, key = key_of(each)
        changes.append(Change(kind=kind, key=key, before=each, after=ended(each, today)))
    _keep(tx, now, changes, said)
    _record(tx, Event.SERVICE_RESUMED, slug)
    return tuple(open_ones)


def _check_days(starts: date, ends_before: date | None, today: date) -> None:
    faults = []
    if starts < today:
        message = "A pause begins today or later; what was done until now stands."
        faults.append(Fault(pointer="/starts", code="dates_reversed", message=message))
    if ends_before is not None and ends_before <= starts:
        message = "Give a day after the first one: the first on which it takes people again."
        faults.append(Fault(pointer="/until", code="dates_reversed", message=message))
    if faults:
        raise InvalidError("The days of the pause are not right.", faults=tuple(faults))


def _service_id(tx: Transaction, slug: str) -> None:
    if tx.connection.execute(select(Service.id).where(Service.slug == slug)).first() is None:
        raise NotFoundError(f"The directory has no service {slug}.")


def _pauses(now: Recorded, slug: str) -> Sequence[Pause]:
    return [each for each in now.things.values() if isinstance(each, Pause) and each.service == slug]


def _keep(tx: Transaction, now: Recorded, changes: Sequence[Change], why: str) -> None:
    services = {row.slug: row.id for row in tx.connection.execute(select(Service.slug, Service.id))}
    put_pauses(tx, [each.after for each in changes if isinstance(each.after, Pause)], services)
    append_versions(tx, changes, now.versions, why)


def _record(tx: Transaction, event: Event, slug: str) -> None:
    agency_id = tx.connection.execute(select(Service.agency_id).where(Service.slug == slug)).scalar_one()
    record(tx, Entry(event=event, recipient_id=agency_id, detail={"service": slug}))
