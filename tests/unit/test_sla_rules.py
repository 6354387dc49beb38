from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import LONDON
from hub.domain.codes import Clock, RiskBand
from hub.domain.opening import OFFICE_HOURS
from hub.domain.targets import DEFAULTS, Target, default_targets
from hub.sla.rules import (
    due_at,
    gross_and_net_seconds,
    is_breached,
    is_paused,
    opens_at,
    plan,
    target_for,
)

UNITS = ["elapsed minutes", "elapsed hours", "working hours", "working days"]
INSTANTS = st.integers(0, 40 * 86400).map(lambda second: london(2026, 3, 1) + timedelta(seconds=second))
TARGETS = st.builds(
    lambda amount, unit: Target.parse(f"{amount} {unit}"), st.integers(2, 30), st.sampled_from(UNITS)
)


def london(*parts):
    """An instant by London's clocks, in UTC so that adding to it adds real time."""
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("target", "start", "due"),
    [
        ("2 working days", london(2018, 3, 29, 0), london(2018, 4, 5)),
        ("2 working days", london(2018, 3, 29, 23, 59, 59), london(2018, 4, 5)),
        ("2 working days", london(2017, 12, 22, 12), london(2017, 12, 29)),
        ("2 working days", london(2022, 6, 1, 12), london(2022, 6, 8)),
        ("2 working days", london(2022, 9, 16, 12), london(2022, 9, 22)),
        ("2 working days", london(2020, 5, 7, 12), london(2020, 5, 13)),
        ("1 working day", london(2026, 1, 10, 12), london(2026, 1, 13)),
        ("1 working day", london(2026, 7, 1, 0, 30), london(2026, 7, 3)),
        ("2 working hours", london(2026, 3, 27, 16, 30), london(2026, 3, 30, 10, 30)),
        ("2 working hours", london(2026, 3, 28, 12), london(2026, 3, 30, 11)),
        ("16 working hours", london(2026, 4, 2, 16, 30), london(2026, 4, 8, 16, 30)),
        ("48 elapsed hours", london(2026, 10, 24, 12), london(2026, 10, 26, 11)),
        (
            "15 elapsed minutes",
            london(2026, 10, 25, 0, 50),
            london(2026, 10, 25, 0, 50) + timedelta(minutes=15),
        ),
    ],
)
def test_a_clock_is_due_when_its_unit_says(target, start, due):
    assert due_at(Target.parse(target), start, OFFICE_HOURS) == due


MONDAY = london(2026, 1, 12, 10)


@pytest.mark.parametrize(
    ("target", "pauses", "due"),
    [
        ("4 elapsed hours", [(london(2026, 1, 12, 11), london(2026, 1, 13, 11))], london(2026, 1, 13, 14)),
        ("4 elapsed hours", [(london(2026, 1, 12, 8), london(2026, 1, 12, 11))], london(2026, 1, 12, 15)),
        ("4 elapsed hours", [(london(2026, 1, 12, 14), london(2026, 1, 13))], london(2026, 1, 12, 14)),
        ("4 elapsed hours", [(london(2026, 1, 12, 11), None)], london(2026, 1, 12, 14)),
        (
            "4 elapsed hours",
            [
                (london(2026, 1, 12, 12), london(2026, 1, 12, 13)),
                (london(2026, 1, 12, 11), london(2026, 1, 12, 12, 30)),
            ],
            london(2026, 1, 12, 16),
        ),
        (
            "4 elapsed hours",
            [
                (london(2026, 1, 12, 13), london(2026, 1, 12, 15)),
                (london(2026, 1, 12, 15, 30), london(2026, 1, 12, 16)),
            ],
            london(2026, 1, 12, 16, 30),
        ),
        ("4 working hours", [(london(2026, 1, 12, 16), london(2026, 1, 14, 10))], london(2026, 1, 12, 14)),
        ("4 working hours", [(london(2026, 1, 12, 13), london(2026, 1, 14, 10))], london(2026, 1, 14, 11)),
        ("4 working hours", [(london(2026, 1, 12, 13), london(2026, 1, 12, 20))], london(2026, 1, 13, 10)),
        ("1 working day", [(london(2026, 1, 13, 9), london(2026, 1, 13, 17))], london(2026, 1, 14)),
        ("1 working day", [(london(2026, 1, 12, 11), london(2026, 1, 13, 11))], london(2026, 1, 14)),
        ("1 working day", [(london(2026, 1, 13, 9), london(2026, 1, 15, 9))], london(2026, 1, 16)),
        ("2 working days", [(london(2026, 1, 13, 9), london(2026, 1, 14, 9))], london(2026, 1, 16)),
        ("4 working days", [(london(2026, 1, 16, 9), london(2026, 1, 18, 9))], london(2026, 1, 20)),
        ("2 working days", [(london(2026, 1, 17), london(2026, 2, 1))], london(2026, 1, 15)),
    ],
)
def test_a_pause_pushes_the_due_instant_on_by_what_it_took(target, pauses, due):
    assert due_at(Target.parse(target), MONDAY, OFFICE_HOURS, pauses=pauses) == due


@given(TARGETS, INSTANTS, INSTANTS, INSTANTS)
def test_a_pause_never_brings_a_clock_forward_and_never_ends_after_it_is_due(target, start, one, other):
    since, until = sorted([one, other])
    without = due_at(target, start, OFFICE_HOURS)
    paused = due_at(target, start, OFFICE_HOURS, pauses=[(since, until)])
    assert without <= paused
    if start <= since < without and "elapsed" in str(target):
        assert paused == without + (until - since)
    if start < since < without and "day" in str(target):
        assert paused > until


