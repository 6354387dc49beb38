"""Who gets what kind of referral, answered by the gateway with the directory of Merseyside."""

import pytest

from hub.access.scopes import HUB
from hub.directory.actions import load_postcodes
from tests.factories.submissions import NOTHING_SAFE

ADULT = {"person.birth_date": "1988-04-17", "person.age": None}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


def crime(kind, *flags, strands=()):
    return {"crime.type": kind, "crime.flags": list(flags), "crime.hate_strands": list(strands)}


def lives_in(borough):
    return {"person.borough": borough, "person.postcode": None, "person.address": None}


PLACED = {
    "hate crime in Knowsley": (
        {**crime("hate_crime", strands=["race"]), **lives_in("knowsley"), **STANDARD},
        {"hate-crime-advocacy": ("anthony-walker-foundation", "lead")},
    ),
    "hate crime in Knowsley at high risk": (
        {**crime("hate_crime", strands=["race"]), **lives_in("knowsley"), **HIGH},
        {
            "hate-crime-advocacy": ("anthony-walker-foundation", "lead"),
            "complementary": ("light-for-life", "additional"),
        },
    ),
    "a sexual offence in Wirral": (
        {**crime("sexual_offence"), **lives_in("wirral"), **STANDARD},
        {"sexual-violence-rasa": ("rasa", "lead")},
    ),
    "a sexual offence in St Helens": (
        {**crime("sexual_offence"), **lives_in("st_helens"), **STANDARD},
        {"sexual-violence-rasasc": ("rasasc", "lead")},
    ),
    "high-risk domestic abuse of an adult in Sefton": (
        {**crime("domestic_abuse"), **lives_in("sefton"), **ADULT, **HIGH},
        {"idva-sefton": ("sefton-council", "lead")},
    ),
    "high-risk domestic abuse of an adult in St Helens": (
        {**crime("domestic_abuse"), **lives_in("st_helens"), **ADULT, **HIGH},
        {"vulnerable-victims": ("victim-support", "lead")},
    ),
    "a bereaved relative after homicide": (
        {
            **crime("homicide"),
            **lives_in("liverpool"),
            **STANDARD,
            "person.relationship": "bereaved_relative",
        },
        {"the-hub": ("families-fighting-for-justice", "lead")},
    ),
    "burglary of a vulnerable person": (
        {**crime("burglary", "vulnerable"), **lives_in("wirral"), **STANDARD},
        {"vulnerable-victims": ("victim-support", "lead")},
    ),
}


@pytest.mark.parametrize("case", PLACED)
def test_a_referral_is_placed_with_exactly_the_services_of_its_row_and_told_why(api, case):
    changes, expected = PLACED[case]
    answer = api.refer(**changes)
    assert (answer["status"], answer["reasons"]) == ("placed", [])
    given = {each["service"]: (each["provider"], each["role"]) for each in answer["assignments"]}
    assert given == expected
    assert all(each["why"] for each in answer["assignments"])
    assert answer["why"]
    assert {each["service"] for each in answer["clocks"]} == set(expected)


def test_high_risk_domestic_abuse_in_st_helens_leaves_the_unit_a_timed_task(api):
    changes, _ = PLACED["high-risk domestic abuse of an adult in St Helens"]
    (task,) = api.refer(**changes)["unit_tasks"]
    assert (task["task"], task["due_at"], task["done_at"]) == (
        "refer_to_marac",
        "2026-03-05T10:00:00Z",
        None,
    )


def test_no_other_referral_leaves_the_unit_a_task(api):
    changes, _ = PLACED["high-risk domestic abuse of an adult in Sefton"]
    assert api.refer(**changes)["unit_tasks"] == []


def test_burglary_of_one_who_is_not_vulnerable_is_information_only(api, deliver):
    answer = api.refer(**crime("burglary"), **lives_in("wirral"), **STANDARD)
    assert (answer["status"], answer["assignments"], answer["clocks"]) == ("information_only", [], [])
    assert answer["why"]
    assert deliver() == []


RETURNED = {
    "an address outside Merseyside": (
        {**crime("hate_crime", strands=["race"]), **lives_in("outside")},
        ["outside_area"],
    ),
    "a refusal": ({"consent": {"basis": "refused"}}, ["consent_refused"]),
    "a domestic case with nothing safe": (
        {**crime("domestic_abuse"), **NOTHING_SAFE},
        ["no_safe_contact"],
    ),
    "a sexual offence without having asked": (
        {**crime("sexual_offence"), "consent": {"basis": "opt_out_default"}},
        ["consent_needed"],
    ),
}


@pytest.mark.parametrize("case", RETURNED)
def test_what_may_not_be_passed_on_is_returned_with_its_reason(api, case):
    changes, reasons = RETURNED[case]
    answer = api.refer(**changes)
    assert (answer["status"], answer["reasons"], answer["assignments"]) == ("returned", reasons, [])
    assert answer["why"]


def test_a_sexual_offence_with_the_borough_not_known_goes_to_triage(api):
    answer = api.refer(**crime("sexual_offence"), **lives_in("not_known"))
    assert (answer["status"], answer["assignments"]) == ("awaiting_triage", [])
    assert answer["why"]
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert (row["referral_id"], row["reason"], row["owner"]) == (
        answer["id"],
        "no_fit",
        "referral coordinator on duty",
    )
    assert row["why"]


