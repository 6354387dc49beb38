"""When digests go out, and about which bank holidays a provider is asked by when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import ENGLAND_AND_WALES, LONDON, Calendar, london_date
from hub.domain.errors import InvalidError
from hub.domain.opening import ALWAYS, OFFICE_HOURS, Opening
from hub.duty.rules.cover import days_of, holidays_to_ask_about, read_cover
from hub.duty.rules.digests import digest_window, has_begun

NIGHT = Opening.parse({day: [["18:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
EARLY = Opening.parse({"wed": [["07:00", "12:00"]]})


def london(*when):
    return datetime(*when, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "openings", "opens", "closes"),
    [
        (date(2026, 3, 4), [OFFICE_HOURS], (9, 0), (17, 0)),
        (date(2026, 3, 4), [EARLY], (8, 0), (12, 0)),
        (date(2026, 3, 4), [EARLY, NIGHT], (8, 0), None),
        (date(2026, 3, 5), [EARLY, NIGHT], (18, 0), None),
        (date(2026, 3, 4), [ALWAYS], (8, 0), None),
    ],
)
def test_a_digest_goes_out_from_eight_or_from_opening_until_closing(day, openings, opens, closes):
    window = digest_window(day, openings)
    assert window.opens == london(day.year, day.month, day.day, *opens)
    end = london(day.year, day.month, day.day, *closes) if closes else london(2026, 3, day.day + 1)
    assert window.closes == end
    assert window.holds(window.opens)
    assert not window.holds(window.closes)


@pytest.mark.parametrize(
    ("day", "openings"),
    [
        (date(2026, 3, 7), [ALWAYS]),
        (date(2026, 4, 3), [ALWAYS]),
        (date(2026, 3, 5), [EARLY]),
        (date(2026, 3, 4), []),
    ],
)
def test_no_digest_goes_out_on_other_days(day, openings):
    assert digest_window(day, openings) is None


@pytest.mark.parametrize(
    ("now", "begun"),
    [
        (london(2026, 3, 4, 7, 59), False),
        (london(2026, 3, 4, 8, 0), True),
        (london(2026, 3, 30, 8, 0), True),
        (london(2026, 3, 30, 7, 59), False),
        (london(2026, 4, 3, 12, 0), False),
    ],
)
def test_the_morning_begins_at_eight_in_london(now, begun):
    assert has_begun(now) is begun


@pytest.mark.parametrize(
    ("ask_at", "first", "last", "alert_at"),
    [
        (london(2018, 3, 27, 8), date(2018, 3, 30), date(2018, 4, 2), london(2018, 3, 29, 9)),
        (london(2017, 12, 20, 8), date(2017, 12, 25), date(2017, 12, 26), london(2017, 12, 22, 9)),
        (london(2017, 12, 27, 8), date(2018, 1, 1), date(2018, 1, 1), london(2017, 12, 29, 9)),
        (london(2020, 5, 5, 8), date(2020, 5, 8), date(2020, 5, 8), london(2020, 5, 7, 9)),
        (london(2022, 5, 30, 8), date(2022, 6, 2), date(2022, 6, 3), london(2022, 6, 1, 9)),
        (london(2021, 12, 22, 8), date(2021, 12, 27), date(2021, 12, 28), london(2021, 12, 24, 9)),
        (london(2026, 8, 26, 8), date(2026, 8, 31), date(2026, 8, 31), london(2026, 8, 28, 9)),
    ],
    ids=lambda value: str(value) if isinstance(value, date) else None,
)
def test_providers_are_asked_three_working_days_before(ask_at, first, last, alert_at):
    assert first not in {each.first_day for each in holidays_to_ask_about(ask_at - timedelta(seconds=1))}
    (found,) = (each for each in holidays_to_ask_about(ask_at) if each.first_day == first)
    assert (found.last_day, found.ask_at, found.alert_at) == (last, ask_at, alert_at)


def test_a_holiday_proclaimed_at_short_notice_is_asked_about_at_once():
    proclaimed = date(2022, 9, 19)
    without = Calendar.of(ENGLAND_AND_WALES.holidays - {proclaimed})
    friday = london(2022, 9, 16, 15)
    assert holidays_to_ask_about(friday, without) == ()
    (found,) = holidays_to_ask_about(friday, without.with_holidays(proclaimed))
    assert found.first_day == proclaimed
    assert found.alert_at < friday


def test_a_holiday_that_has_begun_is_asked_about_no_more():
    assert holidays_to_ask_about(london(2018, 3, 30, 0)) == ()


@given(st.integers(0, 14 * 365 * 24))
def test_each_bank_holiday_to_come_lies_in_one_request(hours):
    now = datetime(2013, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    found = holidays_to_ask_about(now)
    for each in found:
        assert each.ask_at <= now
        assert each.ask_at < each.alert_at
        assert each.first_day > london_date(now)
        assert {each.first_day, each.last_day} <= ENGLAND_AND_WALES.holidays
        days = days_of(each.first_day, each.last_day)
        assert not any(ENGLAND_AND_WALES.is_working_day(day) for day in days)
    listed = [day for each in found for day in days_of(each.first_day, each.last_day)]
    assert len(listed) == len(set(listed))


GIVEN = {"answers": "Duty manager", "phone": "0151 496 0104", "2018-04-02": "Always"}


@pytest.mark.parametrize("hours", ["closed", "always", "09:00-17:00", "17:00-09:00", "00:00-24:00"])
def test_hours_of_a_day_are_closed_always_or_times(hours):
    day = date(2018, 4, 2)
    assert read_cover(day, day, {**GIVEN, "2018-04-02": hours}).hours == {"2018-04-02": hours}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"answers": " "}, "/answers"),
        ({"answers": "x" * 101}, "/answers"),
        ({"phone": "the usual"}, "/phone"),
        ({"2018-04-02": ""}, "/2018-04-02"),
        ({"2018-04-02": "9 to 5"}, "/2018-04-02"),
    ],
)
def test_what_is_said_about_cover_is_checked(wrong, pointer):
    day = date(2018, 4, 2)
    with pytest.raises(InvalidError) as raised:
        read_cover(day, day, {**GIVEN, **wrong})
    assert [fault.pointer for fault in raised.value.faults] == [pointer]
