"""What is next for an open case as its contract ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.directory.rules.values import OpenCases
from hub.domain.codes import RiskBand
from hub.domain.contract_end import Ending, Plan, Step, step_for_accepted, step_for_unanswered

ENDS = date(2018, 4, 1)
FINISH = Ending(ends_before=ENDS, plan=Plan.FINISH, finish_by=date(2018, 6, 30), has_successor=False)
NO_DAY = Ending(ends_before=ENDS, plan=Plan.FINISH, finish_by=None, has_successor=False)
TRANSFER = Ending(ends_before=ENDS, plan=Plan.TRANSFER, finish_by=None, has_successor=False)
FOLLOWED = Ending(ends_before=ENDS, plan=Plan.TRANSFER, finish_by=None, has_successor=True)


def test_the_plans_are_those_of_a_directory_file():
    assert {str(plan) for plan in Plan} == {str(plan) for plan in OpenCases}


@pytest.mark.parametrize(
    ("ending", "day", "step"),
    [
        (FINISH, date(2018, 4, 1), Step.NOTHING),
        (FINISH, date(2018, 6, 15), Step.NOTHING),
        (FINISH, date(2018, 6, 16), Step.REMIND),
        (FINISH, date(2018, 6, 29), Step.REMIND),
        (FINISH, date(2018, 6, 30), Step.ASK),
        (FINISH, date(2019, 1, 1), Step.ASK),
        (NO_DAY, date(2018, 3, 31), Step.ASK),
        (TRANSFER, date(2018, 3, 16), Step.NOTHING),
        (TRANSFER, date(2018, 3, 17), Step.REMIND),
        (TRANSFER, date(2018, 3, 30), Step.REMIND),
        (TRANSFER, date(2018, 3, 31), Step.ASK),
        (FOLLOWED, date(2018, 3, 31), Step.NOTHING),
        (FOLLOWED, date(2018, 4, 1), Step.NOTHING),
    ],
)
def test_what_a_provider_holds_is_reminded_of_and_then_put_before_a_person(ending, day, step):
    assert step_for_accepted(ending, day) is step


@pytest.mark.parametrize("ending", [FINISH, NO_DAY, TRANSFER])
def test_what_nobody_accepted_leaves_with_the_contract_whatever_its_plan(ending):
    last = ENDS - timedelta(days=1)
    for risk in RiskBand:
        assert step_for_unanswered(ending, last, risk) is Step.NOTHING
    assert step_for_unanswered(ending, ENDS, RiskBand.MEDIUM) is Step.DECIDE_AGAIN
    assert step_for_unanswered(ending, ENDS, RiskBand.HIGH) is Step.ASK


def test_where_another_contract_follows_nothing_is_done():
    assert step_for_unanswered(FOLLOWED, ENDS, RiskBand.MEDIUM) is Step.NOTHING


@given(
    st.builds(
        Ending,
        ends_before=st.dates(date(2018, 1, 1), date(2019, 1, 1)),
        plan=st.sampled_from(Plan),
        finish_by=st.none() | st.dates(date(2017, 1, 1), date(2020, 1, 1)),
        has_successor=st.booleans(),
    ),
    st.dates(date(2017, 1, 1), date(2021, 1, 1)),
)
def test_steps_only_go_on_and_nobody_is_left_without_a_word(ending, day):
    order = [Step.NOTHING, Step.REMIND, Step.ASK]
    now, later = (step_for_accepted(ending, each) for each in (day, day + timedelta(days=1)))
    assert order.index(now) <= order.index(later)
    if not ending.has_successor and day >= ending.ends_before and day > ending.last_day:
        assert now is Step.ASK