def test_the_buddy_scheme_is_asked_only_when_the_consent_names_it(api):
    named = {
        "consent.scope": "named_services",
        "consent.services": ["hate-crime-advocacy", "buddy-scheme"],
    }
    case = {**crime("hate_crime", strands=["race"]), **lives_in("knowsley"), **STANDARD}
    services = {each["service"] for each in api.refer(**case, **named)["assignments"]}
    assert services == {"hate-crime-advocacy", "buddy-scheme"}


def test_an_excluded_service_is_never_given_a_referral(api):
    case = {**crime("hate_crime", strands=["race"]), **lives_in("knowsley"), **HIGH}
    answer = api.refer(**case, exclude_services=["complementary"])
    assert [each["service"] for each in answer["assignments"]] == ["hate-crime-advocacy"]


def test_nothing_goes_outside_a_consent_that_names_services(api):
    named = {"consent.scope": "named_services", "consent.services": ["the-hub"]}
    answer = api.refer(**crime("hate_crime", strands=["race"]), **lives_in("knowsley"), **named)
    assert (answer["status"], answer["assignments"]) == ("awaiting_triage", [])


def test_at_high_risk_the_answer_says_when_a_closed_service_opens(api, clock):
    clock.set(2026, 3, 6, 22)  # a Friday night
    changes, _ = PLACED["high-risk domestic abuse of an adult in Sefton"]
    (assignment,) = api.refer(**changes)["assignments"]
    assert assignment["opens_at"] == "2026-03-09T09:00:00Z"


def test_in_opening_hours_no_opening_time_is_named(api):
    changes, _ = PLACED["high-risk domestic abuse of an adult in Sefton"]
    (assignment,) = api.refer(**changes)["assignments"]
    assert "opens_at" not in assignment


def test_the_table_of_the_day_of_receipt_decides(api, clock):
    clock.set(2017, 6, 7, 10)
    changes, expected = PLACED["a sexual offence in Wirral"]
    dated = {"reported_at": "2017-06-06T10:00:00Z", "incident_at": "2017-06-05T10:00:00Z"}
    dated |= {"consent.given_on": "2017-06-06", "contact.confirmed_on": "2017-06-06"}
    answer = api.refer(**changes, **dated)
    assert {each["service"] for each in answer["assignments"]} == set(expected)


def test_before_any_table_was_in_force_a_person_decides(api, clock):
    clock.set(2016, 6, 7, 10)
    dated = {"reported_at": "2016-06-06T10:00:00Z", "incident_at": "2016-06-05T10:00:00Z"}
    dated |= {"consent.given_on": "2016-06-06", "contact.confirmed_on": "2016-06-06"}
    answer = api.refer(**dated)
    assert (answer["status"], answer["assignments"]) == ("awaiting_triage", [])


def test_explain_names_the_cell_that_failed_in_every_row_that_did_not_match(api):
    asked = {"crime_type": "hate_crime", "borough": "knowsley", "strand": "race"}
    explained = api.get("/v1/routing/explain", "police", params=asked).json()
    assert (explained["lead"]["service"], explained["information_only"]) == ("hate-crime-advocacy", False)
    assert explained["table"].startswith("VCM/2017/ROUTING")
    matched = {row["row"] for row in explained["rows"] if row["matched"]}
    assert explained["lead"]["row"] in matched
    for row in explained["rows"]:
        assert set(row) == {"row", "role", "service", "matched", "cells"}
        assert row["matched"] == all(cell["ok"] for cell in row["cells"])
    failed = {cell["cell"]: cell for row in explained["rows"] for cell in row["cells"] if not cell["ok"]}
    assert failed["relationships"]["got"] == ["victim"]
    assert api.get("/v1/routing/explain", None, params=asked).status_code == 401


def test_explain_takes_where_a_person_works_or_visits(api):
    asked = {"crime_type": "hate_crime", "borough": "wirral", "strand": "race"}
    for visits, found in (("knowsley", True), ("sefton", False)):
        told = api.get("/v1/routing/explain", "police", params={**asked, "works_or_visits": visits}).json()
        assert ("buddy-scheme" in {each["service"] for each in told["additional"]}) == found


@pytest.fixture
def postcodes(loaded):
    """L34 1 lies in Knowsley alone, L34 2 in two boroughs."""
    with loaded.transaction(HUB) as tx:
        known = [
            ("L34 1AB", "knowsley"),
            ("L34 1AC", "knowsley"),
            ("L34 2AA", "knowsley"),
            ("L34 2AB", "st_helens"),
        ]
        load_postcodes(tx, known)


@pytest.mark.usefixtures("postcodes")
@pytest.mark.parametrize(
    ("postcode", "service"),
    [
        ("L34 2AB", "sexual-violence-rasasc"),
        ("l342ab", "sexual-violence-rasasc"),
        ("L34 1ZZ", "sexual-violence-rasasc"),
        ("L34 2ZZ", None),
        ("L99 1AA", None),
    ],
)
def test_a_borough_that_was_not_given_is_the_postcodes_own_and_never_guessed(api, postcode, service):
    answer = api.refer(
        **{**crime("sexual_offence"), "person.borough": "not_known", "person.postcode": postcode}
    )
    assert [each["service"] for each in answer["assignments"]] == ([service] if service else [])
    assert answer["status"] == ("placed" if service else "awaiting_triage")
