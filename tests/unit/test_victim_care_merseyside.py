"""The 2017/18 file against the field's own questions, and against its precedence told as a chain of ifs."""

from dataclasses import replace
from datetime import date
from itertools import chain, combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.directory.rules import Directory, read_directory
from hub.domain.codes import (
    FLAGS,
    AgeBand,
    Borough,
    Certainty,
    ConsentBasis,
    ConsentScope,
    CrimeType,
    HateStrand,
    Relationship,
    RiskBand,
    TriageReason,
    UnitTask,
)
from hub.routing.rules import (
    Availability,
    Consent,
    Decision,
    Facts,
    RoutingTable,
    choose,
    decide,
    leads_that_overlap,
)
from hub.routing.rules.checking import Destination, check
from hub.routing.rules.trying import tried

FILE = Path(__file__).parents[2] / "directories" / "victim-care-merseyside-2017-18.toml"
DIRECTORY: Directory = read_directory(FILE.read_text())
assert DIRECTORY.routing_table is not None
CONTENT = DIRECTORY.routing_table.content()
TABLE = RoutingTable(reference=CONTENT.reference, rows=CONTENT.read_rows())
AVAILABILITY = {
    service.slug: Availability(live_contract=True, agreement=True, without_consent=service.without_consent)
    for service in DIRECTORY.services
}

DESTINATIONS = {
    service.slug: Destination(direct_referrals=service.direct_referrals, contracted=True)
    for service in DIRECTORY.services
}

HOMICIDE = {"homicide", "culpable_road_death"}
EXPLOITATION = {"child_sexual_exploitation", "child_criminal_exploitation"}
NEED = {"vulnerable", "persistently_targeted", "wants_support"}
COUNTS_AS_VULNERABLE = {"stalking_harassment", "honour_based_abuse", "modern_slavery"}
CHILD = {"under_13", "13_to_15", "16_to_17"}
FROM_16 = {"16_to_17", "18_to_24", "25_to_59", "60_and_over"}
SEXUAL_VIOLENCE = {
    "liverpool": "sexual-violence-rasa",
    "sefton": "sexual-violence-rasa",
    "wirral": "sexual-violence-rasa",
    "knowsley": "sexual-violence-rasasc",
    "st_helens": "sexual-violence-rasasc",
}
IDVA = {name: f"idva-{name}" for name in ("knowsley", "liverpool", "sefton", "wirral")}
GAP, INFORMATION, OUTSIDE = "a person decides", "information only", "back to the referrer"
VICTIM_SUPPORT, LISTENING_EAR, WALKER = (
    "vulnerable-victims",
    "domestic-abuse-young-people",
    "hate-crime-advocacy",
)


def facts(crime, *flags, **given):
    known = {
        "borough": Borough.LIVERPOOL,
        "age_band": AgeBand.AGE_25_TO_59,
        "risk": RiskBand.STANDARD,
        "received_on": date(2018, 3, 29),
    }
    return Facts(crime_type=CrimeType(crime), flags=frozenset(flags), **(known | given))


def answer(decision: Decision) -> str:
    if decision.lead is not None:
        return decision.lead.service or ""
    if decision.information_only:
        return INFORMATION
    return OUTSIDE if decision.outside_area else GAP


def additional(decision: Decision) -> set[str]:
    return {row.service or "" for row in decision.additional if not row.only_if_named}


