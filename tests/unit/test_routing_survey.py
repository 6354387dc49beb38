"""The survey of a table against trying every kind of facts with the readable rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.errors import InvalidError
from hub.domain.routing_table import RowRole, first_failed
from hub.routing.rules import decide
from hub.routing.rules.survey import ShadowReason, asking, search, survey
from tests.factories.routing_rows import (
    ANY_FACTS,
    EVERY_FACT,
    FEW_ROWS,
    MANY_ROWS,
    facts,
    row,
    table,
)

LEAD, BESIDE, INFORMATION = RowRole.LEAD, RowRole.ADDITIONAL, RowRole.INFORMATION_ONLY


def kind(decision):
    """What a decision comes to, row for row."""
    return (
        decision.lead and decision.lead.service,
        decision.information_only,
        bool(decision.conflict),
        frozenset(each.service for each in decision.additional),
        decision.unit_task,
    )


def chosen(rows, of):
    """The rows on which a decision rests: without any of them it would read otherwise."""
    found, before = set(), []
    for each in rows:
        if first_failed(each, of) is None and each.role is not BESIDE:
            one, other = decide(table(before), of), decide(table([*before, each]), of)
            if (one.lead, one.information, bool(one.conflict)) != (
                other.lead,
                other.information,
                bool(other.conflict),
            ):
                found.add(each.key)
        before.append(each)
    tasks = [each.key for each in rows if each.unit_task and first_failed(each, of) is None]
    return found | {each.key for each in decide(table(rows), of).additional} | set(tasks[:1])


@settings(max_examples=60, deadline=None)
@given(rows=FEW_ROWS, excused=st.one_of(st.just([]), FEW_ROWS))
def test_the_boxes_hold_exactly_the_facts_that_trying_every_kind_finds(rows, excused):
    held, run_out = excused[:1], excused[1:2]
    found = survey(rows, held, run_out)
    for of in EVERY_FACT:
        decision = decide(table(rows), of)
        hole = decision.no_fit and not decision.conflict
        is_held = any(first_failed(each, of) is None for each in held)
        was_held = any(first_failed(each, of) is None for each in run_out)
        assert any(each.box.holds(of) for each in found.excused) == (hole and is_held)
        assert any(each.box.holds(of) for each in found.lapsed) == (hole and was_held and not is_held)
        assert any(box.holds(of) for box in found.uncovered) == (hole and not is_held and not was_held)
        led = {each.rows for each in found.doubly_led if each.box.holds(of)}
        assert {frozenset(each) for each in led} == (
            {frozenset(decision.conflict)} if decision.conflict else set()
        )


@settings(max_examples=40, deadline=None)
@given(rows=FEW_ROWS)
def test_no_box_is_empty(rows):
    found = survey(rows)
    signed_off = (*survey(rows, rows[:1], rows[1:]).excused, *survey(rows, [], rows).lapsed)
    for box in (*found.uncovered, *(each.box for each in (*found.doubly_led, *signed_off))):
        assert any(box.holds(of) for of in EVERY_FACT)


@settings(max_examples=40, deadline=None)
@given(rows=FEW_ROWS)
def test_a_row_is_shadowed_exactly_where_no_decision_rests_on_it(rows):
    found = survey(rows)
    needed = set().union(*(chosen(rows, of) for of in EVERY_FACT))
    met = {each.key for each in rows if any(first_failed(each, of) is None for of in EVERY_FACT)}
    assert {each.key for each in found.never} == {each.key for each in rows} - met
    assert {each.row.key for each in found.shadowed} == met - needed
    assert all(each.reasons for each in found.shadowed)
    kept = [each for each in rows if each not in {shadow.row for shadow in found.shadowed}]
    assert all(kind(decide(table(rows), of)) == kind(decide(table(kept), of)) for of in EVERY_FACT)


@settings(max_examples=100, deadline=None)
@given(rows=MANY_ROWS, drawn=st.lists(ANY_FACTS, min_size=30, max_size=30))
def test_over_all_values_the_boxes_and_the_readable_rules_agree(rows, drawn):
    found = survey(rows)
    for of in drawn:
        decision = decide(table(rows), of)
        assert any(box.holds(of) for box in found.uncovered) == (decision.no_fit and not decision.conflict)
        led = [each.rows for each in found.doubly_led if each.box.holds(of)]
        assert bool(led) == bool(decision.conflict)
        assert all(each == decision.conflict for each in led) or len(decision.conflict) > 1


def test_a_planted_gap_is_named_with_the_fewest_conditions():
    rows = [
        row(1, without={"burglary"}),
        row(2, aspects={"burglary"}, boroughs={"merseyside"}, age_bands={"under_13"}),
    ]
    found = survey(rows)
    (box,) = found.uncovered
    assert box.has == (frozenset({"burglary"}),)
    assert "under_13" not in box.age_bands
    assert "outside" not in box.boroughs
    assert box.crime_types == frozenset()
    assert box.holds(facts())


def test_a_gap_that_somebody_signed_off_stands_apart_and_is_open_again_when_that_ran_out():
    rows, sign_off = [row(1, without={"burglary"})], row(2, aspects={"burglary"})
    assert not survey(rows).is_sound
    (held,) = survey(rows, [sign_off]).excused
    assert held.row is sign_off
    assert held.box.has == (frozenset({"burglary"}),)
    assert survey(rows, [sign_off]).is_sound
    (open_again,) = survey(rows, [], [sign_off]).lapsed
    assert open_again == held
    assert not survey(rows, [], [sign_off]).is_sound
    assert not survey(rows, [sign_off], [sign_off]).lapsed


def test_two_sign_offs_of_one_gap_are_both_told():
    both = [row(2, aspects={"burglary"}), row(3, risks={"high"})]
    found = survey([row(1, without={"burglary"})], both)
    assert {each.row.key for each in found.excused} == {each.key for each in both}


def test_a_home_outside_without_a_row_is_no_gap():
    assert survey([row(1, boroughs={"merseyside"})]).is_sound


def test_a_planted_overlap_names_its_rows():
    rows = [
        row(1, without={"stalking_harassment"}),
        row(2, INFORMATION, aspects={"stalking_harassment", "fraud_cyber"}),
    ]
    found = survey(rows)
    (overlap,) = found.doubly_led
    assert overlap.rows == tuple(rows)
    assert overlap.box.holds(facts(flags={"fraud_cyber"}))
    assert not found.uncovered


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        (row(3, BESIDE, aspects={"burglary"}), ShadowReason.LEADS_ALREADY),
        (row(3, BESIDE, service="second", aspects={"theft"}), ShadowReason.NO_LEAD),
        (row(3, BESIDE, service="beside", risks={"high"}, aspects={"burglary"}), ShadowReason.EARLIER_ROW),
    ],
)
def test_a_planted_shadow_says_why_it_adds_nothing(planted, reason):
    rows = [
        row(1, aspects={"burglary"}, without={"theft"}),
        row(2, BESIDE, service="beside", aspects={"burglary"}),
        row(4, INFORMATION, aspects={"theft"}),
        row(5, service="second", without={"burglary", "theft"}),
    ]
    assert survey(rows).shadowed == ()
    (shadow,) = survey([*rows[:2], planted, *rows[2:]]).shadowed
    assert shadow.row == planted
    assert reason in shadow.reasons


@pytest.mark.parametrize(
    "cells",
    [
        {"aspects": {"burglary"}, "without": {"burglary", "theft"}},
        {"crime_types": {"burglary"}, "without": {"burglary"}},
        {"without": {*map(str, asking.TYPES)}},
    ],
)
def test_a_planted_row_that_no_facts_can_meet_is_found(cells):
    rows = [row(1), row(2, BESIDE, service="second", **cells)]
    assert survey(rows).never == (rows[1],)


def test_a_table_too_entangled_to_try_is_refused_and_says_so(monkeypatch):
    monkeypatch.setattr(search, "MOST_STATES", 3)
    rows = [
        row(number, aspects={flag}) for number, flag in enumerate(("burglary", "theft", "fraud_cyber"), 1)
    ]
    with pytest.raises(InvalidError, match="more than 3 ways"):
        survey(rows)
