"""Whom a silence goes to and when: the table of the day, a contract's own, and each rung's instant."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.assignment import AssignmentState, is_recallable
from hub.domain.calendar import LONDON
from hub.domain.codes import AssignmentRole, ChaseStep, Clock, RiskBand
from hub.domain.ladders import (
    DEFAULTS,
    ENDINGS,
    RUNG_FOR,
    RungTerms,
    Share,
    default_ladders,
    faults_of,
    ladder_for,
    read_ladders,
)
from hub.domain.opening import ALWAYS, OFFICE_HOURS, Opening
from hub.domain.targets import Target
from hub.domain.working_time import is_open
from hub.journey.chasing.asking import WAITS_FOR
from hub.sla.rules import (
    Hours,
    due_at,
    ladder,
    plan,
    step_to_take,
    still_to_climb,
    taken_back_from,
    target_for,
)

S = ChaseStep
HOUR = timedelta(hours=1)
DAY = date(2026, 3, 1)
OFFICE = Hours(opening=OFFICE_HOURS)
UNITS = ["elapsed minutes", "elapsed hours", "working hours", "working days"]
TARGETS = st.builds(
    lambda amount, unit: Target.parse(f"{amount} {unit}"), st.integers(2, 30), st.sampled_from(UNITS)
)
RUNGS = st.builds(RungTerms, step=st.sampled_from(ChaseStep), share=st.sampled_from(Share)) | st.builds(
    RungTerms, step=st.sampled_from(ChaseStep), after=st.none() | TARGETS
)


def london(*parts):
    """An instant by London's clocks, in UTC so that adding to it adds real time."""
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)


INSTANTS = st.integers(0, 40 * 86400).map(lambda second: london(2026, 3, 1) + timedelta(seconds=second))


def terms(*sentences):
    return tuple(RungTerms.parse(each) for each in sentences)


def climbed(clock, *, high, start, due, hours=OFFICE, own=None, pauses=()):
    chosen = own or ladder_for(clock, {}, DAY, is_high_risk=high)
    rungs = ladder(clock, chosen, hours, is_high_risk=high, started_at=start, due_at=due, pauses=pauses)
    return [(rung.step, rung.due_at) for rung in rungs]


# the table of the day


@pytest.mark.parametrize(
    ("clocks", "high", "rungs"),
    [
        (
            [Clock.ACKNOWLEDGED, Clock.DECIDED],
            False,
            [
                "reminder at half",
                "escalation when due",
                "tell_commissioner 4 working hours after",
                "take_back 1 working day after",
            ],
        ),
        (
            [clock for clock in Clock if clock not in {Clock.HANDED_OVER, Clock.ACKNOWLEDGED, Clock.DECIDED}],
            False,
            [
                "reminder at half",
                "escalation when due",
                "tell_commissioner 4 working hours after",
                "triage 1 working day after",
            ],
        ),
        (
            [Clock.ACKNOWLEDGED, Clock.DECIDED, Clock.FIRST_ATTEMPT, Clock.CONTACT_MADE],
            True,
            [
                "reminder at half",
                "escalation when due",
                "tell_commissioner 30 elapsed minutes after",
                "triage 1 elapsed hour after",
                "ring_coordinator 1 elapsed hour after",
            ],
        ),
        ([Clock.HANDED_OVER], False, ["triage when due"]),
        ([Clock.HANDED_OVER], True, ["triage when due", "ring_coordinator when due"]),
    ],
)
def test_the_default_ladders_are_those_agreed(clocks, high, rungs):
    for clock in clocks:
        assert [str(each) for each in ladder_for(clock, {}, DAY, is_high_risk=high)] == rungs


@pytest.mark.parametrize(("clock", "high"), list(product(Clock, [False, True])))
def test_every_default_ladder_is_one_that_a_file_may_have(clock, high):
    for _, table in DEFAULTS:
        assert faults_of(clock, table[clock, high], is_high_risk=high) == ()


