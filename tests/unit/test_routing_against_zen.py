"""Another engine, which knows nothing of ours, says the same of any table and any facts."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.routing_table import RowRole
from hub.routing.rules import decide
from tests.factories.routing import facts, tables
from tests.factories.zen_table import context, decision_of, keys


@settings(max_examples=150, deadline=None)
@given(tables(), st.lists(facts(), min_size=1, max_size=4))
def test_the_rows_that_match_are_those_that_zen_collects_and_the_answer_follows_from_them(table, asked):
    other = decision_of(table)
    for each in asked:
        ours, collected = decide(table, each), keys(other, context(each))
        assert {table.rows[place].key for place in ours.trace.matched()} == collected
        matched = [row for row in table.rows if row.key in collected]
        leads = {row.service for row in matched if row.role is RowRole.LEAD}
        informs = any(row.role is RowRole.INFORMATION_ONLY for row in matched)
        answers = sum(row.role is RowRole.LEAD for row in matched) + informs
        if answers == 1:
            assert ({ours.lead.service} if ours.lead else set()) == leads
            assert ours.information_only == informs
        beside = {row.service for row in matched if row.role is RowRole.ADDITIONAL and row.service}
        if ours.lead:
            assert {row.service for row in ours.additional} == beside - {ours.lead.service}


@settings(max_examples=150, deadline=None)
@given(tables(), facts())
def test_at_most_one_service_leads_and_more_than_one_is_a_contradiction(table, asked):
    decision = decide(table, asked)
    leads = [
        table.rows[place] for place in decision.trace.matched() if table.rows[place].role is RowRole.LEAD
    ]
    said = [decision.lead, decision.information, decision.conflict, decision.outside_area, decision.no_fit]
    assert sum(map(bool, said)) == 1
    assert decision.lead is None or leads == [decision.lead]
    assert len(leads) <= 1 or set(leads) <= set(decision.conflict)
    assert decision.lead or not decision.additional


@settings(max_examples=150, deadline=None)
@given(tables(), facts(), st.integers(0, 2**32))
def test_the_order_of_the_rows_decides_nothing(table, asked, seed):
    rows = list(table.rows)
    Random(seed).shuffle(rows)
    moved = [replace(row, position=place) for place, row in enumerate(rows, start=1)]
    one, other = decide(table, asked), decide(replace(table, rows=tuple(moved)), asked)
    assert [told(each) for each in (one, other)] == [told(one)] * 2
    failed = {row.key: one.trace.cells(place) for place, row in enumerate(table.rows)}
    assert {row.key: other.trace.cells(place) for place, row in enumerate(moved)} == failed


def told(decision):
    return (
        decision.lead and decision.lead.key,
        [row.key for row in decision.additional],
        decision.information and decision.information.key,
        [row.key for row in decision.conflict],
        (decision.outside_area, decision.no_fit, decision.unit_task, decision.waits_for),
    )