def expected_answer(asked: Facts) -> str:  # noqa: C901, PLR0911, PLR0912 - a chain of ifs on purpose
    """The precedence in words, as code that knows nothing of rows."""
    aspects, child, high = asked.aspects, asked.age_band in CHILD, asked.risk == "high"
    dead = bool(aspects & HOMICIDE)
    if asked.borough == "outside":
        return OUTSIDE
    if asked.relationship == "bereaved_relative":
        return "the-hub" if dead else VICTIM_SUPPORT
    if asked.relationship == "spokesperson" and dead:
        return "the-hub"
    if asked.relationship == "witness":
        if child and "domestic_abuse" in aspects:
            return LISTENING_EAR
        return VICTIM_SUPPORT if child or high or aspects & NEED else INFORMATION
    if dead:
        return GAP
    if aspects & EXPLOITATION and child:
        return "exploitation"
    if aspects & EXPLOITATION and asked.age_band == "not_known":
        return GAP
    if "sexual_offence" in aspects:
        return SEXUAL_VIOLENCE.get(asked.borough, GAP)
    if "domestic_abuse" in aspects and high and asked.age_band == "not_known":
        return GAP
    if "domestic_abuse" in aspects and high and asked.age_band in FROM_16:
        in_st_helens = LISTENING_EAR if child else VICTIM_SUPPORT
        return in_st_helens if asked.borough == "st_helens" else IDVA.get(asked.borough, GAP)
    if "domestic_abuse" in aspects and child:
        return LISTENING_EAR
    if "hate_crime" in aspects:
        return WALKER
    needy = aspects & (NEED | COUNTS_AS_VULNERABLE | EXPLOITATION | {"domestic_abuse"})
    return VICTIM_SUPPORT if child or high or needy else INFORMATION


def expected_additional(asked: Facts, lead: str) -> set[str]:
    if lead in {GAP, INFORMATION, OUTSIDE} or asked.relationship in {"bereaved_relative", "witness"}:
        return set()
    if asked.aspects & HOMICIDE:
        return set()
    aspects, high, found = asked.aspects, asked.risk == "high", set()
    if lead == "exploitation" and "sexual_offence" in aspects and asked.borough in SEXUAL_VIOLENCE:
        found.add(SEXUAL_VIOLENCE[asked.borough])
    if {"sexual_offence", "domestic_abuse"} <= aspects and high and asked.age_band in FROM_16:
        found |= {IDVA[asked.borough]} if asked.borough in IDVA else set()
    if lead in IDVA.values() and asked.age_band == "16_to_17":
        found.add(LISTENING_EAR)
    if high and aspects & {"hate_crime", "antisocial_behaviour"}:
        found.add("complementary")
    return found


def marac_is_asked_for(asked: Facts) -> bool:
    return (
        asked.borough == "st_helens"
        and asked.risk == "high"
        and asked.age_band in FROM_16
        and asked.relationship in {"victim", "spokesperson"}
        and "domestic_abuse" in asked.aspects
        and not asked.aspects & HOMICIDE
    )


def check_against_the_precedence(asked: Facts) -> None:
    decision = decide(TABLE, asked)
    lead = expected_answer(asked)
    assert not decision.conflict
    assert answer(decision) == lead, asked
    assert additional(decision) == expected_additional(asked, lead), asked
    assert (decision.unit_task == UnitTask.REFER_TO_MARAC) == marac_is_asked_for(asked), asked


