"""From what was typed to a submission as the API takes it.

Whatever makes no sense goes on as it is, so that the one parser of submissions names it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.domain.calendar import LONDON
from hub.portal.forms import Form
from hub.portal.police.questions import Field, Kind, Step
from hub.portal.police.questions.answers import Answers
from hub.portal.police.questions.field import DAY_PARTS, WINDOWS

_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends: the agency by its slug, and the officer by name."""

    source: str
    officer: str


def body_of(answers: Answers, sender: Sender) -> dict[str, Any]:
    """Assemble the body of POST /v1/referrals; what is empty is left out."""
    body: dict[str, Any] = {"source": sender.source}
    for step in Step:
        for asked in answers.fields(step):
            value = value_of(asked, answers.form)
            if value is not None:
                _put(body, asked, value)
    body |= answers.fixed
    if answers.is_refused:
        return body
    return {**body, "officer": {**body.get("officer", {}), "name": sender.officer}}


def value_of(asked: Field, form: Form) -> Any:
    """Read one answer as its JSON value; None where nothing was answered."""
    return _READERS[asked.kind](asked, form)


def _put(body: dict[str, Any], asked: Field, value: Any) -> None:
    *parents, last = (asked.into or asked.name).split(".")
    place = body
    for parent in parents:
        place = place.setdefault(parent, {})
    here = place.get(last)
    place[last] = [*here, *value] if isinstance(here, list) else value


def _text(asked: Field, form: Form) -> str | None:
    return form.text(asked.name).replace("\r\n", "\n") or None


def _lines(asked: Field, form: Form) -> list[str] | None:
    return [line.strip() for line in form.text(asked.name).splitlines() if line.strip()] or None


def _boxes(asked: Field, form: Form) -> list[str] | None:
    return list(form.many(asked.name)) or None


def _tick(asked: Field, form: Form) -> bool | None:
    return True if form.text(asked.name) else None


def _whole(asked: Field, form: Form) -> int | str | None:
    typed = form.text(asked.name)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else typed or None  # noqa: PLR2004  digits that any score or age has


def _day(asked: Field, form: Form) -> str | None:
    day, month, year = (form.text(f"{asked.name}_{part}") for part in DAY_PARTS)
    return f"{year}-{month:0>2}-{day:0>2}" if day or month or year else None


def _moment(asked: Field, form: Form) -> str | None:
    """Read a day with its time of day in London, midnight where no time is given."""
    day, typed = _day(asked, form), form.text(f"{asked.name}_time")
    if day is None:
        return f"T{typed}" if typed else None
    written = f"{day}T{_clock(typed or '00:00')}"
    try:
        return datetime.fromisoformat(written).replace(tzinfo=LONDON).isoformat()
    except ValueError:
        return written


def _windows(asked: Field, form: Form) -> list[dict[str, Any]] | None:
    found = []
    for slot in range(WINDOWS):
        name = f"{asked.name}.{slot}"
        days, start, end = form.many(f"{name}.days"), form.text(f"{name}.from"), form.text(f"{name}.to")
        if days or start or end:
            times = {"from": _clock(start) or None, "to": _clock(end) or None}
            found.append({"days": list(days), **times})
    return found or None


def _clock(typed: str) -> str:
    """Write a time of day as the parser wants it: 9.30 and 9:30 are 09:30."""
    found = _CLOCK.fullmatch(typed)
    return f"{found[1]:0>2}:{found[2]}" if found else typed


_READERS: Mapping[Kind, Callable[[Field, Form], Any]] = {
    Kind.TEXT: _text,
    Kind.WORDS: _text,
    Kind.LINES: _lines,
    Kind.CHOICE: _text,
    Kind.PICK: _text,
    Kind.BOXES: _boxes,
    Kind.TICK: _tick,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.WHOLE: _whole,
    Kind.WINDOWS: _windows,
}
