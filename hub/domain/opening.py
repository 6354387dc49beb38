"""When a recipient is there: weekly hours on London's clocks."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar, instant_at
from hub.domain.errors import Fault, InvalidError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHOLE_DAY = 24 * 3600
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")

Span = tuple[int, int]
"""From one second of a London day up to, and without, another."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The hours in which a recipient can be expected to act, from which its working time is counted."""

    week: tuple[tuple[Span, ...], ...]
    """Seven days from Monday, each with its spans in order and apart."""
    on_bank_holidays: bool = False
    """Whether it also opens on a bank holiday, by that weekday's hours."""

    def __post_init__(self) -> None:
        """Refuse hours that never come: the next opening would be searched for ever."""
        if len(self.week) != len(DAYS) or not any(self.week):
            raise ValueError("opening hours need seven days, and one span at least")

    @property
    def always(self) -> bool:
        """Whether it is open day and night, every day."""
        return self == ALWAYS

    @classmethod
    def parse(cls, value: object) -> "Opening":
        """Read "always", or {"mon": [["09:00", "17:00"]], ..., "bank_holidays": false}.

        A day left out is closed; "24:00" may end a span, and a night is written as two. InvalidError names
        every fault with a pointer into `value`.
        """
        if value == "always":
            return ALWAYS
        if not isinstance(value, dict):
            raise InvalidError(
                "The opening hours are not valid.", faults=(_fault("", "expected", _EXPECTED),)
            )
        week = tuple(_spans(day, value.get(day, [])) for day in DAYS)
        faults = tuple(span for spans in week for span in spans if isinstance(span, Fault))
        faults += _faults_of_the_whole(value)
        if faults:
            raise InvalidError("The opening hours are not valid.", faults=faults)
        kept = tuple(tuple(span for span in spans if not isinstance(span, Fault)) for spans in week)
        return cls(week=kept, on_bank_holidays=value.get("bank_holidays", False))

    def serialise(self) -> str | dict[str, object]:
        """Write the hours as `parse` reads them, without the closed days."""
        if self.always:
            return "always"
        open_days = {
            day: [[_clock_time(second) for second in span] for span in spans]
            for day, spans in zip(DAYS, self.week, strict=True)
            if spans
        }
        return {**open_days, "bank_holidays": self.on_bank_holidays}


def read_hours(text: str) -> Opening:
    """Read hours as a setting has them: `always`, or JSON that `Opening.parse` reads; else ValueError."""
    value = text if text == "always" else json.loads(text)
    try:
        return Opening.parse(value)
    except InvalidError as error:
        raise ValueError("; ".join(f"{fault.pointer}: {fault.message}" for fault in error.faults)) from error


@lru_cache(maxsize=65536)
def windows_on(
    opening: Opening, day: date, calendar: Calendar = ENGLAND_AND_WALES
) -> tuple[tuple[datetime, datetime], ...]:
    """Give the half-open windows of one London date as instants in UTC; none if it is closed that day.

    Clocks change within a day, so the windows are built for each date and never by adding 24 hours.
    """
    if day in calendar.holidays and not opening.on_bank_holidays:
        return ()
    spans = opening.week[day.weekday()]
    windows = ((instant_at(day, begins), instant_at(day, ends)) for begins, ends in spans)
    return tuple((opens, closes) for opens, closes in windows if opens < closes)


_EXPECTED = 'Expected "always" or an object with the days mon to sun.'


def _fault(pointer: str, code: str, message: str) -> Fault:
    return Fault(pointer=pointer, code=code, message=message)


def _faults_of_the_whole(value: dict[str, object]) -> tuple[Fault, ...]:
    unknown = [key for key in value if key not in {*DAYS, "bank_holidays"}]
    faults = [_fault(f"/{key}", "unknown_field", "Expected mon to sun or bank_holidays.") for key in unknown]
    if not isinstance(value.get("bank_holidays", False), bool):
        faults.append(_fault("/bank_holidays", "not_a_boolean", "Expected true or false."))
    if not any(value.get(day) for day in DAYS):
        faults.append(_fault("", "never_open", "Expected one opening in the week at least."))
    return tuple(faults)


def _spans(day: str, value: object) -> tuple[Span | Fault, ...]:
    if not isinstance(value, list | tuple):
        return (_fault(f"/{day}", "not_a_list", 'Expected a list such as [["09:00", "17:00"]].'),)
    spans = tuple(_span(f"/{day}/{index}", entry) for index, entry in enumerate(value))
    whole = [span for span in spans if not isinstance(span, Fault)]
    if any(later[0] < earlier[1] for earlier, later in pairwise(whole)):
        return (*spans, _fault(f"/{day}", "overlap", "Expected spans in order and apart."))
    return spans


def _span(pointer: str, value: object) -> Span | Fault:
    match value:
        case [str() as begins, str() as ends]:
            first, last = _second_of_day(begins), WHOLE_DAY if ends == "24:00" else _second_of_day(ends)
        case _:
            first = last = None
    if first is None or last is None:
        return _fault(pointer, "not_a_span", 'Expected two times such as ["09:00", "17:00"].')
    if first >= last:
        return _fault(pointer, "ends_before_it_begins", "Expected an end after the beginning, the same day.")
    return first, last


def _second_of_day(text: str) -> int | None:
    found = CLOCK_TIME.fullmatch(text)
    return int(found[1]) * 3600 + int(found[2]) * 60 if found else None


def _clock_time(second: int) -> str:
    return f"{second // 3600:02}:{second % 3600 // 60:02}"


_NINE_TO_FIVE = ((9 * 3600, 17 * 3600),)

ALWAYS = Opening(week=(((0, WHOLE_DAY),),) * 7, on_bank_holidays=True)
OFFICE_HOURS = Opening(week=(_NINE_TO_FIVE,) * 5 + ((),) * 2)
"""Monday to Friday, nine to five: what a recipient's hours are taken for where nothing is said (I)."""
