"""Which services an earlier no bars, for how long, and that the person's own no is never overruled."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.assignment import LIVE
from hub.domain.assignment import AssignmentState as S
from hub.domain.barring import (
    HOLDS,
    NO_PERSON_OVERRULES,
    Bar,
    Offered,
    PastTurn,
    bar_of,
    bars,
)
from hub.domain.codes import AgeBand, AssignmentRole, Borough, CrimeType, RiskBand
from hub.domain.codes import DeclineReason as D
from hub.domain.routing_table import Facts

DAY = date(2026, 3, 4)
ONE, OTHER = UUID(int=1), UUID(int=2)
FACTS = Facts(
    crime_type=CrimeType.BURGLARY,
    flags=frozenset({"vulnerable"}),
    borough=Borough.KNOWSLEY,
    age_band=AgeBand.AGE_25_TO_59,
    risk=RiskBand.MEDIUM,
    received_on=DAY,
)
HERE = Offered(service="advice", provider="charity", contract_id=ONE)
SISTER = Offered(service="housing", provider="charity", contract_id=OTHER)
STRANGER = Offered(service="council", provider="town", contract_id=OTHER)


def past(reason=None, state=S.DECLINED, **more):
    turn = PastTurn(
        service="advice",
        provider="charity",
        contract_id=ONE,
        role=AssignmentRole.LEAD,
        state=state,
        reason=reason,
        ended_on=DAY,
        facts=FACTS,
    )
    return replace(turn, **more)


def why(turn, offered=HERE, facts=FACTS, after=0):
    found = bar_of(turn, offered, facts, DAY + timedelta(days=after))
    return None if found is None else found.bar


MOVED = replace(FACTS, borough=Borough.WIRRAL)
WORKS_ELSEWHERE = replace(FACTS, works_or_visits=frozenset({"wirral"}))
OLDER = replace(FACTS, age_band=AgeBand.AGE_60_AND_OVER)
SAFER = replace(FACTS, risk=RiskBand.STANDARD)
WORSE = replace(FACTS, risk=RiskBand.HIGH)
ANOTHER_CRIME = replace(FACTS, crime_type=CrimeType.ROBBERY)
ANY = (FACTS, MOVED, WORKS_ELSEWHERE, OLDER, SAFER, WORSE, ANOTHER_CRIME)

LIFTED_BY = {
    D.OUT_OF_AREA: (Bar.OUT_OF_AREA, {MOVED, WORKS_ELSEWHERE}),
    D.AGE: (Bar.AGE, {OLDER}),
    D.RISK_TOO_HIGH: (Bar.RISK_TOO_HIGH, {SAFER}),
    D.DUPLICATE: (Bar.DECLINED, set(ANY) - {FACTS}),
    D.MISDIRECTED: (Bar.DECLINED, set(ANY) - {FACTS}),
    D.OTHER: (Bar.DECLINED, set(ANY) - {FACTS}),
    D.INSUFFICIENT_INFORMATION: (Bar.DECLINED, set(ANY) - {FACTS}),
    D.NO_SAFE_CONTACT: (Bar.DECLINED, set(ANY) - {FACTS}),
    D.CONFLICT_OF_INTEREST: (Bar.CONFLICT_OF_INTEREST, set()),
    D.LANGUAGE_OR_ACCESS: (Bar.LANGUAGE_OR_ACCESS, set()),
    D.VICTIM_DECLINED: (Bar.VICTIM_SAID_NO, set()),
    D.CAPACITY: (Bar.CAPACITY, set()),
    D.NOT_COMMISSIONED: (Bar.NOT_COMMISSIONED, set()),
}
"""For each reason, the bar and the changes of facts that lift it."""


def test_every_reason_holds_for_some_time_and_stands_in_this_table():
    assert set(HOLDS) == set(D) == set(LIFTED_BY)


@pytest.mark.parametrize("state", [S.DECLINED, S.RELEASED])
@pytest.mark.parametrize("reason", D)
def test_a_reason_holds_while_the_facts_that_it_was_about_are_the_same(reason, state):
    bar, lifted = LIFTED_BY[reason]
    for facts in ANY:
        assert why(past(reason, state), facts=facts) is (None if facts in lifted else bar), facts


@pytest.mark.parametrize("reason", D)
def test_a_provider_as_a_whole_is_barred_by_what_is_about_its_people_alone(reason):
    of_the_provider = reason in {D.CONFLICT_OF_INTEREST, D.LANGUAGE_OR_ACCESS, D.VICTIM_DECLINED}
    assert (why(past(reason), SISTER) is not None) is of_the_provider
    assert why(past(reason), STRANGER) is (Bar.VICTIM_SAID_NO if reason is D.VICTIM_DECLINED else None)


@pytest.mark.parametrize(("days", "barred"), [(0, True), (13, True), (14, False), (400, False)])
def test_a_lack_of_capacity_holds_for_a_fortnight(days, barred):
    assert (why(past(D.CAPACITY), after=days) is Bar.CAPACITY) is barred


@pytest.mark.parametrize(("reopened", "barred"), [(-1, True), (0, True), (1, False), (3, False)])
def test_or_until_a_pause_has_ended_since(reopened, barred):
    offered = replace(HERE, reopened_on=DAY + timedelta(days=reopened))
    assert (why(past(D.CAPACITY), offered, after=3) is Bar.CAPACITY) is barred


def test_not_commissioned_holds_while_the_same_contract_is_in_force():
    assert why(past(D.NOT_COMMISSIONED)) is Bar.NOT_COMMISSIONED
    assert why(past(D.NOT_COMMISSIONED), replace(HERE, contract_id=None)) is Bar.NOT_COMMISSIONED
    assert why(past(D.NOT_COMMISSIONED), replace(HERE, contract_id=OTHER)) is None


@pytest.mark.parametrize("reason", [D.INSUFFICIENT_INFORMATION, D.NO_SAFE_CONTACT])
def test_what_the_unit_could_mend_holds_until_it_is_sent_again(reason):
    assert why(past(reason, is_of_this_version=False)) is None


@pytest.mark.parametrize("reason", [D.CONFLICT_OF_INTEREST, D.CAPACITY, D.OUT_OF_AREA])
def test_other_reasons_hold_beyond_a_return(reason):
    assert why(past(reason, is_of_this_version=False)) is not None


def test_what_was_taken_back_is_not_sent_back_in_the_same_round():
    recalled = past(state=S.RECALLED)
    assert why(recalled) is Bar.TAKEN_BACK
    assert why(recalled, facts=ANOTHER_CRIME) is None
    assert why(replace(recalled, is_of_this_version=False)) is None
    assert why(replace(recalled, reason="contract_ended")) is None, "the service did nothing wrong"
    assert why(past(state=S.RELEASED)) is Bar.TAKEN_BACK, "a coordinator passed it on"


def test_whoever_was_silent_is_not_asked_again_whatever_changes_until_it_is_sent_again():
    silent = past("not_answered", S.RECALLED)
    assert why(silent) is Bar.SILENT
    assert why(silent, facts=ANOTHER_CRIME) is Bar.SILENT
    assert why(replace(silent, is_of_this_version=False)) is None
    assert Bar.SILENT not in NO_PERSON_OVERRULES


def test_who_has_it_is_not_given_it_twice_and_whose_work_is_done_not_again():
    assert {why(past(state=state)) for state in LIVE} == {Bar.HAS_IT}
    assert why(past("supported", S.COMPLETED)) is Bar.WORK_DONE
    assert why(past("supported", S.COMPLETED), facts=ANOTHER_CRIME) is None


@pytest.mark.parametrize(
    "turn",
    [past("asked", S.WITHDRAWN), past("declined_by_victim", S.COMPLETED)],
    ids=["withdrawn", "declined by the victim"],
)
def test_the_persons_no_to_one_service_bars_that_one_for_good(turn):
    for facts in ANY:
        assert why(turn, facts=facts, after=1000) is Bar.VICTIM_SAID_NO
    assert why(turn, SISTER) is None
    again = replace(turn, is_of_this_version=False)
    assert why(again) is Bar.VICTIM_SAID_NO
    assert why(again, replace(HERE, is_named=True)) is None, "the person has named it since"


def test_the_persons_no_said_to_an_additional_service_is_about_that_one():
    turn = past(D.VICTIM_DECLINED, role=AssignmentRole.ADDITIONAL)
    assert why(turn) is Bar.VICTIM_SAID_NO
    assert why(turn, STRANGER) is None


def test_what_ended_because_the_referral_went_back_is_nobodys_no():
    assert why(past("returned", S.WITHDRAWN, is_of_this_version=False)) is None


def test_of_several_bars_the_gravest_is_told():
    turns = [past(D.CAPACITY), past(D.CONFLICT_OF_INTEREST), past(state=S.RECALLED)]
    assert bars(turns, [HERE], FACTS, DAY)["advice"].bar is Bar.CONFLICT_OF_INTEREST


OUTCOMES = ["supported", "declined_by_victim"]
REASONS = {S.DECLINED: list(D), S.RELEASED: [None, *D], S.COMPLETED: OUTCOMES, S.WITHDRAWN: ["asked"]}
OFFERED = (HERE, SISTER, STRANGER)


@st.composite
def turns(draw):
    where = draw(st.sampled_from(OFFERED))
    state = draw(st.sampled_from(S))
    return PastTurn(
        service=where.service,
        provider=where.provider,
        contract_id=draw(st.sampled_from([ONE, OTHER])),
        role=draw(st.sampled_from(AssignmentRole)),
        state=state,
        reason=draw(st.sampled_from(REASONS.get(state, [None]))),
        ended_on=DAY - timedelta(days=draw(st.integers(0, 60))),
        facts=draw(st.sampled_from(ANY)),
        is_of_this_version=draw(st.booleans()),
    )


def is_no(turn):
    return (
        turn.state is S.WITHDRAWN
        or turn.reason == "declined_by_victim"
        or (turn.state in {S.DECLINED, S.RELEASED} and turn.reason is D.VICTIM_DECLINED)
    )


@given(st.lists(turns(), max_size=6), st.sampled_from(ANY), st.integers(0, 500))
def test_whatever_else_happened_nobody_goes_back_after_the_persons_own_no(history, facts, days):
    found = bars(history, OFFERED, facts, DAY + timedelta(days=days))
    for turn in history:
        to_all = turn.role is AssignmentRole.LEAD and turn.reason is D.VICTIM_DECLINED
        reached = OFFERED if to_all else [each for each in OFFERED if each.service == turn.service]
        for each in reached if is_no(turn) else ():
            assert found[each.service].bar in NO_PERSON_OVERRULES
            assert not found[each.service].may_be_overruled


@given(st.lists(turns(), max_size=6), turns(), st.sampled_from(ANY))
def test_another_turn_lifts_no_bar_and_their_order_does_not_matter(history, one_more, facts):
    before = bars(history, OFFERED, facts, DAY)
    after = bars([*history, one_more], OFFERED, facts, DAY)
    assert set(before) <= set(after)
    assert bars([one_more, *reversed(history)], OFFERED, facts, DAY) == after
