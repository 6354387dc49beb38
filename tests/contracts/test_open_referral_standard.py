"""Every answer of the open directory against the standard's fields, and its schemas if they are there."""

import os
from pathlib import Path

import pytest

from tests.contracts.open_referral_schemas import LISTS, Schemas, walk
from tests.factories.open_directory import FAR_AWAY, fill, forget
from tests.factories.open_referral_fields import PAGE_OF_ORGANIZATIONS, REQUIRED, faults

IN_FULL = ("/services", "/service_at_locations", "/organizations")
SCHEMAS = os.environ.get("OPEN_REFERRAL_SCHEMAS")


@pytest.fixture
def get(api, loaded, loaded_owner_url):
    forget(loaded_owner_url)
    fill(loaded)

    def ask(path, **asked):
        answer = api.client.get(f"/open-referral{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def test_the_entrance_says_which_standard_it_is_and_where_it_is_described(get, api):
    about = get("/")
    assert list(faults("about", about)) == []
    assert about["version"] == "HSDS-UK-3.0"
    assert about["openapi_url"] == "http://hub.example.org/open-referral/openapi.json"
    assert about["publisher"] == "Police and Crime Commissioner for Merseyside"
    assert api.client.get(about["openapi_url"]).json()["info"]["version"] == "HSDS-UK-3.0"
    assert get("") == about


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(("path", "resource"), LISTS.items())
def test_first_middle_and_last_page_have_the_standards_fields_and_flags(get, path, resource, full):
    asked = {"per_page": 2} | ({"full": True} if full and path in IN_FULL else {})
    first = get(path, **asked)
    last = first["total_pages"]
    assert last > 2
    seen = 0
    for number in (1, (last + 1) // 2, last):
        page = get(path, page=number, **asked)
        extra = PAGE_OF_ORGANIZATIONS if path == "/organizations" else set()
        assert set(page) == REQUIRED["page"] | extra
        rows = page["contents"]
        assert (page["page_number"], page["size"]) == (number, len(rows))
        assert (page["first_page"], page["last_page"], page["empty"]) == (number == 1, number == last, False)
        assert len(rows) == 2 or number == last
        assert page["total_items"] == first["total_items"]
        assert [fault for row in rows for fault in faults(resource, row)] == []
        seen += len(rows)
    assert seen >= 5


@pytest.mark.parametrize("path", LISTS)
def test_the_pages_together_are_the_list(get, path):
    whole = [row["id"] for row in get(path, per_page=1000)["contents"]]
    parts, number = [], 1
    while True:
        page = get(path, per_page=7, page=number)
        parts += [row["id"] for row in page["contents"]]
        if page["last_page"]:
            break
        number += 1
    assert parts == whole
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize(("path", "resource"), LISTS.items())
def test_every_single_thing_has_the_standards_fields(get, path, resource):
    for row in get(path, per_page=1000)["contents"]:
        found = get(f"{path}/{row['id']}")
        assert found["id"] == row["id"]
        assert list(faults(resource, found)) == []


def test_a_minimal_list_has_the_required_fields_and_when_each_changed(get):
    page = get("/services", minimal=True)
    for row in page["contents"]:
        assert set(row) == {"id", "name", "status", "modified_date", "last_modified"}
        assert list(faults("service", row)) == []


def test_an_organisation_with_services_in_full_has_the_standards_fields(get):
    for row in get("/organizations", full_service=True, per_page=1000)["contents"]:
        assert list(faults("organization", row)) == []
        assert all(each["service_at_locations"] or each["status"] for each in row["services"])


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_nothing_is_one_empty_page_that_is_first_and_last(get, path):
    page = get(path, search="quixotic zeppelin")
    assert page["contents"] == []
    assert (page["total_items"], page["total_pages"], page["size"]) == (0, 1, 0)
    assert (page["first_page"], page["last_page"], page["empty"]) == (True, True, True)


@pytest.mark.parametrize("path", LISTS)
def test_a_page_after_the_last_is_empty_and_says_so(get, path):
    page = get(path, page=9999)
    assert page["contents"] == []
    assert (page["first_page"], page["last_page"], page["empty"]) == (False, True, True)


def test_ids_lead_from_one_thing_to_the_other(get):
    terms = {each["id"] for each in get("/taxonomy_terms", per_page=1000)["contents"]}
    taxonomies = {each["id"] for each in get("/taxonomies")["contents"]}
    places = {each["id"] for each in get("/service_at_locations", per_page=1000)["contents"]}
    organizations = {each["id"] for each in get("/organizations", per_page=1000)["contents"]}
    for service in get("/services", full=True, per_page=1000)["contents"]:
        assert service["organization_id"] == service["organization"]["id"]
        assert service["organization_id"] in organizations
        assert {each["taxonomy_term_id"] for each in service["attributes"]} <= terms
        assert {each["taxonomy_term"]["taxonomy_id"] for each in service["attributes"]} <= taxonomies
        assert {each["id"] for each in service["service_at_locations"]} <= places
        assert {each["link_id"] for each in service["attributes"]} == {service["id"]}


def test_an_id_is_used_for_one_thing_alone(get):
    """Within a service in full, every object but what it shares with others has an id of its own."""
    lists = ("phones", "schedules", "service_areas", "service_at_locations", "contacts", "attributes")
    for service in get("/services", full=True, per_page=1000)["contents"]:
        own = [each["id"] for name in lists for each in service[name]]
        own += [phone["id"] for contact in service["contacts"] for phone in contact["phones"]]
        assert len(set(own)) == len(own)


def test_the_table_of_fields_finds_what_is_wrong():
    good = {"id": "0e8ab48a-8a4b-4bd0-a8a5-3e23b0ee1ad6", "name": "A", "status": "active"}
    assert list(faults("service", good)) == []
    assert list(faults("service", {**good, "status": "open"}))
    assert list(faults("service", {**good, "postcode": "L34 1AA"}))
    assert list(faults("service", {**good, "url": "www.example.org"}))
    assert list(faults("service", {**good, "schedules": [{"id": good["id"], "freq": "DAILY"}]}))
    assert list(faults("service", {name: good[name] for name in ("id", "name")}))


@pytest.mark.skipif(SCHEMAS is None, reason="OPEN_REFERRAL_SCHEMAS names no folder of the standard's schemas")
def test_every_answer_validates_against_the_standards_own_schemas(api, loaded):
    fill(loaded)
    found = dict(walk(api.client, Schemas(Path(str(SCHEMAS)))))
    assert len(found) > 100
    assert {address: said for address, said in found.items() if said} == {}


def test_nothing_far_away_is_for_somebody_far_away_but_what_is_national(get):
    assert [each["name"] for each in get("/services", postcode=FAR_AWAY)["contents"]] == ["National lifeline"]
