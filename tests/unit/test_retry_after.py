"""For how long an endpoint asks to be left alone, in all the ways in which endpoints write it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.webhook.retry_after import wish

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
A_YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ([], None),
        (["120"], timedelta(minutes=2)),
        ([" 120 "], timedelta(minutes=2)),
        (["0"], timedelta()),
        (["-1"], None),
        (["1.5"], None),
        (["+5"], None),
        ([""], None),
        (["soon"], None),
        (["٣"], None),
        (["99999999999999999999999"], A_YEAR),
        (["0" * 300 + "7"], timedelta(seconds=7)),
        (["9" * 5000], A_YEAR),
        (["Thu, 29 Mar 2018 16:00:30 GMT"], timedelta(seconds=30)),
        (["Thursday, 29-Mar-18 16:00:30 GMT"], timedelta(seconds=30)),
        (["Thu Mar 29 16:00:30 2018"], timedelta(seconds=30)),
        (["Thu, 29 Mar 2018 15:00:00 GMT"], timedelta()),
        (["Fri, 31 Dec 9999 23:59:59 GMT"], A_YEAR),
        (["Thu, 99 Mar 2018 16:00:30 GMT"], None),
        (["10", "30"], timedelta(seconds=30)),
        (["30", "soon"], timedelta(seconds=30)),
        (["10, 30"], None),
        (["10", "Thu, 29 Mar 2018 16:00:30 GMT"], timedelta(seconds=30)),
    ],
)
def test_every_way_of_writing_it_is_read_or_is_nothing(written, wait):
    assert wish(written, [], NOW) == wait


@pytest.mark.parametrize(
    ("dates", "wait"),
    [
        (["Thu, 29 Mar 2018 18:00:00 GMT"], timedelta(seconds=30)),
        (["no date", "Thu, 29 Mar 2018 18:00:00 GMT"], timedelta(seconds=30)),
        (["no date"], timedelta(hours=2, seconds=30)),
    ],
)
def test_a_date_is_held_against_the_answers_own_clock(dates, wait):
    assert wish(["Thu, 29 Mar 2018 18:00:30 GMT"], dates, NOW) == wait


@given(st.lists(st.text(max_size=40), max_size=3), st.lists(st.text(max_size=40), max_size=2))
def test_whatever_stands_there_gives_a_wait_or_none(written, dates):
    wait = wish(written, dates, NOW)
    assert wait is None or timedelta() <= wait <= A_YEAR