def test_a_new_table_of_ladders_holds_from_its_day(monkeypatch):
    first = DEFAULTS[0]
    new = (date(2027, 4, 1), {**first[1], (Clock.DECIDED, True): terms("triage when due")})
    monkeypatch.setattr("hub.domain.ladders.DEFAULTS", (first, new))
    assert default_ladders(date(2016, 1, 1)) == default_ladders(date(2027, 3, 31)) == first[1]
    assert default_ladders(date(2027, 4, 1)) == new[1]


def test_a_contracts_own_ladder_goes_before_the_default_band_by_band():
    own = read_ladders({"decided": {"other": ["escalation when due", "triage 1 elapsed hour after"]}})
    chosen = ladder_for(Clock.DECIDED, own, DAY, is_high_risk=False)
    assert [str(each) for each in chosen] == ["escalation when due", "triage 1 elapsed hour after"]
    assert ladder_for(Clock.DECIDED, own, DAY, is_high_risk=True) == default_ladders(DAY)[Clock.DECIDED, True]
    assert read_ladders({}) == {}


def test_every_clock_has_its_words_in_what_a_person_is_asked():
    assert set(WAITS_FOR) == set(Clock)


@given(RUNGS)
def test_a_rung_is_written_as_it_is_read(rung):
    assert RungTerms.parse(str(rung)) == rung


@pytest.mark.parametrize(
    "text",
    ["", "reminder", "reminder at noon", "escalation after", "ring when due", "triage 0 working days after"],
)
def test_a_rung_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match="reads like"):
        RungTerms.parse(text)


@pytest.mark.parametrize(
    ("clock", "high", "sentences", "faults"),
    [
        (Clock.DECIDED, False, ["reminder at half", "take_back when due"], []),
        (Clock.DECIDED, False, ["reminder at half"], [(0, "no_end")]),
        (Clock.DECIDED, False, [], [(0, "no_end")]),
        (Clock.DECIDED, True, ["take_back when due"], [(0, "no_taking_back")]),
        (Clock.CONTACT_MADE, False, ["take_back when due"], [(0, "no_taking_back")]),
        (Clock.HANDED_OVER, False, ["take_back when due"], [(0, "no_taking_back")]),
        (Clock.DECIDED, False, ["triage at half"], [(0, "too_early")]),
        (
            Clock.DECIDED,
            False,
            ["ring_coordinator when due", "triage when due"],
            [(0, "not_by_phone")],
        ),
        (Clock.DECIDED, True, ["triage when due", "escalation when due"], [(1, "after_the_end")]),
        (
            Clock.DECIDED,
            True,
            ["triage when due", "triage when due"],
            [(1, "listed_twice"), (1, "after_the_end")],
        ),
        (
            Clock.DECIDED,
            False,
            ["escalation when due", "reminder at half", "triage when due"],
            [(1, "not_climbing")],
        ),
        (
            Clock.DECIDED,
            False,
            ["reminder at three quarters", "escalation at a quarter", "triage when due"],
            [(1, "not_climbing")],
        ),
        (Clock.HANDED_OVER, True, ["reminder at half", "triage when due"], [(0, "nothing_to_answer")]),
    ],
)
def test_a_ladder_that_leads_nowhere_is_refused(clock, high, sentences, faults):
    found = faults_of(clock, terms(*sentences), is_high_risk=high)
    assert [(each.position, each.code) for each in found] == faults


# each rung's instant


def test_below_high_risk_the_ladder_waits_for_whoever_is_told():
    start, due = london(2018, 3, 28, 17), london(2018, 3, 30)  # the Thursday before Easter ends
    assert climbed(Clock.ACKNOWLEDGED, high=False, start=start, due=due) == [
        (S.REMINDER, london(2018, 3, 29, 9)),
        (S.ESCALATION, london(2018, 4, 3, 9)),
        (S.TELL_COMMISSIONER, london(2018, 4, 3, 13)),
        (S.TAKE_BACK, london(2018, 4, 5)),
    ]


def test_at_high_risk_the_ladder_runs_by_the_clock_and_at_night_somebody_is_rung():
    start = london(2018, 3, 29, 22)
    due = start + 4 * HOUR
    assert climbed(Clock.ACKNOWLEDGED, high=True, start=start, due=due) == [
        (S.REMINDER, start + 2 * HOUR),
        (S.ESCALATION, due),
        (S.TELL_COMMISSIONER, due + HOUR / 2),
        (S.TRIAGE, due + HOUR),
        (S.RING_COORDINATOR, due + HOUR),
    ]


