"""An entry of the rota as somebody wrote it, in a form or a CSV file, with every fault of it at once."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.domain.duty import DutyPost
from hub.domain.errors import Fault, InvalidError
from hub.domain.opening import Opening
from hub.duty.rules.hours import EXPECTED, read_hours

COLUMNS = ("post", "starts", "ends_before", "hours", "account", "title", "phone", "mailbox")
"""The columns of a file; `account` is an account's address, else `title` and `mailbox` say who it is."""

LONGEST = 100
_PHONE = re.compile(r"\+?[0-9][0-9 ]{6,19}")
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class NewShift:
    """An entry to be put on the rota: by an account's address, or by a post's title and mailbox."""

    post: DutyPost
    starts_on: date
    ends_before: date | None
    hours: Opening
    account: str | None
    title: str | None
    phone: str
    mailbox: str | None


def read_shift(given: Mapping[str, str], line: int | None = None) -> NewShift:
    """Read one entry from its fields by the names of `COLUMNS`; raises InvalidError with every fault."""
    said = {name: (given.get(name) or "").strip() for name in COLUMNS}
    faults = tuple(_fault(line, name, code, words) for name, code, words in _faults(said))
    post, starts, hours = _post(said["post"]), _day(said["starts"]), read_hours(said["hours"])
    if faults or post is None or starts is None or hours is None:
        raise InvalidError("The entry has faults.", faults=faults)
    return NewShift(
        post=post,
        starts_on=starts,
        ends_before=_day(said["ends_before"]),
        hours=hours,
        account=said["account"].casefold() or None,
        title=said["title"] or None,
        phone=said["phone"],
        mailbox=said["mailbox"] or None,
    )


def read_rota(text: str) -> tuple[NewShift, ...]:
    """Read a CSV file of entries; raises InvalidError with every fault of every line."""
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        message = f"The first line names the columns: {','.join(COLUMNS)}."
        raise InvalidError("Nothing was loaded.", faults=(_fault(1, "", "columns", message),))
    found, faults = [], list[Fault]()
    for row in rows:
        try:
            found.append(read_shift(row, rows.line_num))
        except InvalidError as error:
            faults += error.faults
    if faults:
        raise InvalidError("Nothing was loaded.", faults=tuple(faults))
    return tuple(found)


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    starts, ends = _day(said["starts"]), _day(said["ends_before"])
    if _post(said["post"]) is None:
        yield "post", "not_listed", f"Choose one of {', '.join(DutyPost)}."
    if starts is None:
        yield "starts", "not_a_day", "Enter the first day, such as 2026-03-04."
    if said["ends_before"] and ends is None:
        yield "ends_before", "not_a_day", "Enter a day such as 2026-03-11, or nothing if no end is known."
    if starts and ends and ends <= starts:
        yield "ends_before", "ends_before_it_begins", "The end comes after the first day."
    if read_hours(said["hours"]) is None:
        yield "hours", "not_hours", EXPECTED
    if not _PHONE.fullmatch(said["phone"]):
        yield "phone", "not_a_number", "Enter a telephone number in digits."
    yield from _faults_of_who(said)


def _faults_of_who(said: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if said["account"]:
        if said["title"] or said["mailbox"]:
            yield "account", "both", "Give either an account, or a post's title and mailbox."
        return
    if not said["title"] or len(said["title"]) > LONGEST:
        yield "title", "required", "Enter the title of the post, or choose an account."
    if not _MAILBOX.fullmatch(said["mailbox"]) or len(said["mailbox"]) > LONGEST:
        yield "mailbox", "not_a_mailbox", "Enter the mailbox of the post, or choose an account."


def _fault(line: int | None, name: str, code: str, message: str) -> Fault:
    return Fault(pointer=f"/{name}" if name else "", code=code, message=message, line=line)


def _post(text: str) -> DutyPost | None:
    return DutyPost(text) if text in tuple(DutyPost) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
