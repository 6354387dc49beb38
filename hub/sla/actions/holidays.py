"""Bank holidays that are added, or taken away, at short notice."""

from dataclasses import dataclass
from datetime import date, timedelta

from hub import audit
from hub.access.scopes import require
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.bank_holidays import calendar_with
from hub.domain.calendar import london_date
from hub.domain.codes import Role
from hub.domain.errors import ConflictError, Fault, InvalidError
from hub.sla import queries

LONGEST = 300
FURTHEST = timedelta(days=730)
"""How far ahead a day may be changed (I); the list that the product carries is about as long."""


@dataclass(frozen=True, kw_only=True)
class NewHoliday:
    """A day that becomes a bank holiday, what it is called, and why."""

    day: date
    name: str
    why: str


def add_holiday(tx: Transaction, new: NewHoliday) -> None:
    """Make a day a bank holiday; clocks that run over it are counted anew afterwards.

    Raises InvalidError for a day that is over or far ahead and for missing words, ConflictError where it is
    one already.
    """
    _change(tx, new, is_holiday=True)


def remove_holiday(tx: Transaction, day: date, why: str) -> None:
    """Make a day one that is worked after all; raises as `add_holiday` does."""
    names = {each["day"]: each["name"] for each in reversed(queries.changes(tx))}
    _change(tx, NewHoliday(day=day, name=names.get(day, "Bank holiday"), why=why), is_holiday=False)


def _change(tx: Transaction, new: NewHoliday, *, is_holiday: bool) -> None:
    require(tx.scope, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.HUB)
    faults = (*_faults_of_day(tx, new.day), *_faults_of_words(new))
    if faults:
        raise InvalidError("The bank holiday was not changed.", faults=faults)
    calendar = calendar_with(queries.lock_calendar(tx))
    if (new.day in calendar.holidays) is is_holiday:
        raise ConflictError(
            "That day is a bank holiday already." if is_holiday else "That day is no bank holiday."
        )
    name, why = new.name.strip(), new.why.strip()
    queries.add_change(tx, {"day": new.day, "name": name, "is_holiday": is_holiday, "why": why})
    event = Event.HOLIDAY_ADDED if is_holiday else Event.HOLIDAY_REMOVED
    audit.record(tx, Entry(event=event, detail={"day": new.day.isoformat()}))
    tx.after_commit("calendar", tx.kept_calendar.forget)


def _faults_of_day(tx: Transaction, day: date) -> tuple[Fault, ...]:
    today = london_date(tx.now)
    if day < today:
        message = "Give today or a later day: what was counted over days that are gone stands."
        return (Fault(pointer="/day", code="in_the_past", message=message),)
    if day > today + FURTHEST:
        message = "Give a day within two years from now."
        return (Fault(pointer="/day", code="too_far_ahead", message=message),)
    return ()


def _faults_of_words(new: NewHoliday) -> tuple[Fault, ...]:
    said = {"name": new.name.strip(), "why": new.why.strip()}
    missing = [name for name, words in said.items() if not words]
    long = [name for name, words in said.items() if len(words) > LONGEST]
    return (
        *(Fault(pointer=f"/{name}", code="required", message=_MISSING[name]) for name in missing),
        *(Fault(pointer=f"/{name}", code="too_long", message=_LONG) for name in long),
    )


_MISSING = {"name": "Say what the day is called.", "why": "Say why the day changes."}
_LONG = f"Use at most {LONGEST} characters."
