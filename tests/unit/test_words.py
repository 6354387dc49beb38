"""Every closed value has words, and times read as people write them."""

import inspect
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from hub.audit import Event
from hub.domain import codes
from hub.domain.assignment import AssignmentEvent, AssignmentState
from hub.domain.codes import AgeBand, Borough, CrimeType, DeliveryState, ReferralStatus, TriageResolution
from hub.domain.opening import ALWAYS, Opening
from hub.portal import filters
from hub.portal.words import WORDS, label
from hub.portal.words.looks import look
from hub.portal.words.public import HAPPENED, for_what, for_whom, opening_hours, where

ENUMS = [
    *(
        each
        for _, each in inspect.getmembers(codes, inspect.isclass)
        if issubclass(each, StrEnum) and each is not StrEnum
    ),
    AssignmentState,
    AssignmentEvent,
    Event,
]
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_member_has_words(enum: type[StrEnum]):
    assert set(WORDS[enum]) == set(enum)
    for text in WORDS[enum].values():
        assert text[:1] == text[:1].upper()
        assert "_" not in text


@pytest.mark.parametrize("enum", ENUMS[:-1], ids=lambda enum: enum.__name__)
def test_no_two_members_of_an_enum_read_alike(enum: type[StrEnum]):
    assert len(set(WORDS[enum].values())) == len(WORDS[enum])


def test_the_same_code_reads_as_its_own_enum_says():
    assert label(AssignmentState.RELEASED) == "Given back"
    assert label(TriageResolution.RELEASED) == "Sent on"


def test_a_code_without_its_enum_still_reads_well():
    assert label("st_helens") == "St Helens"
    assert label("not_in_any_list") == "Not in any list"


def test_a_state_has_a_look_of_its_own_enum():
    assert look(DeliveryState.QUEUED) == "waiting"
    assert look(AssignmentState.UNDELIVERABLE) == "bad"
    assert look(ReferralStatus.CLOSED) == "over"


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2026, 3, 4, 10, 0, tzinfo=UTC), "4 March 2026 at 10am"),
        (datetime(2026, 3, 4, 15, 5, tzinfo=UTC), "4 March 2026 at 3:05pm"),
        (datetime(2026, 3, 4, 12, 0, tzinfo=UTC), "4 March 2026 at midday"),
        (datetime(2026, 3, 4, 12, 30, tzinfo=UTC), "4 March 2026 at 12:30pm"),
        (datetime(2026, 3, 4, 0, 30, tzinfo=UTC), "4 March 2026 at 12:30am"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "the end of 1 July 2026"),
        (datetime(2026, 7, 1, 11, 30, tzinfo=UTC), "1 July 2026 at 12:30pm"),
    ],
)
def test_an_instant_is_written_in_londons_time(instant, written):
    assert filters.when(instant) == written


def test_a_day_is_londons():
    assert filters.day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert filters.day(date(2026, 7, 1)) == "1 July 2026"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (3 * 3600 + 600, "3 hours 10 minutes"),
        (3600, "1 hour"),
        (2 * 86400 + 4 * 3600 + 59, "2 days 4 hours"),
        (86400 + 120, "1 day"),
    ],
)
def test_a_length_of_time_has_two_units_at_most(seconds, written):
    assert filters.duration(seconds) == written


@pytest.mark.parametrize(
    ("later", "written"),
    [
        (timedelta(hours=3), "due in 3 hours"),
        (timedelta(0), "due now"),
        (-timedelta(seconds=59), "due now"),
        (-timedelta(hours=2), "2 hours overdue"),
    ],
)
def test_a_due_time_is_seen_from_now(later, written):
    assert filters.due(NOW + later, NOW) == written


def test_the_public_is_offered_every_crime_once():
    assert set(HAPPENED) == set(CrimeType)
    assert len(set(HAPPENED.values())) == len(HAPPENED)


def test_what_a_service_covers_is_said_short():
    assert for_what([*CrimeType]) == ("Any crime",)
    assert for_what(["hate_crime", "burglary"]) == ("Burglary", "Hate crime")
    assert where([*Borough]) == "All of Merseyside"
    assert where(["st_helens", "knowsley", "outside"]) == "Knowsley, St Helens"
    assert for_whom([*AgeBand]) == "All ages"
    assert for_whom(["13_to_15", "under_13"]) == "Under 16"
    assert for_whom(["16_to_17", "18_to_24", "25_to_59", "60_and_over"]) == "16 and over"
    assert for_whom(["under_13", "18_to_24"]) == "Under 13, 18 to 24"


def test_a_service_that_lists_nothing_is_for_any():
    assert for_what([]) == ("Any crime",)
    assert where([]) == "All of Merseyside"
    assert for_whom([]) == "All ages"


def test_opening_hours_join_days_that_are_alike():
    week = {
        "mon": [["09:00", "17:00"]],
        "tue": [["09:00", "17:00"]],
        "wed": [["09:30", "12:00"], ["13:00", "24:00"]],
        "sat": [["00:00", "12:00"]],
        "bank_holidays": True,
    }
    assert opening_hours(Opening.parse(week)) == (
        "Monday to Tuesday, 9am to 5pm",
        "Wednesday, 9:30am to midday and 1pm to midnight",
        "Saturday, midnight to midday",
    )
    assert opening_hours(ALWAYS) == ("Day and night, every day",)
    closed = Opening.parse({**week, "bank_holidays": False})
    assert opening_hours(closed)[-1] == "Closed on bank holidays"
