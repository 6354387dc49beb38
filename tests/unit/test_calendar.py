import socket
from datetime import UTC, date, datetime, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import (
    ENGLAND_AND_WALES,
    LONDON,
    Calendar,
    instant_at,
    london_date,
    midnight,
    whole_second,
)

DATES = st.dates(date(2017, 1, 1), date(2028, 11, 30))


@pytest.mark.parametrize(
    ("event", "last"),
    [
        (date(2018, 3, 29), date(2018, 4, 4)),
        (date(2017, 12, 22), date(2017, 12, 28)),
        (date(2022, 6, 1), date(2022, 6, 7)),
        (date(2022, 9, 16), date(2022, 9, 21)),
        (date(2020, 5, 7), date(2020, 5, 12)),
    ],
)
def test_two_working_days_end_on_the_golden_dates(event, last):
    assert ENGLAND_AND_WALES.add_working_days(event, 2) == last


@pytest.mark.parametrize("year", range(2017, 2029))
def test_every_year_from_2017_to_2028_has_its_holidays(year):
    in_year = {day for day in ENGLAND_AND_WALES.holidays if day.year == year}
    assert len(in_year) == {2022: 10, 2023: 9}.get(year, 8)
    assert ENGLAND_AND_WALES.covers(date(year, 7, 1))


def test_the_list_is_the_packages_own_and_no_network_is_asked(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    offline = BankHolidays(use_cached_holidays=True)
    theirs = offline.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    assert {holiday["date"] for holiday in theirs} == ENGLAND_AND_WALES.holidays


def test_a_day_beyond_the_list_is_a_holiday_at_weekends_only():
    assert not ENGLAND_AND_WALES.covers(date(2040, 12, 25))
    assert ENGLAND_AND_WALES.is_working_day(date(2040, 12, 25))
    assert not ENGLAND_AND_WALES.is_working_day(date(2040, 12, 29))


def test_a_holiday_proclaimed_at_short_notice_moves_the_day_and_the_version():
    funeral = date(2022, 9, 19)
    before = Calendar.of(ENGLAND_AND_WALES.holidays - {funeral})
    assert before.add_working_days(date(2022, 9, 16), 2) == date(2022, 9, 20)
    after = before.with_holidays(funeral)
    assert after.add_working_days(date(2022, 9, 16), 2) == date(2022, 9, 21)
    assert before.version != after.version == ENGLAND_AND_WALES.version
    assert after == ENGLAND_AND_WALES


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        ENGLAND_AND_WALES.add_working_days(date(2018, 1, 1), -1)


@given(DATES, st.integers(0, 15))
def test_adding_working_days_and_counting_them_agree(day, count):
    last = ENGLAND_AND_WALES.add_working_days(day, count)
    assert ENGLAND_AND_WALES.working_days_between(day, last) == count
    assert count == 0 or ENGLAND_AND_WALES.is_working_day(last)


@given(DATES)
def test_london_midnights_are_one_clock_day_apart(day):
    begins, ends = midnight(day), midnight(day + timedelta(days=1))
    assert london_date(begins) == day == london_date(ends - timedelta(seconds=1))
    assert (ends - begins) in {timedelta(hours=hours) for hours in (23, 24, 25)}


def test_a_time_that_the_clocks_skip_is_the_instant_of_the_change():
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    skipped = [instant_at(date(2026, 3, 29), minute * 60) for minute in (60, 75, 90, 120)]
    assert skipped == [change] * 4


def test_a_time_that_comes_twice_is_its_first_time():
    assert instant_at(date(2026, 10, 25), 90 * 60) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant_at(date(2026, 10, 25), 120 * 60) == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_an_instant_is_brought_to_utc_and_to_its_whole_second():
    local = datetime(2026, 7, 1, 12, 0, 0, 999_999, tzinfo=LONDON)
    assert whole_second(local) == datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert whole_second(local).tzinfo is UTC


@pytest.mark.parametrize("ask", [london_date, whole_second])
def test_a_naive_instant_is_refused(ask):
    with pytest.raises(ValueError, match="time zone"):
        ask(datetime(2026, 1, 1))  # noqa: DTZ001 - it is what is refused
