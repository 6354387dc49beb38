"""The open directory's own rules: terms for every code, hours as sessions, ids that stay."""

from datetime import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.codes import AgeBand, Borough, CrimeType, HateStrand, PersonFlag, RiskBand
from hub.domain.opening import ALWAYS, DAYS, WHOLE_DAY, Opening
from hub.open_referral.ids import stable_id
from hub.open_referral.terms import TAXONOMIES, TERM_OF, TERMS
from hub.open_referral.timetable import Day, sessions_of

NOT_FOR_A_LIST = (Borough.OUTSIDE, Borough.NOT_KNOWN, AgeBand.NOT_KNOWN, RiskBand.NOT_KNOWN)


def test_every_code_that_the_public_may_search_by_has_a_term():
    codes = {
        (type(code), code)
        for kind in (CrimeType, HateStrand, PersonFlag, Borough, AgeBand, RiskBand)
        for code in kind
        if not any(code is each for each in NOT_FOR_A_LIST)
    }
    assert {(type(term.code), term.code) for term in TERMS} == codes
    assert len(TERM_OF) == len(TERMS)


def test_every_taxonomy_has_terms_and_every_parent_is_one_of_the_same():
    by_id = {term.id: term for term in TERMS}
    assert {term.taxonomy for term in TERMS} == set(TAXONOMIES)
    assert len(by_id) == len(TERMS)
    for term in TERMS:
        assert term.parent_id is None or by_id[term.parent_id].taxonomy == term.taxonomy


def test_ids_stay_what_they_are_from_release_to_release():
    assert stable_id("term", "CrimeType", "burglary") == TERM_OF[CrimeType.BURGLARY].id
    assert TERM_OF[CrimeType.BURGLARY].id == UUID("54d3f8d3-c182-53bf-aee4-37279b12d089")


def test_hours_that_are_alike_are_one_session():
    opening = Opening.parse(
        {"mon": [["09:00", "12:00"], ["13:00", "17:30"]], "tue": [["09:00", "12:00"]], "bank_holidays": True}
    )
    morning, afternoon = sessions_of(opening)
    assert (morning.days, morning.opens_at, morning.closes_at) == (
        (Day.MONDAY, Day.TUESDAY),
        time(9),
        time(12),
    )
    assert (afternoon.days, afternoon.closes_at) == ((Day.MONDAY,), time(17, 30))
    assert morning.on_bank_holidays


def test_day_and_night_ends_with_the_day():
    (session,) = sessions_of(ALWAYS)
    assert session.days == tuple(Day)
    assert (session.opens_at, session.closes_at) == (time(0), time(23, 59, 59))


spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda each: each[0] < each[1])


@given(st.lists(st.lists(spans, max_size=1), min_size=7, max_size=7).filter(any))
def test_sessions_say_the_same_hours_as_the_week(week):
    opening = Opening(week=tuple(tuple((first * 60, last * 60) for first, last in day) for day in week))
    said = {
        (day, session.opens_at, session.closes_at) for session in sessions_of(opening) for day in session.days
    }
    wanted = {
        (list(Day)[index], time(first // 60, first % 60), as_time(last))
        for index, day in enumerate(week)
        for first, last in day
    }
    assert said == wanted
    assert all(session.opens_at < session.closes_at for session in sessions_of(opening))


def as_time(minute):
    return time(23, 59, 59) if minute * 60 == WHOLE_DAY else time(minute // 60, minute % 60)


@pytest.mark.parametrize(("day", "code"), list(zip(DAYS, Day, strict=True)))
def test_days_are_in_the_order_of_the_week(day, code):
    (session,) = sessions_of(Opening.parse({day: [["09:00", "17:00"]]}))
    assert session.days == (code,)
