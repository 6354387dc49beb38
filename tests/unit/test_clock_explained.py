"""A clock's limit told window by window, and a clock counted anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.bank_holidays import HolidayChange, calendar_with, changed_since
from hub.domain.calendar import ENGLAND_AND_WALES, LONDON
from hub.domain.codes import ChaseStep, WindowKind
from hub.domain.codes import ClockEventKind as Kind
from hub.domain.opening import DAYS, OFFICE_HOURS, Opening
from hub.domain.targets import Target
from hub.sla.rules import ClockPlan, Ladder, Rung, count_anew, due_at
from hub.sla.rules.explaining import MOST_WINDOWS, Stop, explain
from hub.sla.rules.replaying import ClockState, replay

W = WindowKind
REMINDER, ESCALATION, TRIAGE = list(ChaseStep)[:3]
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def london(*parts):
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)


def explained(target, start, *, opening=OFFICE_HOURS, stops=(), now=None):
    target = Target.parse(target)
    pauses = [(stop.since, stop.until) for stop in stops]
    due = due_at(target, start, opening, pauses=pauses)
    return explain(
        target,
        started_at=start,
        due_at=due,
        opening=opening,
        calendar=ENGLAND_AND_WALES,
        stops=stops,
        now=now or due,
    )


def told(found):
    return [(each.kind, each.begins, each.ends) for each in found.windows]


def test_working_days_over_easter_name_every_day_that_does_not_count():
    found = explained("2 working days", london(2018, 3, 29, 16))
    assert told(found) == [
        (W.FIRST_DAY, london(2018, 3, 29, 16), london(2018, 3, 30)),
        (W.BANK_HOLIDAY, london(2018, 3, 30), london(2018, 3, 31)),
        (W.WEEKEND, london(2018, 3, 31), london(2018, 4, 2)),
        (W.BANK_HOLIDAY, london(2018, 4, 2), london(2018, 4, 3)),
        (W.WORKING_DAY, london(2018, 4, 3), london(2018, 4, 5)),
    ]


def test_working_hours_count_while_the_service_is_open():
    found = explained("2 working hours", london(2026, 3, 27, 16, 30))
    assert told(found) == [
        (W.OPEN, london(2026, 3, 27, 16, 30), london(2026, 3, 27, 17)),
        (W.CLOSED, london(2026, 3, 27, 17), london(2026, 3, 28)),
        (W.WEEKEND, london(2026, 3, 28), london(2026, 3, 30)),
        (W.CLOSED, london(2026, 3, 30), london(2026, 3, 30, 9)),
        (W.OPEN, london(2026, 3, 30, 9), london(2026, 3, 30, 10, 30)),
    ]
    assert sum(each.seconds for each in found.windows if each.counted) == 2 * 3600


def test_a_pause_is_named_by_its_reason():
    start = london(2026, 3, 4, 10)
    stops = [Stop(since=start + HOUR, until=start + 3 * HOUR, reason="victim_asked")]
    found = explained("24 elapsed hours", start, stops=stops)
    assert [(each.kind, each.seconds // 3600, each.reason) for each in found.windows] == [
        (W.RUNNING, 1, None),
        (W.PAUSED, 2, "victim_asked"),
        (W.RUNNING, 23, None),
    ]


def test_a_clock_that_stands_still_is_told_up_to_now():
    start = london(2026, 3, 4, 10)
    stops = [Stop(since=start + HOUR, until=None, reason="next_safe_time")]
    found = explained("24 elapsed hours", start, stops=stops, now=start + 5 * HOUR)
    assert told(found) == [(W.RUNNING, start, start + HOUR), (W.PAUSED, start + HOUR, start + 5 * HOUR)]


def test_what_is_beyond_the_bound_is_summed_up():
    found = explained("400 working hours", london(2026, 3, 4, 10))
    assert len(found.windows) == MOST_WINDOWS
    told_seconds = sum(each.seconds for each in found.windows if each.counted)
    assert told_seconds + found.rest.counted_seconds == 400 * 3600
    assert found.rest.begins == found.windows[-1].ends


UNITS = ["elapsed minutes", "elapsed hours", "working hours", "working days"]
NIGHTS = Opening.parse({day: [["00:00", "05:00"], ["21:30", "24:00"]] for day in DAYS})


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(UNITS),
    st.integers(1, 12),
    st.sampled_from([OFFICE_HOURS, NIGHTS]),
    st.integers(0, 30 * 86400),
    st.integers(0, 86400),
    st.integers(1, 3 * 86400),
)
def test_the_windows_leave_no_gap_and_come_to_the_limit(unit, amount, opening, second, into, length):
    start = london(2026, 3, 20) + timedelta(seconds=second)
    since = start + timedelta(seconds=into)
    stops = [Stop(since=since, until=since + timedelta(seconds=length), reason="victim_asked")]
    found = explained(f"{amount} {unit}", start, opening=opening, stops=stops)
    ends = [start, *(each.ends for each in found.windows)]
    assert [each.begins for each in found.windows] == ends[:-1]
    counted = sum(each.seconds for each in found.windows if each.counted)
    counted += found.rest.counted_seconds if found.rest else 0
    size = {"elapsed minutes": 60, "elapsed hours": 3600, "working hours": 3600}.get(unit)
    if size:
        assert counted == amount * size
    else:
        days = sum(
            (each.ends.astimezone(LONDON) - each.begins.astimezone(LONDON)).days
            for each in found.windows
            if each.counted
        )
        assert days == amount


FUNERAL = date(2026, 9, 21)


def test_the_last_word_on_a_day_holds():
    added = HolidayChange(day=FUNERAL, is_holiday=True)
    taken = HolidayChange(day=FUNERAL, is_holiday=False)
    assert not calendar_with([added]).is_working_day(FUNERAL)
    assert calendar_with([added, taken]) == ENGLAND_AND_WALES
    assert not calendar_with([added, taken, added]).is_working_day(FUNERAL)


def test_what_changed_since_a_version_is_found_by_its_days():
    added = HolidayChange(day=FUNERAL, is_holiday=True)
    other = HolidayChange(day=date(2026, 9, 22), is_holiday=True)
    between = calendar_with([added]).version
    assert changed_since(ENGLAND_AND_WALES.version, [added, other]) == (added, other)
    assert changed_since(between, [added, other]) == (other,)
    assert changed_since("", [added, other]) is None


def plan_of(due, *rungs):
    return ClockPlan(due_at=due, rungs=tuple(Rung(step=step, due_at=at) for step, at in rungs), why="")


@pytest.mark.parametrize(
    ("name", "planned", "stands", "is_breached", "rungs", "late_no_more"),
    [
        ("nothing moved", [(ESCALATION, 2)], ({}, {ESCALATION: 2}), False, None, False),
        ("a later limit", [(ESCALATION, 5)], ({}, {ESCALATION: 2}), False, {ESCALATION: 5}, False),
        ("a step that was taken stays taken", [(REMINDER, 1), (ESCALATION, 5)],
         ({REMINDER}, {ESCALATION: 2}), False, {ESCALATION: 5}, False),
        ("what waits and is over is done now", [(ESCALATION, -3), (TRIAGE, 1)],
         ({}, {ESCALATION: 4, TRIAGE: 6}), False, {ESCALATION: 0, TRIAGE: 1}, False),
        ("what was left out is not made up for", [(REMINDER, -3), (ESCALATION, 3)],
         ({}, {ESCALATION: 4}), False, {ESCALATION: 3}, False),
        ("late no more begins again", [(REMINDER, -1), (ESCALATION, 5), (TRIAGE, 6)],
         ({REMINDER, ESCALATION}, {TRIAGE: 1}), True, {ESCALATION: 5, TRIAGE: 6}, True),
        ("still late", [(ESCALATION, -1), (TRIAGE, 3)],
         ({ESCALATION}, {TRIAGE: 3}), True, None, False),
    ],
)  # fmt: skip
def test_counting_anew_asks_nobody_twice(name, planned, stands, is_breached, rungs, late_no_more):
    at = [(step, NOW + hours * HOUR) for step, hours in planned]
    due = dict(at)[ESCALATION]
    taken, waiting = stands
    found = count_anew(
        plan_of(due, *at),
        Ladder(taken=frozenset(taken), waiting={step: NOW + hours * HOUR for step, hours in waiting.items()}),
        is_breached=is_breached,
        now=NOW,
    )
    moved = None if found.rungs is None else {rung.step: rung.due_at for rung in found.rungs}
    expected = None if rungs is None else {step: NOW + hours * HOUR for step, hours in rungs.items()}
    assert (moved, found.late_no_more, found.due_at) == (expected, late_no_more, due), name


def event(kind, hours, due=8, **detail):
    return {"kind": kind, "at": NOW + hours * HOUR, "due_at": NOW + due * HOUR, "detail": detail}


def test_a_clock_is_the_sum_of_its_events():
    events = [
        event(Kind.STARTED, 0),
        event(Kind.PAUSED, 1),
        event(Kind.RESUMED, 3, due=10),
        event(Kind.BREACHED, 10, due=10),
        event(Kind.RECOMPUTED, 11, due=34, late_no_more=True),
        event(Kind.STOPPED, 12, due=34),
    ]
    assert replay(events) == ClockState(
        started_at=NOW,
        due_at=NOW + 34 * HOUR,
        pauses=((NOW + HOUR, NOW + 3 * HOUR),),
        stopped_at=NOW + 12 * HOUR,
        met=True,
    )
    assert replay([*events[:4], event(Kind.ENDED, 12, due=10)]).met is False
    assert replay([events[0], event(Kind.ENDED, 12)]).met is None
    with pytest.raises(ValueError, match="begins"):
        replay(events[1:])