@given(TARGETS, INSTANTS, INSTANTS)
def test_a_later_start_is_never_due_earlier(target, one, other):
    early, late = sorted([one, other])
    assert due_at(target, early, OFFICE_HOURS) <= due_at(target, late, OFFICE_HOURS)


@pytest.mark.parametrize(
    ("risk", "why"),
    [
        (RiskBand.HIGH, "4 elapsed hours at high risk"),
        (RiskBand.STANDARD, "1 working day at standard risk"),
        (RiskBand.NOT_KNOWN, "1 working day, risk not known"),
    ],
)
def test_a_plan_says_its_limit_in_words(risk, why):
    target = target_for(Clock.ACKNOWLEDGED, risk, {}, date(2026, 3, 1))
    planned = plan(Clock.ACKNOWLEDGED, risk=risk, started_at=MONDAY, target=target, opening=OFFICE_HOURS)
    assert planned.why == why


@pytest.mark.parametrize(
    ("clock", "below", "high"),
    [
        (Clock.HANDED_OVER, "1 elapsed hour", "15 elapsed minutes"),
        (Clock.ACKNOWLEDGED, "1 working day", "4 elapsed hours"),
        (Clock.DECIDED, "2 working days", "12 elapsed hours"),
        (Clock.FIRST_ATTEMPT, "2 working days", "24 elapsed hours"),
        (Clock.CONTACT_MADE, "5 working days", "72 elapsed hours"),
    ],
)
def test_the_default_limits_are_those_agreed(clock, below, high):
    day = date(2017, 4, 1)
    assert str(target_for(clock, RiskBand.HIGH, {}, day)) == high
    for risk in (RiskBand.MEDIUM, RiskBand.STANDARD, RiskBand.NOT_KNOWN):
        assert str(target_for(clock, risk, {}, day)) == below


def test_a_contracts_own_limit_goes_before_the_default():
    own = {(Clock.ACKNOWLEDGED, True): Target.parse("2 elapsed hours")}
    day = date(2026, 3, 1)
    assert str(target_for(Clock.ACKNOWLEDGED, RiskBand.HIGH, own, day)) == "2 elapsed hours"
    assert str(target_for(Clock.ACKNOWLEDGED, RiskBand.MEDIUM, own, day)) == "1 working day"
    assert str(target_for(Clock.DECIDED, RiskBand.HIGH, own, day)) == "12 elapsed hours"


def test_a_new_table_of_limits_holds_from_its_day(monkeypatch):
    first = DEFAULTS[0]
    new = (date(2027, 4, 1), {**first[1], (Clock.DECIDED, True): Target.parse("6 elapsed hours")})
    monkeypatch.setattr("hub.domain.targets.DEFAULTS", (first, new))
    assert default_targets(date(2016, 1, 1)) == default_targets(date(2027, 3, 31)) == first[1]
    assert default_targets(date(2027, 4, 1)) == new[1]


@pytest.mark.parametrize(
    "text", ["", "0 working days", "-1 working days", "2 days", "1.5 working hours", "2"]
)
def test_a_limit_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match="a target reads like"):
        Target.parse(text)


@given(TARGETS)
def test_a_limit_is_written_as_it_is_read(target):
    assert Target.parse(str(target)) == target


@pytest.mark.parametrize(
    ("stopped", "now", "breached"),
    [(-1, 9, False), (0, 9, True), (1, 9, True), (None, -1, False), (None, 0, True)],
)
def test_stopping_at_the_due_instant_is_late(stopped, now, breached):
    due, second = london(2026, 1, 13), timedelta(seconds=1)
    stopped_at = None if stopped is None else due + stopped * second
    assert is_breached(due, stopped_at, due + now * second) is breached


def test_instants_are_compared_in_utc_where_an_hour_comes_twice():
    due = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    later = datetime(2026, 10, 25, 1, 15, fold=1, tzinfo=LONDON)
    assert is_breached(due, later, later)
    assert gross_and_net_seconds(due, later) == (2700, 2700)


def test_a_clock_is_paused_until_the_instant_it_runs_on():
    hour = timedelta(hours=1)
    assert not is_paused([(MONDAY, MONDAY + hour)], MONDAY - timedelta(seconds=1))
    assert is_paused([(MONDAY, MONDAY + hour)], MONDAY)
    assert not is_paused([(MONDAY, MONDAY + hour)], MONDAY + hour)
    assert is_paused([(MONDAY, None)], MONDAY + hour)


@pytest.mark.parametrize("last_ends", [None, MONDAY + timedelta(hours=12)])
def test_net_time_leaves_out_the_pauses_within_the_clock(last_ends):
    hour = timedelta(hours=1)
    pauses = [
        (MONDAY - hour, MONDAY + hour),
        (MONDAY + 3 * hour, MONDAY + 5 * hour),
        (MONDAY + 4 * hour, MONDAY + 6 * hour),
        (MONDAY + 9 * hour, last_ends),
        (MONDAY + 20 * hour, MONDAY + 30 * hour),
    ]
    assert gross_and_net_seconds(MONDAY, MONDAY + 10 * hour, pauses) == (36000, 36000 - 5 * 3600)


@pytest.mark.parametrize(
    ("now", "risk", "opens"),
    [
        (london(2018, 3, 29, 16, 30), RiskBand.HIGH, None),
        (london(2018, 3, 29, 17), RiskBand.HIGH, london(2018, 4, 3, 9)),
        (london(2018, 3, 29, 17), RiskBand.MEDIUM, None),
    ],
)
def test_a_closed_service_says_when_it_opens_for_a_person_at_high_risk(now, risk, opens):
    assert opens_at(OFFICE_HOURS, now, risk) == opens
