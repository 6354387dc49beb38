"""What a provider types into a form becomes an instant that fits what it did before."""

from datetime import UTC, datetime

import pytest

from hub.domain.codes import HoldReason
from hub.domain.errors import InvalidError
from hub.portal.forms import Form
from hub.portal.provider.reading import Reading

NOW = datetime(2026, 7, 1, 9, 30, 20, tzinfo=UTC)  # 10:30:20 in London


def form(**fields):
    return Form({name: (value,) for name, value in fields.items()})


def instant(time, day="1"):
    reading = Reading(form(at_day=day, at_month="7", at_year="2026", at_time=time))
    found = reading.instant("at", NOW)
    reading.check()
    return found


def faults_of(act):
    with pytest.raises(InvalidError) as raised:
        act()
    return {each.pointer: each.code for each in raised.value.faults}


@pytest.mark.parametrize("typed", ["9:05", "09:05", "9.05am", "9:05 AM"])
def test_a_time_is_londons_however_it_is_written(typed):
    assert instant(typed).replace(second=0, microsecond=0) == datetime(2026, 7, 1, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "hour"), [("12am", 23), ("12pm", 11), ("5:30pm", 16), ("11pm", 22), ("9", 8)]
)
def test_noon_and_midnight_are_where_they_should_be(typed, hour):
    found = Reading(form(at_day="15", at_month="6", at_year="2026", at_time=typed)).instant("at", NOW)
    assert found.hour == hour


def test_the_present_minute_is_now_and_an_earlier_one_its_last_instant():
    assert instant("10:30") == NOW
    assert instant("10:29") == datetime(2026, 7, 1, 9, 29, 59, 999_999, tzinfo=UTC)


def test_the_future_is_refused():
    assert faults_of(lambda: instant("10:31")) == {"/at": "in_the_future"}


@pytest.mark.parametrize("typed", ["", "25:00", "10:60", "13pm", "0am", "ten", "10:5"])
def test_what_is_no_time_is_refused(typed):
    assert faults_of(lambda: instant(typed)) == {"/at_time": "bad_time"}


def test_every_fault_is_found_at_once():
    reading = Reading(form(reason="waiting_list", until_day="31", until_month="2", until_year="2026"))
    reading.choice("reason", HoldReason, "Choose why it waits")
    reading.until("until", "Enter the day")
    reading.name("worker", "Enter who")
    reading.words("text")
    assert faults_of(reading.check) == {"/reason": "required", "/until": "bad_date", "/worker": "required"}


def test_a_hold_ends_at_nine_in_london():
    reading = Reading(form(until_day="3", until_month="7", until_year="2026"))
    assert reading.until("until", "Enter the day") == datetime(2026, 7, 3, 8, tzinfo=UTC)
