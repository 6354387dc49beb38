"""Each parameter of the open directory by its effect, and each fault by its name."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from hub.access.scopes import HUB
from hub.models import Service
from tests.factories.open_directory import CHANGED_AT, HOME, UNKNOWN, cover, fill, forget

THE_HUB = "The Hub of Families Fighting for Justice"
OPEN_ON_SATURDAY = {"mon": [["09:00", "17:00"]], "sat": [["10:00", "13:30"]], "bank_holidays": False}
LISTS = ("/services", "/service_at_locations", "/organizations", "/taxonomies", "/taxonomy_terms")


class Directory:
    """Asks the open directory, and remembers what was added to it."""

    def __init__(self, api, database):
        self.client = api.client
        self.database = database
        self.known = fill(database)

    def ask(self, path, **asked):
        answer = self.client.get(f"/open-referral{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, path, **asked):
        return self.ask(path, **{"per_page": 1000, **asked})["contents"]

    def names(self, path="/services", **asked):
        return [row["name"] for row in self.rows(path, **asked)]

    def places(self, **asked):
        return [
            (row["service"]["name"], row["location"]["name"])
            for row in self.rows("/service_at_locations", **asked)
        ]

    def refused(self, path, **asked):
        answer = self.client.get(f"/open-referral{path}", params=asked)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        return {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}

    def term(self, code):
        return next(row["id"] for row in self.rows("/taxonomy_terms") if row["code"] == code)

    def taxonomy(self, name):
        return next(row["id"] for row in self.rows("/taxonomies") if row["name"] == name)

    def open(self, slug, opening):
        with self.database.transaction(HUB) as tx:
            chosen = update(Service).where(Service.slug == slug)
            tx.connection.execute(chosen.values(opening=opening))


@pytest.fixture
def directory(api, loaded, loaded_owner_url):
    forget(loaded_owner_url)
    return Directory(api, loaded)


# pages and forms


def test_per_page_and_page_choose_a_part(directory):
    whole = directory.names()
    page = directory.ask("/services", per_page=3, page=2)
    assert [row["name"] for row in page["contents"]] == whole[3:6]
    assert page["total_items"] == len(whole)


def test_without_per_page_a_page_has_twenty_five_rows(directory):
    assert directory.ask("/taxonomy_terms")["size"] == 25


@pytest.mark.parametrize("path", LISTS)
def test_ndjson_streams_every_row_as_a_line_without_pages(directory, path):
    answer = directory.client.get(f"/open-referral{path}", params={"format": "ndjson", "per_page": 1})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in answer.text.splitlines()] == directory.rows(path)


def test_json_is_the_default_format(directory):
    assert directory.ask("/services", format="json") == directory.ask("/services")


def test_minimal_puts_every_service_on_one_page(directory):
    page = directory.ask("/services", minimal=True)
    assert page["size"] == page["total_items"] == len(directory.names())
    assert page["total_pages"] == 1
    assert "description" not in page["contents"][0]
    assert page["contents"][0]["modified_date"] == page["contents"][0]["last_modified"]


def test_minimal_with_per_page_has_pages_again(directory):
    assert directory.ask("/services", minimal=True, per_page=2)["size"] == 2


@pytest.mark.parametrize(
    ("path", "field"),
    [("/services", "attributes"), ("/service_at_locations", "service"), ("/organizations", "services")],
)
def test_full_brings_all_that_belongs_to_a_row(directory, path, field):
    (short, *_), (full, *_) = directory.rows(path), directory.rows(path, full=True)
    assert short.get(field) != full[field]
    assert full == directory.ask(f"{path}/{full['id']}")


def test_full_service_brings_the_services_of_an_organisation_in_full(directory):
    plain = directory.rows("/organizations", full=True)[0]
    full = directory.rows("/organizations", full_service=True)[0]
    assert "attributes" not in plain["services"][0]
    assert full["services"][0]["attributes"]
    assert directory.ask(f"/organizations/{full['id']}", full_service=True) == full
    assert directory.ask(f"/organizations/{full['id']}") == plain


# words


def test_search_finds_english_words_in_any_form(directory):
    assert THE_HUB in directory.names(search="bereaving families")
    assert THE_HUB not in directory.names(search="hate")


def test_search_looks_at_the_crimes_and_the_organisation_too(directory):
    assert "Neighbours in knowsley" in directory.names(search="burglaries")
    assert directory.names(search="Stop Hate UK") == ["24-hour hate crime reporting and referral"]


def test_search_finds_places_and_organisations_by_their_services(directory):
    assert {name for name, _ in directory.places(search="buddy")} == {"Buddy scheme"}
    assert directory.names("/organizations", search="buddy") == ["Knowsley Ethnic Minority Support"]


def test_search_finds_taxonomies_and_terms(directory):
    assert directory.names("/taxonomies", search="risk") == ["Risk bands"]
    assert directory.names("/taxonomy_terms", search="county LINES") == ["Child criminal exploitation"]


# what a service is filed under


def test_a_term_finds_what_has_it_among_its_attributes_and_nothing_else(directory):
    for code in ("homicide", "race", "knowsley", "16_to_17", "high"):
        term = directory.term(code)
        found = set(directory.names(taxonomy_term_id=term))
        having = {
            row["name"]
            for row in directory.rows("/services", full=True)
            if term in {each["taxonomy_term_id"] for each in row["attributes"]}
        }
        assert found == having
        assert 0 < len(found) < len(directory.names())


def test_a_service_for_any_crime_is_found_for_each(directory):
    assert "Vulnerable Victims service" in directory.names(taxonomy_term_id=directory.term("burglary"))
    assert THE_HUB not in directory.names(taxonomy_term_id=directory.term("burglary"))


def test_a_borough_leaves_only_that_place(directory):
    found = directory.places(taxonomy_term_id=directory.term("wirral"))
    assert {place for _, place in found} == {"Wirral"}
    assert "Wirral IDVA" in {name for name, _ in found}


def test_a_taxonomy_finds_what_has_any_of_its_terms(directory):
    cover(directory.database, "the-hub", flags=["persistently_targeted"])
    circumstances = directory.taxonomy("Circumstances")
    assert directory.names(taxonomy_id=circumstances) == [THE_HUB]
    assert {name for name, _ in directory.places(taxonomy_id=circumstances)} == {THE_HUB}
    assert "Neighbours in knowsley" not in directory.names(taxonomy_id=directory.taxonomy("Age bands"))


def test_organisations_are_found_by_what_their_services_are_filed_under(directory):
    by_term = directory.names("/organizations", taxonomy_term_id=directory.term("homicide"))
    assert "Families Fighting for Justice" in by_term
    assert "Catch22" not in by_term
    by_taxonomy = directory.names("/organizations", taxonomy_id=directory.taxonomy("Risk bands"))
    assert "Catch22" in by_taxonomy
    assert "Neighbours in knowsley" not in by_taxonomy


def test_an_organisation_finds_what_it_offers(directory):
    local = str(directory.known.local.id)
    assert directory.names(organization_id=local) == ["Neighbours in knowsley"]
    assert directory.places(organization_id=local) == [("Neighbours in knowsley", "Knowsley")]


def test_terms_are_found_by_taxonomy_by_parent_and_at_the_top(directory):
    crimes, hate = directory.taxonomy("Crime types"), directory.term("hate_crime")
    in_crimes = directory.rows("/taxonomy_terms", taxonomy_id=crimes)
    assert {row["taxonomy"] for row in in_crimes} == {"Crime types"}
    below = directory.rows("/taxonomy_terms", parent_id=hate)
    assert "race" in {row["code"] for row in below}
    assert {row["parent_id"] for row in below} == {hate}
    at_the_top = directory.rows("/taxonomy_terms", taxonomy_id=crimes, top_only=True)
    assert len(at_the_top) == len(in_crimes) - len(below)


def test_what_is_asked_for_must_hold_together(directory):
    homicide, wirral = directory.term("homicide"), directory.term("wirral")
    assert THE_HUB in directory.names(taxonomy_term_id=homicide, search="road")
    assert directory.names(taxonomy_term_id=homicide, search="hate", postcode=HOME) == []
    assert directory.places(taxonomy_term_id=wirral, postcode=HOME) == []


# ages


def test_a_minimum_age_finds_services_with_that_lower_limit_or_a_higher_one(directory):
    cover(directory.database, "the-hub", age_bands=["18_to_24", "25_to_59", "60_and_over"])
    assert directory.names(minimum_age=18) == [THE_HUB]
    assert {name for name, _ in directory.places(minimum_age=18)} == {THE_HUB}
    assert directory.names(minimum_age=19) == []
    assert directory.names(minimum_age=0) == directory.names()


def test_a_maximum_age_finds_services_with_that_upper_limit_or_a_lower_one(directory):
    children = ["Child exploitation service", "Domestic abuse service for young people"]
    assert directory.names(maximum_age=17) == children
    assert {name for name, _ in directory.places(maximum_age=17.5)} == set(children)
    assert directory.names(maximum_age=16) == []


# times


@pytest.mark.parametrize("day", ["SA", "sat", "Saturday"])
def test_a_day_finds_what_opens_on_it(directory, day):
    directory.open("the-hub", OPEN_ON_SATURDAY)
    assert directory.names(day=day) == ["24-hour hate crime reporting and referral", THE_HUB]
    assert THE_HUB in {name for name, _ in directory.places(day=day)}


def test_times_find_what_opens_no_earlier_and_closes_no_later(directory):
    directory.open("the-hub", OPEN_ON_SATURDAY)
    assert directory.names(start_time="10:00") == [THE_HUB]
    assert directory.names(start_time="10:01:00") == []
    assert directory.names(end_time="13:30") == [THE_HUB]
    assert directory.names(end_time="13:29") == []
    assert directory.places(end_time="13:30")


def test_day_and_times_must_be_met_by_one_session(directory):
    directory.open("the-hub", OPEN_ON_SATURDAY)
    assert directory.names(day="SA", end_time="13:30") == [THE_HUB]
    assert directory.names(day="MO", end_time="13:30") == []


# places


def test_a_postcode_finds_what_is_for_its_borough(directory):
    found = directory.names(postcode=HOME)
    assert {"Knowsley IDVA", "Neighbours in knowsley", "National lifeline"} <= set(found)
    assert "Wirral IDVA" not in found
    assert {place for _, place in directory.places(postcode="l341aa")} == {"Knowsley"}


def test_a_postcode_whose_borough_is_not_known_is_refused_and_not_guessed(directory):
    for path in ("/services", "/service_at_locations"):
        assert directory.refused(path, postcode=UNKNOWN) == {("/postcode", "borough_not_known")}


def test_proximity_leaves_out_what_is_near_nobody(directory):
    near = directory.names(postcode=HOME, proximity=500)
    assert set(directory.names(postcode=HOME)) - set(near) == {"National lifeline"}
    assert "National lifeline" not in {name for name, _ in directory.places(postcode=HOME, proximity="500")}


def test_proximity_to_nothing_is_refused(directory):
    assert directory.refused("/services", proximity=500) == {("/proximity", "postcode_needed")}


# changes


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (CHANGED_AT, True),
        (CHANGED_AT - timedelta(milliseconds=1), True),
        (CHANGED_AT + timedelta(milliseconds=1), False),
    ],
)
def test_modified_after_finds_what_has_changed_since_or_at_that_instant(directory, since, found):
    instant = since.isoformat()
    assert (THE_HUB in directory.names(modified_after=instant)) is found
    assert (THE_HUB in {name for name, _ in directory.places(modified_after=instant)}) is found
    organizations = directory.names("/organizations", modified_after=instant)
    assert ("Families Fighting for Justice" in organizations) is found


def test_what_was_read_as_last_modified_finds_it_again(directory):
    row = next(row for row in directory.rows("/services") if row["name"] == THE_HUB)
    assert row["last_modified"] == "2026-02-01T09:30:15.250Z"
    assert THE_HUB in directory.names(modified_after=row["last_modified"])


@pytest.mark.parametrize("since", ["2026-03-04", "2026-03-04T00:00:00", "2026-03-04T00:00:00 00:00"])
def test_a_day_and_an_instant_without_offset_are_utc_and_a_bare_plus_is_one(directory, since):
    assert directory.names(modified_after=since) == ["Buddy scheme", "Long unseen circle"]


# faults


def test_every_fault_of_a_request_is_named_at_once(directory):
    asked = {
        "page": 0,
        "per_page": "many",
        "format": "xml",
        "taxonomy_id": "crimes",
        "minimum_age": -1,
        "maximum_age": "nan",
        "day": "someday",
        "start_time": "25:00",
        "end_time": "nine",
        "postcode": "Liverpool",
        "proximity": 0,
        "modified_after": "yesterday",
        "full": "perhaps",
        "minimal": "perhaps",
        "borough": "wirral",
        "search": "a" * 201,
    }
    refused = directory.refused("/services", **asked)
    assert {pointer.strip("/") for pointer, _ in refused} == set(asked)
    assert ("/borough", "unknown_field") in refused
    assert ("/day", "not_a_day") in refused


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_that_is_unknown_here_is_refused(directory, path):
    assert directory.refused(path, near="me") == {("/near", "unknown_field")}


def test_what_contradicts_itself_is_refused_with_every_fault(directory):
    assert directory.refused("/services", minimal=True, full=True, proximity=5) == {
        ("/minimal", "contradiction"),
        ("/proximity", "postcode_needed"),
    }


def test_a_search_for_what_no_text_holds_is_refused(directory):
    assert directory.refused("/services", search="a\x00b") == {("/search", "string_pattern_mismatch")}


def test_a_parameter_left_blank_is_as_if_it_were_not_there(directory):
    assert directory.names(search="", postcode="", day="", full="") == directory.names()


def test_a_term_that_nobody_has_finds_nothing(directory):
    unknown = "00000000-0000-4000-8000-000000000000"
    for path in ("/services", "/service_at_locations", "/organizations"):
        assert directory.rows(path, taxonomy_term_id=unknown) == []
