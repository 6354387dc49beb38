from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.errors import InvalidError
from hub.domain.quarter import Quarter, financial_year

QUARTERS = st.builds(
    lambda year, number: Quarter(year=year, number=number), st.integers(2000, 2090), st.integers(1, 4)
)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "starts_at", "ends_at", "label"),
    [
        ("2017-18-Q1", utc(2017, 3, 31, 23), utc(2017, 6, 30, 23), "2017/18 Q1"),
        ("2017-18-Q2", utc(2017, 6, 30, 23), utc(2017, 9, 30, 23), "2017/18 Q2"),
        ("2019-20-Q3", utc(2019, 9, 30, 23), utc(2020, 1, 1), "2019/20 Q3"),
        ("2017-18-Q4", utc(2018, 1, 1), utc(2018, 3, 31, 23), "2017/18 Q4"),
        ("1999-00-Q4", utc(2000, 1, 1), utc(2000, 3, 31, 23), "1999/00 Q4"),
    ],
)
def test_a_quarter_lies_between_two_london_midnights(written, starts_at, ends_at, label):
    quarter = Quarter.parse(written)
    assert quarter.starts_at == starts_at
    assert quarter.ends_at == ends_at
    assert (str(quarter), quarter.label) == (written, label)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2017-19-Q1", "years_do_not_follow"),
        ("2017-17-Q1", "years_do_not_follow"),
        ("2017-18-Q5", "not_a_quarter"),
        ("2017/18 Q1", "not_a_quarter"),
        ("2017-18-q1", "not_a_quarter"),
        ("2017-18-Q1\n", "not_a_quarter"),
        ("٢٠١٧-١٨-Q1", "not_a_quarter"),
        ("9999-00-Q4", "not_a_quarter"),
        ("0000-01-Q1", "not_a_quarter"),
        ("", "not_a_quarter"),
    ],
)
def test_anything_else_is_refused_by_name(written, code):
    with pytest.raises(InvalidError) as refused:
        Quarter.parse(written)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/quarter", code)]


def test_a_refusal_says_which_year_follows():
    with pytest.raises(InvalidError, match="2017-18-Q1"):
        Quarter.parse("2017-19-Q1")


@given(QUARTERS)
def test_quarters_follow_one_another_without_a_gap(quarter):
    assert quarter.next().previous() == quarter == quarter.previous().next()
    assert quarter.ends_at == quarter.next().starts_at
    assert quarter < quarter.next()
    assert Quarter.parse(str(quarter)) == quarter


@given(QUARTERS)
def test_its_first_instant_belongs_to_it_and_its_end_to_the_next(quarter):
    assert Quarter.of(quarter.starts_at) == quarter
    assert Quarter.of(quarter.ends_at - timedelta(seconds=1)) == quarter
    assert Quarter.of(quarter.ends_at) == quarter.next()


@pytest.mark.parametrize(
    ("day", "year"), [(date(2018, 3, 31), 2017), (date(2018, 4, 1), 2018), (date(2018, 12, 31), 2018)]
)
def test_a_financial_year_begins_on_the_first_of_april(day, year):
    assert financial_year(day) == Quarter.of_day(day).year == year


def test_there_is_no_fifth_quarter():
    with pytest.raises(ValueError, match="1 to 4"):
        Quarter(year=2017, number=5)