@pytest.mark.parametrize(
    ("asked", "lead", "beside"),
    [
        (facts("hate_crime", borough="knowsley"), WALKER, set()),
        (facts("hate_crime", borough="knowsley", risk="high"), WALKER, {"complementary"}),
        (facts("hate_crime", "antisocial_behaviour", risk="high"), WALKER, {"complementary"}),
        (facts("antisocial_behaviour", risk="high"), VICTIM_SUPPORT, {"complementary"}),
        (facts("antisocial_behaviour"), INFORMATION, set()),
        (facts("violence", "hate_crime"), WALKER, set()),
        (facts("hate_crime", borough="not_known"), WALKER, set()),
        (facts("sexual_offence", borough="wirral"), "sexual-violence-rasa", set()),
        (facts("sexual_offence", borough="st_helens"), "sexual-violence-rasasc", set()),
        (facts("sexual_offence", borough="not_known"), GAP, set()),
        (facts("sexual_offence", "vulnerable", borough="not_known", risk="high"), GAP, set()),
        (facts("sexual_offence", "hate_crime", borough="sefton"), "sexual-violence-rasa", set()),
        (
            facts("sexual_offence", "child_sexual_exploitation", age_band="13_to_15", borough="wirral"),
            "exploitation",
            {"sexual-violence-rasa"},
        ),
        (
            facts("child_sexual_exploitation", "sexual_offence", age_band="under_13", borough="knowsley"),
            "exploitation",
            {"sexual-violence-rasasc"},
        ),
        (facts("child_criminal_exploitation", age_band="16_to_17"), "exploitation", set()),
        (facts("child_sexual_exploitation", age_band="not_known"), GAP, set()),
        (facts("child_sexual_exploitation"), VICTIM_SUPPORT, set()),
        (facts("domestic_abuse", risk="high", borough="sefton"), "idva-sefton", set()),
        (facts("domestic_abuse", risk="high", borough="st_helens"), VICTIM_SUPPORT, set()),
        (facts("domestic_abuse", risk="high", borough="not_known"), GAP, set()),
        (facts("domestic_abuse", "vulnerable", risk="high", borough="not_known"), GAP, set()),
        (facts("domestic_abuse", risk="high", age_band="not_known"), GAP, set()),
        (
            facts("domestic_abuse", risk="high", age_band="16_to_17", borough="wirral"),
            "idva-wirral",
            {LISTENING_EAR},
        ),
        (
            facts("domestic_abuse", risk="high", age_band="16_to_17", borough="st_helens"),
            LISTENING_EAR,
            set(),
        ),
        (facts("domestic_abuse", risk="high", age_band="under_13"), LISTENING_EAR, set()),
        (facts("domestic_abuse", age_band="16_to_17"), LISTENING_EAR, set()),
        (facts("domestic_abuse"), VICTIM_SUPPORT, set()),
        (
            facts("sexual_offence", "domestic_abuse", risk="high", borough="knowsley"),
            "sexual-violence-rasasc",
            {"idva-knowsley"},
        ),
        (facts("sexual_offence", "domestic_abuse", borough="knowsley"), "sexual-violence-rasasc", set()),
        (facts("homicide", relationship="bereaved_relative", age_band="under_13"), "the-hub", set()),
        (facts("culpable_road_death", relationship="bereaved_relative"), "the-hub", set()),
        (facts("homicide", relationship="victim"), GAP, set()),
        (facts("burglary", "vulnerable"), VICTIM_SUPPORT, set()),
        (facts("burglary", "wants_support"), VICTIM_SUPPORT, set()),
        (facts("burglary", "persistently_targeted", borough="not_known"), VICTIM_SUPPORT, set()),
        (facts("burglary"), INFORMATION, set()),
        (facts("burglary", "missing_from_home"), INFORMATION, set()),
        (facts("burglary", age_band="not_known", risk="not_known", borough="not_known"), INFORMATION, set()),
        (facts("burglary", age_band="13_to_15"), VICTIM_SUPPORT, set()),
        (facts("violence", risk="high"), VICTIM_SUPPORT, set()),
        (facts("stalking_harassment"), VICTIM_SUPPORT, set()),
        (facts("honour_based_abuse"), VICTIM_SUPPORT, set()),
        (facts("modern_slavery"), VICTIM_SUPPORT, set()),
        (facts("hate_crime", borough="outside"), OUTSIDE, set()),
        (facts("hate_crime", borough="wirral", incident_borough="knowsley"), WALKER, set()),
    ],
)
def test_the_fields_own_questions_are_answered(asked, lead, beside):
    decision = decide(TABLE, asked)
    assert (answer(decision), additional(decision)) == (lead, beside)
    check_against_the_precedence(asked)


ATOMS = (
    "sexual_offence",
    "domestic_abuse",
    "hate_crime",
    "child_sexual_exploitation",
    "homicide",
    "vulnerable",
)


