"""Triage's own targets, who is told when they are missed, and when the list as a whole alarms."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.codes import RiskBand, TriageAlarm, TriageReason, TriageStep
from hub.domain.targets import Target, TargetUnit
from hub.triage.rules import (
    ManyAct,
    alarming,
    calm_below,
    due_at,
    first_step,
    fits_many,
    is_urgent,
    step_after,
)
from hub.triage.rules.targets import DEFAULTS, after

THURSDAY = datetime(2018, 3, 29, 15, 30, tzinfo=UTC)  # 16:30 in London, before Easter
AN_HOUR = timedelta(hours=1)
AT_ONCE = {TriageReason.LATE_ANSWER, TriageReason.UNSAFE_CONTACT, TriageReason.CHECK_WITHDRAWAL}
END_OF_NEXT_WORKING_DAY = datetime(2018, 4, 3, 23, 0, tzinfo=UTC)  # midnight after Tuesday, in London


def test_every_reason_has_a_target_in_every_table():
    for _, limits in DEFAULTS:
        assert set(limits) == set(TriageReason)


@pytest.mark.parametrize("reason", TriageReason)
@pytest.mark.parametrize("risk", RiskBand)
def test_a_row_is_due_within_the_hour_or_by_the_end_of_the_next_working_day(reason, risk):
    urgent = risk is RiskBand.HIGH or reason in AT_ONCE
    assert is_urgent(reason, risk, THURSDAY) is urgent
    assert due_at(reason, risk, THURSDAY) == (THURSDAY + AN_HOUR if urgent else END_OF_NEXT_WORKING_DAY)


def test_the_coordinator_is_told_first_then_the_commissioner_then_the_commissioner_each_working_day():
    told = first_step(THURSDAY)
    assert (told.step, told.at) == (TriageStep.COORDINATOR, THURSDAY)
    told = step_after(told.step, TriageReason.NO_FIT, RiskBand.HIGH, THURSDAY)
    assert (told.step, told.at) == (TriageStep.COMMISSIONER, THURSDAY + AN_HOUR)
    told = step_after(told.step, TriageReason.NO_FIT, RiskBand.HIGH, THURSDAY + AN_HOUR)
    assert (told.step, told.at) == (TriageStep.COMMISSIONER, END_OF_NEXT_WORKING_DAY)


def test_below_high_risk_the_commissioner_is_told_a_working_day_later():
    told = step_after(TriageStep.COORDINATOR, TriageReason.NO_FIT, RiskBand.STANDARD, END_OF_NEXT_WORKING_DAY)
    assert (told.step, told.at) == (TriageStep.COMMISSIONER, datetime(2018, 4, 5, 23, 0, tzinfo=UTC))


@given(
    step=st.sampled_from(TriageStep),
    reason=st.sampled_from(TriageReason),
    risk=st.sampled_from(RiskBand),
    minutes=st.integers(0, 60 * 24 * 400),
)
def test_a_row_never_waits_without_a_next_step_ahead(step, reason, risk, minutes):
    now = THURSDAY + timedelta(minutes=minutes)
    told = step_after(step, reason, risk, now)
    assert told.at > now
    assert told.step is TriageStep.COMMISSIONER


def test_nobody_s_opening_hours_are_triage_s():
    with pytest.raises(ValueError, match="always on duty"):
        after(Target(amount=2, unit=TargetUnit.WORKING_HOURS), THURSDAY)


@pytest.mark.parametrize(
    ("open_rows", "raised", "calm"),
    [(26, True, False), (25, True, False), (24, False, False), (20, False, False), (19, False, True)],
)
def test_the_list_is_long_from_a_length_on_and_calm_well_below_it(open_rows, raised, calm):
    found = alarming(open_rows=open_rows, many=25, oldest_due=THURSDAY + AN_HOUR, now=THURSDAY)
    assert (TriageAlarm.TOO_LONG in found.raised, TriageAlarm.TOO_LONG in found.calm) == (raised, calm)


@pytest.mark.parametrize(
    ("minutes", "raised", "calm"),
    [(-1, True, False), (0, True, False), (1, False, False), (15, False, False), (16, False, True)],
)
def test_the_list_is_late_from_the_due_instant_on_and_calm_once_nothing_falls_due_soon(minutes, raised, calm):
    oldest = THURSDAY + timedelta(minutes=minutes)
    found = alarming(open_rows=1, many=25, oldest_due=oldest, now=THURSDAY)
    assert (TriageAlarm.TOO_LATE in found.raised, TriageAlarm.TOO_LATE in found.calm) == (raised, calm)


@pytest.mark.parametrize("many", [1, 2, 25, 1000])
def test_an_empty_list_is_calm_whatever_alarms(many):
    found = alarming(open_rows=0, many=many, oldest_due=None, now=THURSDAY)
    assert (found.raised, found.calm) == (frozenset(), frozenset(TriageAlarm))
    assert calm_below(many) <= many


@given(open_rows=st.integers(0, 100), many=st.integers(1, 100), minutes=st.integers(-100, 100))
def test_nothing_is_alarming_and_calm_at_once(open_rows, many, minutes):
    oldest = THURSDAY + timedelta(minutes=minutes)
    found = alarming(open_rows=open_rows, many=many, oldest_due=oldest, now=THURSDAY)
    assert not found.raised & found.calm


@pytest.mark.parametrize("reason", TriageReason)
def test_among_others_a_row_is_settled_only_where_nobody_may_be_in_danger(reason):
    looked_at_alone = AT_ONCE | {
        TriageReason.POSSIBLE_DUPLICATE,
        TriageReason.SUSPECTED_PARENT,
        TriageReason.RECLASSIFIED,
        TriageReason.CONTRACT_ENDED,
        TriageReason.ANSWERED_BY_MAIL,
    }
    assert fits_many(ManyAct.ASSIGN, reason) is (reason not in looked_at_alone)
    assert fits_many(ManyAct.REDRIVE, reason) is (reason is TriageReason.UNDELIVERABLE)
