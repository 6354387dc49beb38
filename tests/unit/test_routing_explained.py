"""Why a row does not hold, in words; which row comes nearest; how a trace is kept and read."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from hub.domain.codes import AgeBand, Borough, CrimeType, Relationship, RiskBand
from hub.domain.routing_table import Cell, Facts, Places, RoutingTable, Row, RowRole, facts_from_plain
from hub.portal.commissioner.table_words import in_words
from hub.routing.rules import (
    decide,
    decided,
    explain,
    nearest,
    others,
    trace_from_plain,
    trace_to_plain,
    why_not,
)
from hub.sight.naming import Names
from tests.factories.routing import facts, tables

FACTS = Facts(
    crime_type=CrimeType.BURGLARY,
    flags=frozenset({"vulnerable"}),
    borough=Borough.SEFTON,
    age_band=AgeBand.AGE_25_TO_59,
    risk=RiskBand.STANDARD,
    received_on=date(2018, 3, 29),
)
UNKNOWN = replace(FACTS, borough=Borough.NOT_KNOWN, age_band=AgeBand.NOT_KNOWN, risk=RiskBand.NOT_KNOWN)


def lead(key="lead", service="one", **cells):
    filled = {
        name: frozenset(value) if isinstance(value, (set, list)) else value for name, value in cells.items()
    }
    return Row(
        position=1, **{"key": key, "role": RowRole.LEAD, "service": service, "because": "B.", **filled}
    )


@pytest.mark.parametrize(
    ("asked", "cells", "sentence"),
    [
        (FACTS, {"crime_types": {"theft", "robbery"}}, "It is for robbery or theft; here: burglary."),
        (FACTS, {"aspects": {"hate_crime"}}, "It is for hate crime; here: burglary, vulnerable."),
        (
            FACTS,
            {"also": {"antisocial_behaviour"}},
            "It is only for what is also anti-social behaviour; here: burglary, vulnerable.",
        ),
        (
            FACTS,
            {"without": {"vulnerable", "homicide"}},
            "It is not for homicide or vulnerable; here: vulnerable.",
        ),
        (FACTS, {"strands": {"race"}}, "It is for the hate strand race; here: no strand."),
        (
            FACTS,
            {"relationships": {"witness", "bereaved_relative"}},
            "It is for a bereaved relative or witness; here: victim.",
        ),
        (
            FACTS,
            {"age_bands": {"under_13", "13_to_15"}},
            "It is for people under 13 or aged 13 to 15; here: aged 25 to 59.",
        ),
        (UNKNOWN, {"age_bands": {"under_13"}}, "It is for people under 13; here: age not known."),
        (FACTS, {"risks": {"high", "medium"}}, "It is for high risk or medium risk; here: standard risk."),
        (UNKNOWN, {"risks": {"high"}}, "It is for high risk; here: risk not known."),
        (FACTS, {"boroughs": {"wirral", "liverpool"}}, "It is for Liverpool or Wirral; here: Sefton."),
        (UNKNOWN, {"boroughs": {"wirral"}}, "It is for Wirral; here: borough not known."),
        (
            replace(FACTS, borough=Borough.OUTSIDE),
            {"boroughs": {"merseyside"}},
            "It is for anywhere in Merseyside; here: outside Merseyside.",
        ),
        (
            replace(FACTS, works_or_visits=frozenset({"wirral"})),
            {"boroughs": {"knowsley"}, "places": Places.LIVES_WORKS_OR_VISITS},
            "It is for Knowsley (living, working or visiting); here: Sefton, works in or visits Wirral.",
        ),
        (
            FACTS,
            {"starts_on": date(2018, 4, 1), "ends_before": date(2019, 4, 1)},
            "It is for referrals received from 1 April 2018 and before 1 April 2019; here: 29 March 2018.",
        ),
    ],
)
def test_the_cell_that_failed_is_told_with_what_it_wanted_and_what_it_got(asked, cells, sentence):
    row = lead(**cells)
    (cell,) = decide(RoutingTable(reference="T", rows=(row,)), asked).trace.cells(0)
    assert why_not(cell, row, asked) == sentence


@settings(max_examples=150, deadline=None)
@given(tables(), facts())
def test_every_service_of_a_table_is_chosen_or_told_why_not(table, asked):
    decision = decide(table, asked)
    named = {row.service for row in table.rows if row.service}
    chosen = {row.service for row in (decision.lead, *decision.additional) if row}
    told = others(decision)
    assert set(told) == named - chosen
    assert all(sentence.startswith("It") and sentence.endswith(".") for sentence in told.values())
    for service, near in nearest(decision).items():
        own = [
            trace
            for row, trace in zip(table.rows, decision.trace.rows(), strict=True)
            if row.service == service
        ]
        assert len(near.failed) == min(map(len, own))


def test_the_nearest_row_fails_by_the_fewest_cells_then_latest_then_leads():
    rows = (
        lead("far", risks={"high"}, boroughs={"wirral"}),
        lead("early", crime_types={"theft"}),
        lead("beside", role=RowRole.ADDITIONAL, boroughs={"wirral"}),
        lead("late", boroughs={"wirral"}),
    )
    near = nearest(decide(RoutingTable(reference="T", rows=rows), FACTS))["one"]
    assert (near.row.key, near.failed, near.chooses) == ("late", (Cell.BOROUGHS,), False)


def test_an_alternate_comes_next_where_its_row_leads_and_is_told_by_that_row_where_it_has_no_other():
    rows = (lead(alternates=("two",)), lead("other", "three", risks={"high"}, alternates=("four",)))
    decision = decide(RoutingTable(reference="T", rows=rows), FACTS)
    assert nearest(decision)["two"].is_next
    assert others(decision) == {
        "two": "It comes next, where the service that leads cannot take the referral.",
        "three": "It is for high risk; here: standard risk.",
        "four": "It is for high risk; here: standard risk.",
    }


def test_where_rows_contradict_each_other_or_nobody_leads_a_matching_row_says_so():
    both = decide(RoutingTable(reference="T", rows=(lead("a", "one"), lead("b", "two"))), FACTS)
    alone = decide(RoutingTable(reference="T", rows=(lead(role=RowRole.ADDITIONAL),)), FACTS)
    assert set(others(both).values()) == {
        "Its row holds, but more than one row says who leads; a person decides."
    }
    assert others(alone) == {"one": "It is sent only beside a service that leads, and none does."}


@settings(max_examples=150, deadline=None)
@given(tables(), facts())
def test_a_decision_is_the_same_once_it_has_been_kept_and_read(table, asked):
    decision = decide(table, asked)
    kept = json.loads(json.dumps({"facts": asked.plain(), "trace": trace_to_plain(decision.trace)}))
    assert facts_from_plain(kept["facts"]) == asked
    read = decided(table, facts_from_plain(kept["facts"]), trace_from_plain(kept["trace"], table))
    assert explain(read) == explain(decision)


def test_a_trace_of_the_earlier_form_is_read_by_the_first_cell_of_each_row():
    rows = (lead("far", risks={"high"}, boroughs={"wirral"}), lead("failed"), lead("new"))
    read = trace_from_plain(
        {"far": "risks", "failed": None, "new": "strands"}, RoutingTable(reference="T", rows=rows)
    )
    assert read.rows() == [(Cell.RISKS,), (), (Cell.STRANDS,)]
    assert list(read.matched()) == [1]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"starts_on": date(2018, 4, 1)}, "From 1 April 2018"),
        ({"ends_before": date(2019, 4, 1)}, "Before 1 April 2019"),
        (
            {"starts_on": date(2018, 4, 1), "ends_before": date(2019, 4, 1)},
            "From 1 April 2018 and before 1 April 2019",
        ),
    ],
)
def test_the_days_of_a_row_are_printed_with_its_other_conditions(days, words):
    printed = in_words(lead(**days), Names(services={}, agencies={}))
    assert printed.conditions == (("Day of receipt", words),)


def test_every_relationship_age_and_place_has_words():
    everything = lead(
        relationships={str(each) for each in Relationship},
        age_bands={str(each) for each in AgeBand},
        risks={str(each) for each in RiskBand},
        boroughs={str(each) for each in Borough},
    )
    for cell in (Cell.RELATIONSHIPS, Cell.AGE_BANDS, Cell.RISKS, Cell.BOROUGHS):
        assert "_" not in why_not(cell, everything, FACTS)
