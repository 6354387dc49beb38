"""Opening hours as recurring sessions (RFC 5545): the same hours on several days are one of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from hub.domain.opening import WHOLE_DAY, Opening, Span

_LAST_MOMENT = time(23, 59, 59)
"""How the end of a day is written: 24:00 is no time of day, and 00:00 would end before it begins."""


class Day(StrEnum):
    """A day of the week, as RFC 5545 writes it."""

    MONDAY = "MO"
    TUESDAY = "TU"
    WEDNESDAY = "WE"
    THURSDAY = "TH"
    FRIDAY = "FR"
    SATURDAY = "SA"
    SUNDAY = "SU"


@dataclass(frozen=True, kw_only=True)
class Session:
    """From one time on London's clocks to another, on these days of every week."""

    days: tuple[Day, ...]
    opens_at: time
    closes_at: time
    on_bank_holidays: bool


def sessions_of(opening: Opening) -> tuple[Session, ...]:
    """Give a week's sessions, in the order in which each comes first."""
    days: defaultdict[Span, list[Day]] = defaultdict(list)
    for day, spans in zip(Day, opening.week, strict=True):
        for span in spans:
            days[span].append(day)
    return tuple(
        Session(
            days=tuple(found),
            opens_at=_time(span[0]),
            closes_at=_time(span[1]),
            on_bank_holidays=opening.on_bank_holidays,
        )
        for span, found in days.items()
    )


def _time(second: int) -> time:
    if second == WHOLE_DAY:
        return _LAST_MOMENT
    return time(second // 3600, second // 60 % 60)
