"""Who is on duty at an instant, hours as people write them, and entries with every fault at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import LONDON
from hub.domain.duty import DigestFor, DutyPost, PhoneEnd, PhoneOutcome, PhoneReason
from hub.domain.errors import InvalidError
from hub.domain.ids import new_id
from hub.domain.opening import ALWAYS, DAYS, Opening
from hub.duty.rules import Shift, first_alert, next_alert, on_duty
from hub.duty.rules.entries import COLUMNS, read_rota, read_shift
from hub.duty.rules.hours import read_hours, write_hours
from hub.portal.words import WORDS

HEADER = ",".join(COLUMNS)
AT_NIGHT = "mon-fri 17:00-09:00, sat-sun 09:00-09:00"


def shift(post=DutyPost.COORDINATOR, hours="always", who="A", starts=date(2026, 3, 1), ends=None):
    return Shift(
        id=new_id(),
        post=post,
        starts_on=starts,
        ends_before=ends,
        hours=read_hours(hours),
        who=who,
        phone="0151 496 0001",
        mailbox="a@example.org",
    )


def london(*when):
    return datetime(*when, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        (london(2026, 3, 4, 16, 59), False),
        (london(2026, 3, 4, 17, 0), True),
        (london(2026, 3, 5, 8, 59), True),
        (london(2026, 3, 5, 9, 0), False),
        (london(2026, 3, 7, 12, 0), True),
        (london(2026, 3, 29, 0, 30), True),
        (london(2026, 3, 29, 2, 30), True),
        (london(2026, 3, 30, 8, 59), True),
        (london(2026, 3, 30, 9, 0), False),
    ],
    ids=str,
)
def test_a_night_shift_reaches_into_the_next_morning(at, on):
    assert shift(hours=AT_NIGHT).covers(at) is on


def test_days_are_londons_and_half_open():
    summer = shift(starts=date(2026, 7, 1), ends=date(2026, 7, 2))
    assert not summer.covers(datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    assert summer.covers(datetime(2026, 6, 30, 23, 0, tzinfo=UTC))
    assert not summer.covers(datetime(2026, 7, 1, 23, 0, tzinfo=UTC))


def test_on_a_bank_holiday_only_those_hours_hold_that_say_so():
    good_friday = london(2026, 4, 3, 10)
    assert not shift(hours="mon-fri 09:00-17:00").covers(good_friday)
    assert shift(hours="mon-fri 09:00-17:00, bank holidays").covers(good_friday)
    assert shift().covers(good_friday)


NOW = london(2026, 3, 4, 10)
A, B = shift(who="A"), shift(DutyPost.DEPUTY, who="B")
DESK = shift(DutyPost.DUTY_DESK, who="Desk")


@pytest.mark.parametrize(
    ("shifts", "who", "deputises", "desk"),
    [
        ((), None, False, None),
        ((A,), "A", False, None),
        ((B,), "B", True, None),
        ((B, A, DESK), "A", False, "Desk"),
        ((DESK,), None, False, "Desk"),
        ((shift(who="later"), A), "later", False, None),
        ((shift(ends=date(2026, 3, 4)), B), "B", True, None),
    ],
)
def test_the_deputy_stands_in_where_no_coordinator_is(shifts, who, deputises, desk):
    found = on_duty(shifts, NOW)
    assert (found.coordinator and found.coordinator.who) == who
    assert (found.deputises, found.desk and found.desk.who) == (deputises, desk)
    assert found.why


@pytest.mark.parametrize(
    ("shifts", "to_coordinator", "to_desk"),
    [((A, DESK), True, False), ((A,), True, False), ((), True, False), ((DESK,), True, True)],
)
def test_the_first_alert_goes_to_whoever_is_there(shifts, to_coordinator, to_desk):
    alert = first_alert(on_duty(shifts, NOW), NOW)
    assert (alert.to_coordinator, alert.to_desk, alert.on_desk) == (to_coordinator, to_desk, to_desk)
    assert alert.next_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("shifts", "on_desk", "to_coordinator", "to_desk", "stays_on_desk"),
    [
        ((A, DESK), False, False, True, True),
        ((A, DESK), True, True, True, True),
        ((A,), False, True, False, False),
        ((A,), True, True, False, True),
        ((), False, True, False, False),
    ],
)
def test_each_hour_somebody_is_alerted(shifts, on_desk, to_coordinator, to_desk, stays_on_desk):
    alert = next_alert(on_duty(shifts, NOW), NOW, on_desk=on_desk)
    assert (alert.to_coordinator, alert.to_desk, alert.on_desk) == (to_coordinator, to_desk, stays_on_desk)
    assert alert.next_at == NOW + timedelta(hours=1)


@given(st.lists(st.sampled_from([A, B, DESK])), st.booleans())
def test_no_alert_goes_to_nobody(shifts, on_desk):
    duty = on_duty(shifts, NOW)
    for alert in (first_alert(duty, NOW), next_alert(duty, NOW, on_desk=on_desk)):
        assert alert.to_coordinator or (alert.to_desk and duty.desk)
        assert alert.next_at > NOW


@pytest.mark.parametrize(
    "written",
    [
        "always",
        "mon-fri 09:00-17:00",
        "mon 09:00-12:00, mon 13:00-17:00",
        "sat-sun 00:00-24:00, bank holidays",
    ],
)
def test_hours_read_as_they_are_written(written):
    assert write_hours(read_hours(written)) == written


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "sometimes",
        "mon-fri",
        "mon 9-5",
        "mon 25:00-26:00",
        "xyz 09:00-17:00",
        "mon 09:00-17:00,",
    ],
)
def test_what_are_no_hours_is_refused(wrong):
    assert read_hours(wrong) is None


_TIMES = st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True).map(sorted)


@given(st.dictionaries(st.sampled_from(DAYS), _TIMES, min_size=1), st.booleans())
def test_any_week_is_read_back_as_it_was(times, holidays):
    def clock(quarter):
        return f"{quarter // 4:02}:{quarter % 4 * 15:02}"

    week = {
        day: [[clock(a), clock(b)] for a, b in zip(found[::2], found[1::2], strict=False)]
        for day, found in times.items()
    }
    opening = Opening.parse({**week, "bank_holidays": holidays})
    again = read_hours(write_hours(opening))
    assert again == opening


def test_always_is_always():
    assert read_hours("Always") == ALWAYS


GOOD = {
    "post": "duty_desk",
    "starts": "2026-03-04",
    "ends_before": "",
    "hours": "always",
    "account": "",
    "title": "Duty inspector",
    "phone": "0151 496 0002",
    "mailbox": "desk@police.example.org",
}


@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"post": "boss"}, {"/post"}),
        ({"starts": "4 March"}, {"/starts"}),
        ({"ends_before": "2026-03-04"}, {"/ends_before"}),
        ({"ends_before": "soon"}, {"/ends_before"}),
        ({"hours": "late"}, {"/hours"}),
        ({"phone": "ring me"}, {"/phone"}),
        ({"title": ""}, {"/title"}),
        ({"mailbox": "no address"}, {"/mailbox"}),
        ({"account": "sam@people.example.org"}, {"/account"}),
        (dict.fromkeys(GOOD, ""), {"/post", "/starts", "/hours", "/phone", "/title", "/mailbox"}),
    ],
    ids=lambda value: ", ".join(sorted(value)),
)
def test_every_fault_of_an_entry_is_named(wrong, pointers):
    with pytest.raises(InvalidError) as raised:
        read_shift({**GOOD, **wrong})
    assert {fault.pointer for fault in raised.value.faults} == pointers


def test_an_account_takes_the_place_of_a_title_and_a_mailbox():
    new = read_shift({**GOOD, "account": "Sam@people.example.org", "title": "", "mailbox": ""})
    assert (new.account, new.title, new.mailbox) == ("sam@people.example.org", None, None)


def test_a_file_is_read_whole_or_refused_with_its_lines():
    line = ",".join(GOOD[name] for name in COLUMNS)
    assert len(read_rota(f"{HEADER}\n{line}\n{line}\n")) == 2
    with pytest.raises(InvalidError) as raised:
        read_rota(f"{HEADER}\n{line}\nboss{line}\n{line.replace('always', 'never')}\n")
    assert [(fault.line, fault.pointer) for fault in raised.value.faults] == [(3, "/post"), (4, "/hours")]


def test_a_file_with_other_columns_is_refused():
    with pytest.raises(InvalidError) as raised:
        read_rota("who,when\nme,now\n")
    assert HEADER in raised.value.faults[0].message


@pytest.mark.parametrize("enum", [DutyPost, PhoneReason, PhoneOutcome, PhoneEnd, DigestFor])
def test_every_word_of_duty_is_written_for_people(enum):
    assert set(WORDS[enum]) == set(enum)
    assert len(set(WORDS[enum].values())) == len(WORDS[enum])
