from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.calendar import ENGLAND_AND_WALES, LONDON, midnight
from hub.domain.opening import ALWAYS, DAYS, OFFICE_HOURS, Opening, windows_on
from hub.domain.working_time import add_working_time, is_open, next_opening, working_seconds_between

HOUR = 3600
EIGHT_TO_SIX = Opening.parse({day: [["08:00", "18:00"]] for day in DAYS[:5]})
ODD = Opening.parse(
    {
        "mon": [["00:00", "01:30"], ["09:15", "12:00"], ["12:00", "24:00"]],
        "thu": [["16:00", "20:00"]],
        "sat": [["10:00", "13:00"]],
        "sun": [["00:30", "01:20"], ["01:40", "02:30"]],
        "bank_holidays": True,
    }
)
OPENINGS = st.sampled_from([ALWAYS, OFFICE_HOURS, EIGHT_TO_SIX, ODD])
BORDERS = [
    datetime(2018, 3, 28, tzinfo=UTC),
    datetime(2019, 12, 23, tzinfo=UTC),
    datetime(2026, 3, 26, tzinfo=UTC),
    datetime(2026, 10, 22, tzinfo=UTC),
]
"""Days before Easter, before Christmas, before the clocks go forward and before they go back."""
INSTANTS = st.builds(
    lambda border, second: border + timedelta(seconds=second),
    st.sampled_from(BORDERS),
    st.integers(0, 7 * 24 * HOUR),
)
SECONDS = st.integers(0, 80 * HOUR)


def london(*parts):
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("opening", "start", "hours", "due"),
    [
        (OFFICE_HOURS, london(2026, 3, 27, 16, 30), 2, london(2026, 3, 30, 10, 30)),
        (OFFICE_HOURS, london(2026, 10, 23, 16, 30), 2, london(2026, 10, 26, 10, 30)),
        (OFFICE_HOURS, london(2026, 4, 2, 16, 30), 16, london(2026, 4, 8, 16, 30)),
        (OFFICE_HOURS, london(2026, 12, 24, 16), 2, london(2026, 12, 29, 10)),
        (EIGHT_TO_SIX, london(2026, 1, 12, 17), 4, london(2026, 1, 13, 11)),
        (ALWAYS, london(2026, 10, 24, 12), 48, london(2026, 10, 26, 11)),
    ],
)
def test_working_hours_end_at_the_golden_instants(opening, start, hours, due):
    assert add_working_time(opening, start, hours * HOUR) == due.astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (london(2018, 3, 29, 16, 59, 59), london(2018, 3, 29, 16, 59, 59)),
        (london(2018, 3, 29, 17), london(2018, 4, 3, 9)),
        (london(2018, 4, 3, 8, 59, 59), london(2018, 4, 3, 9)),
        (london(2018, 4, 3, 9), london(2018, 4, 3, 9)),
    ],
)
def test_hours_are_half_open_and_a_bank_holiday_is_closed(at, opens):
    assert next_opening(OFFICE_HOURS, at) == opens.astimezone(UTC)
    assert is_open(OFFICE_HOURS, at) is (at == opens)


def test_a_service_that_says_so_is_open_on_a_bank_holiday():
    good_friday = london(2018, 3, 30, 10)
    assert is_open(ALWAYS, good_friday)
    assert not is_open(OFFICE_HOURS, good_friday)
    assert is_open(Opening(week=OFFICE_HOURS.week, on_bank_holidays=True), good_friday)


def test_a_day_used_up_ends_at_closing_time():
    assert add_working_time(OFFICE_HOURS, london(2026, 1, 12, 9), 8 * HOUR) == london(2026, 1, 12, 17)


def test_the_day_that_is_an_hour_short_has_an_hour_less():
    assert windows_on(ALWAYS, date(2026, 3, 29)) == (
        (midnight(date(2026, 3, 29)), midnight(date(2026, 3, 30))),
    )
    begins, ends = london(2026, 3, 29), london(2026, 3, 30)
    assert working_seconds_between(ALWAYS, begins, ends) == 23 * HOUR


def test_a_window_within_the_hour_that_is_skipped_does_not_exist_that_day():
    within = Opening.parse({"sun": [["01:15", "01:45"]]})
    assert windows_on(within, date(2026, 3, 29)) == ()
    assert len(windows_on(within, date(2026, 10, 25))) == 1


def test_working_time_is_not_added_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_working_time(ALWAYS, london(2026, 1, 1), -1)


def test_nothing_lies_between_an_instant_and_an_earlier_one():
    assert working_seconds_between(ALWAYS, london(2026, 1, 2), london(2026, 1, 1)) == 0


@given(OPENINGS, INSTANTS, SECONDS)
def test_what_is_added_lies_between(opening, start, seconds):
    assert working_seconds_between(opening, start, add_working_time(opening, start, seconds)) == seconds


@given(OPENINGS, INSTANTS, SECONDS, SECONDS)
def test_adding_in_two_parts_is_adding_once(opening, start, first, second):
    in_parts = add_working_time(opening, add_working_time(opening, start, first), second)
    assert in_parts == add_working_time(opening, start, first + second)


@given(OPENINGS, INSTANTS, INSTANTS, SECONDS, st.integers(0, HOUR))
def test_a_later_start_or_a_longer_time_never_ends_earlier(opening, one, other, seconds, more):
    early, late = sorted([one, other])
    assert add_working_time(opening, early, seconds) <= add_working_time(opening, late, seconds)
    assert add_working_time(opening, early, seconds) <= add_working_time(opening, early, seconds + more)


@given(OPENINGS, INSTANTS, st.integers(0, 999_999))
def test_it_is_open_at_the_next_opening_and_not_before(opening, at, microsecond):
    at = at.replace(microsecond=microsecond)
    opens = next_opening(opening, at)
    assert is_open(opening, opens)
    assert opens == at if is_open(opening, at) else working_seconds_between(opening, at, opens) == 0


@settings(deadline=None)  # it walks thousands of minutes
@given(OPENINGS, st.sampled_from(BORDERS), st.integers(0, 6 * 1440), st.integers(0, 2 * 1440))
def test_it_is_what_walking_minute_by_minute_counts(opening, border, offset, minutes):
    start = border + timedelta(minutes=offset)
    stop = start + timedelta(minutes=minutes)
    assert working_seconds_between(opening, start, stop) == 60 * sum(walk(opening, start, stop))


def walk(opening, start, stop):
    """Whether each minute is open, by the highest that London's clocks have shown that day."""
    day, highest, at = None, 0, midnight(start.astimezone(LONDON).date())
    while at < stop:
        local = at.astimezone(LONDON)
        highest = 0 if local.date() != day else highest
        day = local.date()
        highest = max(highest, local.hour * HOUR + local.minute * 60)
        if at >= start:
            closed = day in ENGLAND_AND_WALES.holidays and not opening.on_bank_holidays
            spans = () if closed else opening.week[day.weekday()]
            yield any(begins <= highest < ends for begins, ends in spans)
        at += timedelta(minutes=1)
