import json
from dataclasses import replace
from datetime import date
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.codes import (
    AgeBand,
    AssignmentRole,
    Borough,
    ConsentBasis,
    ConsentScope,
    CrimeType,
    RiskBand,
    TriageReason,
)
from hub.routing.rules import (
    Availability,
    Cell,
    Consent,
    Facts,
    Places,
    RoutingTable,
    Row,
    RowRole,
    Skip,
    choose,
    decide,
    explain,
    leads_that_overlap,
    row_from_plain,
)

FACTS = Facts(
    crime_type=CrimeType.BURGLARY,
    flags=frozenset({"vulnerable"}),
    borough=Borough.SEFTON,
    age_band=AgeBand.AGE_25_TO_59,
    risk=RiskBand.HIGH,
    received_on=date(2018, 3, 29),
)
ANY = Consent(basis=ConsentBasis.EXPLICIT, scope=ConsentScope.ANY_SUITABLE_SERVICE)
OPEN = Availability(live_contract=True, agreement=True)
ALL_OPEN = dict.fromkeys(("first", "second", "third", "beside"), OPEN)


def cells(**filled):
    return {
        key: frozenset(value) if isinstance(value, (set, list)) else value for key, value in filled.items()
    }


def lead(key="lead", **given):
    known = {"service": "first", "because": "It leads."}
    return Row(position=1, key=key, role=RowRole.LEAD, **(known | cells(**given)))


def beside(**given):
    known = {"key": "beside", "service": "beside", "because": "It adds."}
    return Row(position=2, role=RowRole.ADDITIONAL, **(known | cells(**given)))


def table(*rows):
    return RoutingTable(reference="T", rows=rows)


def named(*services):
    return Consent(
        basis=ConsentBasis.EXPLICIT, scope=ConsentScope.NAMED_SERVICES, services=frozenset(services)
    )


@pytest.mark.parametrize(
    ("filled", "failed"),
    [
        ({}, None),
        ({"crime_types": {"burglary"}}, None),
        ({"crime_types": {"vulnerable"}}, Cell.CRIME_TYPES),
        ({"aspects": {"burglary", "theft"}}, None),
        ({"aspects": {"vulnerable"}}, None),
        ({"aspects": {"theft"}}, Cell.ASPECTS),
        ({"aspects": {"burglary"}, "also": {"vulnerable"}}, None),
        ({"aspects": {"burglary"}, "also": {"theft"}}, Cell.ALSO),
        ({"without": {"theft"}}, None),
        ({"without": {"burglary"}}, Cell.WITHOUT),
        ({"without": {"vulnerable"}}, Cell.WITHOUT),
        ({"strands": {"race"}}, Cell.STRANDS),
        ({"boroughs": {"merseyside"}}, None),
        ({"boroughs": {"sefton"}}, None),
        ({"boroughs": {"outside", "not_known"}}, Cell.BOROUGHS),
        ({"age_bands": {"25_to_59"}}, None),
        ({"age_bands": {"not_known"}}, Cell.AGE_BANDS),
        ({"risks": {"high"}}, None),
        ({"risks": {"standard"}}, Cell.RISKS),
        ({"relationships": {"witness"}}, Cell.RELATIONSHIPS),
    ],
)
def test_an_empty_cell_matches_anything_and_a_filled_one_only_what_it_lists(filled, failed):
    decision = decide(table(lead(**filled)), FACTS)
    assert decision.trace.cells(0)[:1] == ((failed,) if failed else ())
    assert (decision.lead is not None) == (failed is None)


@pytest.mark.parametrize("cell", ["age_bands", "risks", "boroughs"])
def test_not_known_matches_only_where_it_is_listed(cell):
    unknown = replace(FACTS, borough=Borough.NOT_KNOWN, age_band=AgeBand.NOT_KNOWN, risk=RiskBand.NOT_KNOWN)
    known = {"age_bands": {"25_to_59"}, "risks": {"high"}, "boroughs": {"sefton"}}[cell]
    assert decide(table(lead(**{cell: known})), unknown).lead is None
    assert decide(table(lead(**{cell: known | {"not_known"}})), unknown).lead is not None


def test_merseyside_stands_for_the_five_and_not_known_but_not_for_outside():
    whole = table(lead(boroughs={"merseyside"}))
    found = {borough for borough in Borough if decide(whole, replace(FACTS, borough=borough)).lead}
    assert found == set(Borough) - {Borough.OUTSIDE}


