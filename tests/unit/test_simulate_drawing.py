"""What is drawn: referrals of the right months and boroughs, of persons who cannot exist."""

import random
import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from hub.demo.simulate import Span, any_month, expect
from hub.demo.simulate.mix import CATEGORIES, draw_crime
from hub.demo.simulate.persons import FAMILY, GIVEN
from hub.demo.simulate.proportions import RECORDED
from hub.demo.simulate.schedule import POLICE, STOP_HATE
from hub.demo.simulate.submissions import write
from hub.domain.calendar import london_date
from hub.domain.codes import Borough, CrimeType
from hub.domain.quarter import Quarter
from hub.domain.submission import Submission
from hub.intake.rules.parse import parse

QUARTER = Quarter(year=2019, number=3)
SPAN = Span(start=QUARTER.starts_at, end=QUARTER.ends_at)
UNITS = frozenset({"sigma", "referral-service", "vulnerable-persons", "family-liaison", "helpline"})


@pytest.fixture(scope="module")
def drawn():
    return expect(random.Random(3), any_month(), SPAN, 1500)


@pytest.fixture(scope="module")
def bodies(drawn):
    return [write("test", each) for each in drawn]


def test_what_is_written_has_no_fault(drawn, bodies):
    for expected, body in zip(drawn, bodies, strict=True):
        read = parse(body, now=expected.at, known_services=frozenset(), known_units=UNITS)
        assert isinstance(read, Submission), read


def test_the_same_seed_writes_the_same_and_another_seed_something_else(drawn):
    again = expect(random.Random(3), any_month(), SPAN, 1500)
    assert again == drawn
    assert [write("test", each) for each in again[:20]] == [write("test", each) for each in drawn[:20]]
    assert write("test", drawn[0]) != write("other", drawn[0])


def test_nobody_in_it_could_be_somebody(bodies):
    for body in bodies:
        person, contact = body["person"], body["contact"]
        assert person["given_name"] in GIVEN
        assert person["family_name"] in FAMILY
        assert re.fullmatch(r"07700 900\d{3}", contact["phone"]["value"])
        assert contact["email"]["value"].endswith("@example.org")
        assert person["address"].endswith("Example Street")


def test_everything_is_finished_and_passed_on_within_the_span_in_order(drawn):
    assert all(SPAN.start <= each.at <= each.tick < SPAN.end for each in drawn)
    assert [each.number for each in drawn] == list(range(1, 1501))
    assert list(drawn) == sorted(drawn, key=lambda each: each.at)


def test_a_months_crimes_are_referred_in_that_month():
    shares = {
        (date(2019, 10, 1), Borough.WIRRAL, "Burglary"): 3,
        (date(2019, 12, 1), Borough.SEFTON, "Robbery"): 1,
    }
    found = expect(random.Random(1), shares, SPAN, 400)
    months = Counter((london_date(each.at).month, each.borough, each.crime) for each in found)
    assert set(months) == {
        (10, Borough.WIRRAL, CrimeType.BURGLARY),
        (12, Borough.SEFTON, CrimeType.ROBBERY),
    }
    assert 250 < months[10, Borough.WIRRAL, CrimeType.BURGLARY] < 350


def test_boroughs_come_in_their_recorded_proportions(drawn):
    every = sum(sum(counts) for counts in RECORDED.values())
    in_liverpool = sum(counts[1] for counts in RECORDED.values())
    share = Counter(each.borough for each in drawn)[Borough.LIVERPOOL] / len(drawn)
    assert abs(share - in_liverpool / every) < 0.05


def test_every_category_has_its_mix_and_its_recorded_numbers():
    assert set(RECORDED) == set(CATEGORIES)
    rng = random.Random(1)
    violence = {draw_crime(rng, "Violence and sexual offences") for _ in range(3000)}
    assert violence >= {
        CrimeType.VIOLENCE,
        CrimeType.DOMESTIC_ABUSE,
        CrimeType.SEXUAL_OFFENCE,
        CrimeType.STALKING_HARASSMENT,
    }


def test_some_hate_crimes_come_from_the_line_and_a_few_of_them_twice(drawn):
    by_line = [each for each in drawn if each.source == STOP_HATE]
    assert by_line
    assert {each.crime for each in by_line} == {CrimeType.HATE_CRIME}
    told_twice = [each for each in by_line if each.person != each.number]
    by_number = {each.number: each for each in drawn}
    for each in told_twice:
        first = by_number[each.person]
        assert first.source == POLICE
        mine, theirs = write("test", each)["person"], write("test", first)["person"]
        assert (mine["family_name"], mine["birth_date"]) == (theirs["family_name"], theirs["birth_date"])


def test_a_span_that_ends_now_holds_nothing_later():
    now = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
    span = Span(start=datetime(2026, 3, 3, tzinfo=UTC), end=now)
    assert all(each.tick < now for each in expect(random.Random(1), any_month(), span, 50))