@pytest.mark.parametrize(
    ("ends", "is_rung"),
    [
        (london(2018, 3, 28, 8, 59, 59), True),
        (london(2018, 3, 28, 9), False),
        (london(2018, 3, 28, 16, 59, 59), False),
        (london(2018, 3, 28, 17), True),
        (london(2018, 3, 30, 12), True),
    ],
    ids=["a second before nine", "nine", "before five", "five", "Good Friday"],
)
def test_nobody_is_rung_while_the_coordinators_desk_is_open(ends, is_rung):
    due = ends - HOUR
    rungs = climbed(Clock.DECIDED, high=True, start=due - 12 * HOUR, due=due)
    assert ((S.RING_COORDINATOR, ends) in rungs) is is_rung
    assert (S.TRIAGE, ends) in rungs


def test_a_desk_that_is_always_open_is_never_rung():
    start, hours = london(2018, 3, 29, 22), Hours(opening=OFFICE_HOURS, desk=ALWAYS)
    rungs = climbed(Clock.DECIDED, high=True, start=start, due=start + HOUR, hours=hours)
    assert S.RING_COORDINATOR not in dict(rungs)


def test_the_commissioner_hears_when_the_office_opens_and_not_once_it_is_too_late():
    own = terms(
        "escalation when due", "tell_commissioner 1 elapsed hour after", "take_back 1 working day after"
    )
    friday, hours = london(2026, 1, 16, 18), Hours(opening=ALWAYS)
    wanted = {"high": False, "start": friday - HOUR, "due": friday, "hours": hours}
    assert climbed(Clock.DECIDED, own=own, **wanted) == [
        (S.ESCALATION, friday),
        (S.TELL_COMMISSIONER, london(2026, 1, 19, 9)),
        (S.TAKE_BACK, london(2026, 1, 20)),
    ]
    sooner = terms(
        "escalation when due", "tell_commissioner 1 elapsed hour after", "take_back 9 elapsed hours after"
    )
    assert climbed(Clock.DECIDED, own=sooner, **wanted) == [
        (S.ESCALATION, friday),
        (S.TAKE_BACK, friday + 9 * HOUR),
    ]


def test_a_reminder_that_would_come_with_the_escalation_is_left_out():
    mondays = Hours(opening=Opening.parse({"mon": [["09:00", "12:00"]]}))
    start, due = london(2026, 1, 12, 13), london(2026, 1, 14)
    rungs = climbed(Clock.DECIDED, high=False, start=start, due=due, hours=mondays)
    assert rungs[0] == (S.ESCALATION, london(2026, 1, 19, 9))


@pytest.mark.parametrize(("high", "steps"), [(True, [S.TRIAGE, S.RING_COORDINATOR]), (False, [S.TRIAGE])])
def test_nobody_is_chased_for_what_they_have_not_got(high, steps):
    start, due = london(2026, 1, 10, 2), london(2026, 1, 10, 3)
    assert climbed(Clock.HANDED_OVER, high=high, start=start, due=due) == [(step, due) for step in steps]


def test_a_pause_moves_the_reminder_to_half_of_the_running_time():
    start = london(2026, 1, 12, 10)
    pauses = [(start + 2 * HOUR, start + 50 * HOUR)]
    due = due_at(Target.parse("24 elapsed hours"), start, ALWAYS, pauses=pauses)
    rungs = climbed(Clock.FIRST_ATTEMPT, high=True, start=start, due=due, pauses=pauses)
    assert due == start + 72 * HOUR
    assert rungs[0] == (S.REMINDER, start + 60 * HOUR)


@pytest.mark.parametrize(("share", "minutes"), [("a quarter", 15), ("half", 30), ("three quarters", 45)])
def test_a_share_of_the_time_is_that_share(share, minutes):
    start = london(2026, 1, 12, 10)
    own = terms(f"reminder at {share}", "triage when due")
    rungs = climbed(Clock.DECIDED, high=True, start=start, due=start + HOUR, own=own)
    assert rungs[0] == (S.REMINDER, start + timedelta(minutes=minutes))


