"""Hours of a rota as people write them: "always", or "mon-fri 17:00-09:00, sat-sun 09:00-09:00"."""

import re
from itertools import groupby

from hub.domain.errors import InvalidError
from hub.domain.opening import DAYS, Opening

EXPECTED = (
    'Write "always", or days and times such as "mon-fri 17:00-09:00, sat-sun 09:00-09:00"; add ", bank '
    'holidays" if they hold on bank holidays too.'
)
_PART = re.compile(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")
_HOLIDAYS = "bank holidays"
_MIDNIGHT, _END_OF_DAY = "00:00", "24:00"

_Spans = dict[str, list[tuple[str, str]]]


def read_hours(text: str) -> Opening | None:
    """Read hours, in London's time; those that end before they begin reach into the next day.

    None for what is not written as `EXPECTED` says.
    """
    written = " ".join(text.casefold().split())
    if written == "always":
        return Opening.parse(written)
    parts = [part.strip() for part in written.split(",")]
    spans: _Spans = {day: [] for day in DAYS}
    for part in parts:
        if part != _HOLIDAYS and not _add(spans, part):
            return None
    week = {day: _joined(found) for day, found in spans.items() if found}
    try:
        return Opening.parse({**week, "bank_holidays": _HOLIDAYS in parts})
    except InvalidError:
        return None


def write_hours(hours: Opening) -> str:
    """Write hours as `read_hours` reads them, each day's as it stands."""
    written = hours.serialise()
    if isinstance(written, str):
        return written
    days = [(day, _in_words(written.get(day, []))) for day in DAYS]
    parts = []
    for spans, group in groupby(days, key=lambda each: each[1]):
        names = [day for day, _ in group]
        named = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
        parts += [f"{named} {span}" for span in spans]
    return ", ".join([*parts, *([_HOLIDAYS] if hours.on_bank_holidays else [])])


def _in_words(spans: object) -> tuple[str, ...]:
    found = spans if isinstance(spans, list) else []
    return tuple(f"{begins}-{ends}" for begins, ends in found)


def _add(spans: _Spans, part: str) -> bool:
    found = _PART.fullmatch(part)
    if found is None or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
        return False
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    begins, ends = found[3], found[4]
    for offset in range((last - first) % len(DAYS) + 1):
        day = DAYS[(first + offset) % len(DAYS)]
        if begins < ends:
            spans[day].append((begins, ends))
        else:
            spans[day].append((begins, _END_OF_DAY))
            if ends != _MIDNIGHT:
                spans[DAYS[(first + offset + 1) % len(DAYS)]].append((_MIDNIGHT, ends))
    return True


def _joined(spans: list[tuple[str, str]]) -> list[list[str]]:
    """Put spans in order, and make one of those that touch or overlap."""
    found: list[list[str]] = []
    for begins, ends in sorted(spans):
        if found and found[-1][1] >= begins:
            found[-1][1] = max(found[-1][1], ends)
        else:
            found.append([begins, ends])
    return found