def test_a_home_outside_goes_back_unless_a_row_takes_it():
    away = replace(FACTS, borough=Borough.OUTSIDE)
    returned = decide(table(lead(boroughs={"merseyside"})), away)
    assert returned.outside_area
    assert choose(returned, ANY, set(), ALL_OPEN).outside_area
    assert not decide(table(lead(boroughs={"outside"})), away).outside_area


def test_where_two_rows_lead_nobody_does():
    decision = decide(table(lead("one"), lead("other", service="second"), beside()), FACTS)
    placed = choose(decision, ANY, set(), ALL_OPEN)
    assert [row.key for row in decision.conflict] == ["one", "other"]
    assert (placed.lead, placed.additional, placed.triage) == (None, (), TriageReason.NO_FIT)


def test_information_only_sends_nobody_and_says_why():
    row = Row(position=1, key="info", role=RowRole.INFORMATION_ONLY, because="The unit informs.")
    placed = choose(decide(table(row, beside()), FACTS), ANY, set(), ALL_OPEN)
    assert placed.information_only
    assert placed.additional == ()
    assert placed.why == ("The unit informs.",)


def test_a_choice_says_the_rows_reason_and_only_the_facts_that_the_row_asked_for():
    placed = choose(
        decide(table(lead(aspects={"burglary"}, boroughs={"merseyside"})), FACTS), ANY, set(), ALL_OPEN
    )
    assert placed.lead is not None
    assert placed.lead.why == ("It leads.", "Here: burglary; Sefton.")


ALTERNATES = table(lead(alternates=("second", "third")), beside())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"live_contract": False}, Skip.NO_LIVE_CONTRACT),
        ({"direct_referrals": False}, Skip.NO_DIRECT_REFERRALS),
        ({"agreement": False}, Skip.NO_AGREEMENT),
        ({"paused": True}, Skip.PAUSED),
        ({"full": True}, Skip.FULL),
    ],
)
def test_a_service_that_cannot_take_it_is_passed_over_for_the_next(change, code):
    placed = choose(decide(ALTERNATES, FACTS), ANY, set(), ALL_OPEN | {"first": replace(OPEN, **change)})
    assert placed.lead is not None
    assert (placed.lead.service, placed.skipped) == ("second", (("first", code),))


def test_an_exclusion_is_not_told_to_the_service_that_comes_instead():
    placed = choose(decide(ALTERNATES, FACTS), ANY, {"first"}, ALL_OPEN)
    assert placed.lead is not None
    assert placed.skipped == (("first", Skip.EXCLUDED),)
    assert not any("exclu" in sentence for sentence in placed.lead.why)


def test_services_that_had_their_turn_are_not_asked_again():
    decision = decide(ALTERNATES, FACTS)
    again = choose(decision, ANY, set(), ALL_OPEN, tried={"first", "second"})
    assert again.lead is not None
    assert again.lead.service == "third"
    spent = choose(decision, ANY, set(), ALL_OPEN, tried={"first", "second", "third"})
    assert spent.triage is TriageReason.NO_FIT


def test_a_service_unknown_to_the_day_has_no_live_contract():
    assert choose(decide(table(lead()), FACTS), ANY, set(), {}).skipped == (("first", Skip.NO_LIVE_CONTRACT),)


def test_consent_to_other_services_waits_for_a_person():
    placed = choose(decide(ALTERNATES, FACTS), named("beside"), set(), ALL_OPEN)
    assert placed.triage is TriageReason.OUTSIDE_CONSENT
    assert placed.additional == ()


def test_consent_that_could_not_help_anyway_is_no_reason():
    shut = dict.fromkeys(ALL_OPEN, replace(OPEN, full=True))
    assert choose(decide(ALTERNATES, FACTS), named("beside"), set(), shut).triage is TriageReason.NO_FIT


def test_a_named_alternate_leads_where_the_first_is_not_named():
    placed = choose(decide(ALTERNATES, FACTS), named("second"), set(), ALL_OPEN)
    assert placed.lead is not None
    assert placed.lead.service == "second"
    assert placed.skipped == (("first", Skip.OUTSIDE_CONSENT), ("beside", Skip.OUTSIDE_CONSENT))


def test_a_refusal_reaches_nobody():
    refused = replace(ANY, basis=ConsentBasis.REFUSED)
    assert choose(decide(ALTERNATES, FACTS), refused, set(), ALL_OPEN).triage is TriageReason.OUTSIDE_CONSENT