def test_each_rung_says_why_it_comes_then():
    start, due = london(2018, 3, 28, 17), london(2018, 3, 30)
    chosen = ladder_for(Clock.DECIDED, {}, DAY, is_high_risk=False)
    rungs = ladder(Clock.DECIDED, chosen, OFFICE, is_high_risk=False, started_at=start, due_at=due)
    assert [rung.why for rung in rungs] == [
        "half of the running time has gone; held until the service opens",
        "it is due; held until the service opens",
        "4 working hours after it was due",
        "1 working day after it was due",
    ]


@given(INSTANTS, st.sampled_from(list(Clock)), st.sampled_from(list(RiskBand)))
def test_the_ladder_only_climbs_and_silence_always_ends(start, clock, risk):
    target = target_for(clock, risk, {}, DAY)
    planned = plan(clock, risk=risk, started_at=start, target=target, opening=OFFICE_HOURS)
    instants = [rung.due_at for rung in planned.rungs]
    assert instants == sorted(instants)
    assert instants[0] >= start
    (end,) = [rung for rung in planned.rungs if rung.step in ENDINGS]
    assert end.due_at >= planned.due_at == due_at(target, start, OFFICE_HOURS)
    assert len({rung.step for rung in planned.rungs}) == len(planned.rungs)
    if risk is RiskBand.HIGH:
        assert end.step is S.TRIAGE, "at high risk nothing is taken back"
        rung = S.RING_COORDINATOR in {each.step for each in planned.rungs}
        is_night = not is_open(OFFICE_HOURS, end.due_at)
        assert rung is (is_night and clock in {*RUNG_FOR, Clock.HANDED_OVER})
    else:
        assert all(is_open(OFFICE_HOURS, each.due_at) for each in planned.rungs if each.step not in ENDINGS)


@given(INSTANTS, INSTANTS, st.sampled_from(list(Clock)), st.booleans())
def test_what_is_left_of_a_ladder_always_ends_it_and_repeats_nothing(start, at, clock, high):
    risk = RiskBand.HIGH if high else RiskBand.STANDARD
    target = target_for(clock, risk, {}, DAY)
    rungs = plan(clock, risk=risk, started_at=start, target=target, opening=OFFICE_HOURS).rungs
    left = still_to_climb(rungs, at)
    assert ENDINGS.intersection(rung.step for rung in left)
    assert all(rung.due_at > at for rung in left if rung.step not in ENDINGS)
    assert set(left) >= {rung for rung in rungs if rung.due_at > at}


# what a rung comes to when its time has come


@pytest.mark.parametrize(("risk", "role", "state"), list(product(RiskBand, AssignmentRole, AssignmentState)))
def test_the_hub_takes_back_only_what_a_lead_below_high_risk_has_and_has_not_accepted(risk, role, state):
    taken = step_to_take(S.TAKE_BACK, risk=risk, role=role, state=state)
    may = (
        risk is not RiskBand.HIGH
        and role is AssignmentRole.LEAD
        and is_recallable(state, None)
        and state is not AssignmentState.UNDELIVERABLE
    )
    assert taken is (S.TAKE_BACK if may else S.TRIAGE)
    for other in set(ChaseStep) - {S.TAKE_BACK}:
        assert step_to_take(other, risk=risk, role=role, state=state) is other


@pytest.mark.parametrize(
    ("told_due", "told", "until"),
    [
        (None, None, london(2026, 1, 13)),
        (london(2026, 1, 12, 9), london(2026, 1, 12, 9, 59, 59), london(2026, 1, 13)),
        (london(2026, 1, 12, 9), london(2026, 1, 12, 10), london(2026, 1, 14)),
        (london(2026, 1, 12, 9), london(2026, 1, 16, 12), london(2026, 1, 20)),
    ],
    ids=["never told", "told in time", "told an hour late", "told on a Friday"],
)
def test_whoever_was_told_late_has_a_working_day_to_answer(told_due, told, until):
    assert taken_back_from(london(2026, 1, 13), told_due, told) == until
