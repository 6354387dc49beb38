"""What may be shown as live, what fits closest, and what is a word."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.directory.rules.asked import LONGEST_WORDS, MOST_WORDS, Asked, read_words
from hub.directory.rules.contact import Contact, wrong_in
from hub.directory.rules.fitting import Closeness, ForWhom, closeness, is_local
from hub.directory.rules.said import PHRASES, SAID
from hub.directory.rules.standing import Standing, standing
from hub.domain.codes import MERSEYSIDE, CrimeType, HateStrand

CHECKED = date(2025, 3, 4)
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("checked", "closed", "today", "expected"),
    [
        (CHECKED, None, date(2025, 3, 4), Standing.CURRENT),
        (CHECKED, None, date(2026, 3, 4), Standing.CURRENT),
        (CHECKED, None, date(2026, 3, 5), Standing.OUT_OF_DATE),
        (date(2024, 2, 29), None, date(2025, 2, 28), Standing.CURRENT),
        (date(2024, 2, 29), None, date(2025, 3, 1), Standing.OUT_OF_DATE),
        (date(2023, 2, 28), None, date(2024, 2, 28), Standing.CURRENT),
        (date(2023, 2, 28), None, date(2024, 2, 29), Standing.OUT_OF_DATE),
        (CHECKED, date(2025, 6, 1), date(2025, 5, 31), Standing.CURRENT),
        (CHECKED, date(2025, 6, 1), date(2025, 6, 1), Standing.CLOSED),
        (CHECKED, date(2025, 6, 1), date(2030, 1, 1), Standing.CLOSED),
        (CHECKED, date(2030, 1, 1), date(2027, 1, 1), Standing.OUT_OF_DATE),
    ],
)
def test_an_entry_stands_as_it_was_last_checked(checked, closed, today, expected):
    assert standing(checked, closed, today) is expected


@given(DAYS, st.none() | DAYS, DAYS)
def test_what_has_gone_never_comes_back_by_itself(checked, closed, today):
    later = today + timedelta(days=1)
    order = list(Standing)
    assert order.index(standing(checked, closed, later)) >= order.index(standing(checked, closed, today))


@given(DAYS, DAYS)
def test_what_is_current_was_checked_within_366_days(checked, today):
    if standing(checked, None, today) is Standing.CURRENT:
        assert today - checked <= timedelta(days=366)


@pytest.mark.parametrize(
    ("entry", "crimes", "strands", "expected"),
    [
        (ForWhom(crime_types=["robbery"]), {"robbery"}, set(), Closeness.NAMED),
        (ForWhom(crime_types=["robbery"], flags=["stalking_harassment"]), {"stalking_harassment"}, set(), 0),
        (ForWhom(crime_types=[]), {"robbery"}, set(), Closeness.ANY_CRIME),
        (ForWhom(crime_types=[], flags=["vulnerable"]), {"robbery"}, set(), Closeness.ANY_CRIME),
        (ForWhom(crime_types=[], flags=["homicide"]), {"robbery"}, set(), Closeness.WORDS_ALONE),
        (ForWhom(crime_types=["theft"]), {"robbery"}, set(), Closeness.WORDS_ALONE),
        (ForWhom(crime_types=["hate_crime"], strands=["race"]), set(), {"race"}, Closeness.NAMED),
        (ForWhom(crime_types=["hate_crime"], strands=["race"]), set(), {"religion"}, Closeness.WORDS_ALONE),
    ],
)
def test_what_names_the_crime_is_closest(entry, crimes, strands, expected):
    assert closeness(entry, crimes, strands) is Closeness(expected)


@pytest.mark.parametrize(
    ("boroughs", "expected"),
    [((), False), (MERSEYSIDE, False), (("wirral",), True), (("wirral", "sefton"), True)],
)
def test_an_entry_for_some_boroughs_is_local(boroughs, expected):
    assert is_local(boroughs) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("Raped!", ("raped",)),
        ("my ex's friend", ("my", "ex's", "friend")),
        ("hit-and-run", ("hit-and-run",)),
        ("a\x00b \U0001f622 c", ("a", "b", "c")),
        ("caf\u00e9 cafe\u0301", ("caf\u00e9", "caf\u00e9")),
        ("ex\u2019s", ("ex's",)),
        ("a & b | !c :* <->", ("a", "b", "c")),
    ],
)
def test_words_are_taken_out_of_what_is_typed(typed, expected):
    assert read_words(typed) == expected


@given(st.text(max_size=LONGEST_WORDS * 2))
def test_a_word_has_nothing_that_could_mean_something_else(typed):
    words = read_words(typed)
    assert len(words) <= MOST_WORDS
    for word in words:
        assert not set(word) & set('&|!:*()<>\\"%;\x00 ')
        word.encode()


def test_words_that_nearly_every_description_has_tell_nothing():
    asked = Asked(words=read_words("I need some help and support for deaf people"))
    assert asked.telling == ("some", "deaf")
    assert asked.misspelt == ()


def test_every_crime_that_can_be_chosen_has_words_and_every_strand():
    assert set(SAID) == {*(set(CrimeType) - {CrimeType.OTHER}), *HateStrand}
    assert all(phrase == " ".join(read_words(phrase)) for phrase, _ in PHRASES)
    assert len(PHRASES) == len(set(PHRASES))


@pytest.mark.parametrize(
    ("contact", "fields"),
    [
        (Contact(), set()),
        (Contact(phone="0151 496 0100", email="a@b.example.org", website="https://www.example.org/x"), set()),
        (Contact(phone="call us", email="nobody", website="example.org"), {"phone", "email", "website"}),
        (Contact(website="javascript:alert(1)"), {"website"}),
        (Contact(website=f"https://www.example.org/{'x' * 300}"), {"website"}),
        (Contact(phone="0151\n496"), {"phone"}),
    ],
)
def test_a_contact_is_what_it_says(contact, fields):
    assert set(wrong_in(contact)) == fields