def test_every_combination_inside_merseyside_has_the_answer_of_the_precedence():
    subsets = chain.from_iterable(combinations(ATOMS, size) for size in range(len(ATOMS) + 1))
    boroughs = (Borough.LIVERPOOL, Borough.ST_HELENS, Borough.NOT_KNOWN)
    ages = (AgeBand.UNDER_13, AgeBand.AGE_16_TO_17, AgeBand.AGE_25_TO_59, AgeBand.NOT_KNOWN)
    risks = (RiskBand.HIGH, RiskBand.NOT_KNOWN)
    for flags, borough, age, risk, relationship in product(subsets, boroughs, ages, risks, Relationship):
        check_against_the_precedence(
            facts("other", *flags, borough=borough, age_band=age, risk=risk, relationship=relationship)
        )


def any_facts():
    return st.builds(
        Facts,
        crime_type=st.sampled_from(CrimeType),
        flags=st.frozensets(st.sampled_from(sorted(FLAGS)), max_size=4),
        strands=st.frozensets(st.sampled_from([str(strand) for strand in HateStrand]), max_size=2),
        borough=st.sampled_from(Borough),
        works_or_visits=st.frozensets(st.sampled_from([str(borough) for borough in Borough]), max_size=2),
        age_band=st.sampled_from(AgeBand),
        risk=st.sampled_from(RiskBand),
        relationship=st.sampled_from(Relationship),
        received_on=st.just(date(2018, 3, 29)),
    )


@settings(max_examples=400, deadline=None)
@given(any_facts())
def test_any_facts_at_all_have_the_answer_of_the_precedence(asked):
    check_against_the_precedence(asked)


def test_no_two_rows_can_both_say_who_leads():
    assert leads_that_overlap(TABLE.rows) == ()


def any_service():
    return consent_to()


def consent_to(*services, scope=ConsentScope.ANY_SUITABLE_SERVICE):
    return Consent(basis=ConsentBasis.EXPLICIT, scope=scope, services=frozenset(services))


def sent(asked, consent):
    return {
        choice.service for choice in choose(decide(TABLE, asked), consent, set(), AVAILABILITY).additional
    }


RACE_HATE = facts("hate_crime", strands=frozenset({"race"}), borough=Borough.KNOWSLEY)


def test_the_buddy_scheme_is_sent_only_where_the_consent_names_it():
    assert sent(RACE_HATE, any_service()) == set()
    assert sent(RACE_HATE, consent_to("buddy-scheme")) == {"buddy-scheme"}


@pytest.mark.parametrize(("visits", "found"), [("knowsley", {"buddy-scheme"}), ("sefton", set())])
def test_working_in_or_visiting_knowsley_is_enough_for_the_buddy_scheme(visits, found):
    asked = replace(RACE_HATE, borough=Borough.WIRRAL, works_or_visits=frozenset({visits}))
    assert sent(asked, consent_to("buddy-scheme")) == found


def test_hate_of_another_strand_is_not_for_the_buddy_scheme():
    asked = replace(RACE_HATE, strands=frozenset({"disability"}))
    assert sent(asked, consent_to("buddy-scheme")) == set()


def test_the_24_hour_line_is_sent_only_where_the_consent_names_it():
    asked = facts("hate_crime", borough=Borough.SEFTON)
    assert sent(asked, any_service()) == set()
    assert sent(asked, consent_to("hate-crime-24h")) == {"hate-crime-24h"}


def test_a_referral_without_consent_goes_only_to_services_marked_for_it():
    consent = Consent(basis=ConsentBasis.WITHOUT_CONSENT_JUSTIFIED, scope=ConsentScope.ANY_SUITABLE_SERVICE)
    high = decide(TABLE, facts("domestic_abuse", risk=RiskBand.HIGH, borough=Borough.SEFTON))
    below = decide(TABLE, facts("domestic_abuse", borough=Borough.SEFTON))
    placed = choose(high, consent, set(), AVAILABILITY)
    assert placed.lead is not None
    assert placed.lead.service == "idva-sefton"
    assert choose(below, consent, set(), AVAILABILITY).triage is TriageReason.OUTSIDE_CONSENT


def test_an_unknown_borough_is_named_as_the_reason_for_asking_a_person():
    placed = choose(
        decide(TABLE, facts("sexual_offence", borough=Borough.NOT_KNOWN)), any_service(), set(), AVAILABILITY
    )
    assert placed.triage is TriageReason.NO_FIT
    assert "borough is not known" in placed.why[0]