def test_an_alternate_that_comes_to_lead_is_not_sent_beside_itself():
    rows = table(lead(alternates=("beside",)), beside())
    placed = choose(decide(rows, FACTS), ANY, {"first"}, ALL_OPEN)
    assert placed.lead is not None
    assert (placed.lead.service, placed.lead.role) == ("beside", AssignmentRole.LEAD)
    assert placed.additional == ()


def test_two_rows_that_add_one_service_send_it_once():
    placed = choose(decide(table(lead(), beside(), beside(key="too")), FACTS), ANY, set(), ALL_OPEN)
    assert [choice.row_key for choice in placed.additional] == ["beside"]


def test_a_decision_is_explained_in_json_with_every_failing_cell_of_every_row():
    rows = table(lead(boroughs={"wirral"}, risks={"standard"}), lead("other", aspects={"vulnerable"}))
    told = explain(decide(rows, FACTS))
    assert json.loads(json.dumps(told)) == told
    assert told["lead"]["row"] == "other"
    assert [(row["row"], row["service"], row["matched"]) for row in told["rows"]] == [
        ("lead", "first", False),
        ("other", "first", True),
    ]
    assert told["rows"][0]["cells"] == [
        {"cell": "risks", "wanted": ["standard"], "got": ["high"], "ok": False},
        {"cell": "boroughs", "wanted": ["wirral"], "got": ["sefton"], "ok": False},
    ]
    assert told["rows"][1]["cells"] == [
        {"cell": "aspects", "wanted": ["vulnerable"], "got": ["burglary", "vulnerable"], "ok": True}
    ]


def test_a_row_is_the_same_after_a_trip_through_json():
    stored = {
        "position": 1, "key": "k", "role": "lead", "service": "s", "aspects": ["theft"],
        "boroughs": ["merseyside"], "places": "lives_works_or_visits", "alternates": ["t"], "because": "B.",
        "unit_task": "refer_to_marac", "certainty": "S",
    }  # fmt: skip
    row = row_from_plain(stored)
    assert (row.aspects, row.places, row.alternates) == (
        frozenset({"theft"}),
        Places.LIVES_WORKS_OR_VISITS,
        ("t",),
    )
    assert row.without == frozenset()


ASPECTS = ("sexual_offence", "domestic_abuse", "vulnerable")
LATER = date(2018, 6, 1)


def any_lead():
    def some(*values):
        return st.frozensets(st.sampled_from(values), max_size=2)

    return st.builds(
        lead,
        crime_types=some("sexual_offence", "domestic_abuse", "other"),
        aspects=some(*ASPECTS),
        also=some(*ASPECTS),
        without=some(*ASPECTS),
        strands=some("race", "religion"),
        boroughs=some("merseyside", "knowsley", "wirral", "outside"),
        places=st.sampled_from(Places),
        risks=some("high", "standard"),
        starts_on=st.sampled_from([None, None, FACTS.received_on, LATER]),
        ends_before=st.sampled_from([None, None, LATER]),
    )


def all_facts():
    subsets = [frozenset(s) for s in chain.from_iterable(combinations(ASPECTS, n) for n in range(4))]
    crimes = (CrimeType.SEXUAL_OFFENCE, CrimeType.DOMESTIC_ABUSE, CrimeType.OTHER)
    homes = (Borough.KNOWSLEY, Borough.WIRRAL, Borough.OUTSIDE, Borough.NOT_KNOWN)
    visits = (frozenset(), frozenset({"knowsley", "wirral"}), frozenset({"outside", "not_known"}))
    risks, days = (RiskBand.HIGH, RiskBand.STANDARD), (FACTS.received_on, LATER)
    for crime, flags, home, visited, risk, day in product(crimes, subsets, homes, visits, risks, days):
        yield replace(
            FACTS,
            crime_type=crime,
            flags=flags,
            strands=frozenset({"race", "religion"}),
            borough=home,
            works_or_visits=visited,
            risk=risk,
            received_on=day,
        )


EVERY = tuple(all_facts())


@settings(max_examples=150, deadline=None)
@given(any_lead(), any_lead())
def test_two_leads_overlap_exactly_where_some_facts_meet_both(one, other):
    rows = table(replace(one, key="one"), replace(other, key="other"))
    tried = any(decide(rows, facts).conflict for facts in EVERY)
    assert bool(leads_that_overlap(rows.rows)) == tried