def test_the_unit_is_asked_to_refer_to_marac_even_where_a_person_must_decide():
    asked = facts("domestic_abuse", risk=RiskBand.HIGH, borough=Borough.ST_HELENS)
    placed = choose(decide(TABLE, asked), any_service(), {"vulnerable-victims"}, AVAILABILITY)
    assert placed.triage is TriageReason.NO_FIT
    assert placed.unit_task is UnitTask.REFER_TO_MARAC


@settings(max_examples=300, deadline=None)
@given(
    any_facts(),
    st.sets(st.sampled_from(sorted(AVAILABILITY)), max_size=8),
    st.frozensets(st.sampled_from(sorted(AVAILABILITY)), max_size=4),
    st.sampled_from(ConsentScope),
)
def test_an_excluded_service_is_never_chosen_and_a_placement_says_exactly_one_thing(
    asked, excluded, named, scope
):
    placed = choose(decide(TABLE, asked), consent_to(*named, scope=scope), excluded, AVAILABILITY)
    chosen = [choice.service for choice in (*placed.additional, *([placed.lead] if placed.lead else []))]
    assert not excluded & set(chosen)
    assert len(chosen) == len(set(chosen))
    assert not placed.additional or placed.lead
    if scope is ConsentScope.NAMED_SERVICES:
        assert set(chosen) <= named
    says = [placed.lead, placed.information_only, placed.outside_area, placed.triage]
    assert sum(map(bool, says)) == 1


def test_the_file_says_how_sure_it_is_of_each_cell():
    bought = {contract.service: contract for contract in DIRECTORY.contracts}
    assert bought["domestic-abuse-young-people"].coverage.ages.certainty is Certainty.NOT_KNOWN
    assert bought["complementary"].coverage.risks.certainty is Certainty.STATED
    assert bought["exploitation"].coverage.boroughs.certainty is Certainty.PUBLIC
    assert all(contract.certainty is Certainty.INFERRED for contract in DIRECTORY.contracts)


def test_the_st_helens_idva_is_listed_and_no_row_leads_to_it():
    services = {service.slug: service for service in DIRECTORY.services}
    assert not services["idva-st-helens"].direct_referrals
    assert all(row.service != "idva-st-helens" for row in TABLE.rows)


def test_every_address_and_number_is_a_made_up_one():
    addresses = [endpoint.address for agency in DIRECTORY.agencies for endpoint in agency.endpoints]
    addresses += [unit.mailbox for agency in DIRECTORY.agencies for unit in agency.units]
    phones = [service.phone for service in DIRECTORY.services if service.phone]
    assert all(address.endswith(("@example.org", ".example.org")) for address in addresses)
    assert all(phone.startswith("0151 496 0") for phone in phones)


@pytest.mark.parametrize(
    "each", tried(TABLE, CONTENT.examples, CONTENT.starts_on), ids=lambda each: each.example.name
)
def test_every_example_that_travels_with_the_table_passes(each):
    assert each.got == each.wanted


@pytest.mark.parametrize("today", [date(2017, 1, 1), date(2017, 9, 1), date(2026, 3, 4)])
def test_the_table_may_be_published_before_within_and_after_its_year(today):
    checked = check(CONTENT, DESTINATIONS, today)
    assert (checked.faults, checked.gaps, checked.idle) == ((), (), ())
    assert len(checked.signed_off) == 5


def test_each_gap_that_is_left_on_purpose_is_needed():
    for left_out in CONTENT.signed_off:
        others = tuple(each for each in CONTENT.signed_off if each is not left_out)
        assert check(replace(CONTENT, signed_off=others), DESTINATIONS, date(2017, 9, 1)).gaps, (
            left_out.reason
        )


def test_rows_that_settle_a_question_say_so():
    assert sum(row.note.startswith("Question: ") for row in TABLE.rows) >= 25
