"""The open directory: open to every page anywhere, with what is for everybody and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from hub.access.scopes import HUB
from hub.app import make_app
from hub.db import Database
from hub.domain.codes import DirectoryKind, PauseReason
from hub.domain.ids import new_id
from hub.models import Contract, Coverage, DataAgreement, Endpoint, Service, ServicePause, SupportAgency
from hub.settings import settings
from tests.factories.open_directory import TODAY, cover, fill, forget, pause, service_id, version

LISTS = ("/services", "/service_at_locations", "/organizations", "/taxonomies", "/taxonomy_terms")
THE_HUB = "The Hub of Families Fighting for Justice"


@pytest.fixture
def known(loaded, loaded_owner_url):
    forget(loaded_owner_url)
    return fill(loaded)


@pytest.fixture
def get(api, known):  # noqa: ARG001  it fills the directory
    def ask(path, **asked):
        answer = api.client.get(f"/open-referral{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
def service(get):
    """Show a service in full by its name; None if it is not listed."""

    def show(name):
        found = [row["id"] for row in get("/services", per_page=1000)["contents"] if row["name"] == name]
        return get(f"/services/{found[0]}") if found else None

    return show


@pytest.fixture
def change(loaded):
    """Change the rows of a service's contracts or pauses: `change(Contract, "the-hub", ends_before=...)`."""

    def write(table, slug, **values):
        with loaded.transaction(HUB) as tx:
            wanted = table.service_id == service_id(tx, slug)
            if table is Contract:
                wanted &= (Contract.starts_on <= TODAY) & (Contract.ends_before > TODAY)
            tx.connection.execute(update(table).where(wanted).values(**values))

    return write


# open to anybody


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/services", 200),
        ("/services?format=ndjson", 200),
        ("/openapi.json", 200),
        ("/services?page=0", 422),
        ("/services/nothing", 404),
        ("/nothing", 404),
        ("", 200),
    ],
)
def test_every_answer_may_be_read_by_any_page_and_good_ones_kept(api, path, status):
    answer = api.client.get(f"/open-referral{path}")
    assert answer.status_code == status
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert answer.headers["cache-control"] == ("public, max-age=300" if status == 200 else "no-store")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["", "/", "/services", "/services/nothing"])
def test_a_browser_that_asks_first_may_come(api, path):
    asked = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "GET"}
    answer = api.client.options(f"/open-referral{path}", headers=asked)
    assert answer.status_code == 204
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(api, method):
    answer = api.client.request(method, "/open-referral/services")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("wanted", ["nothing", "00000000-0000-4000-8000-000000000000", "%00", "1' OR '1'='1"])
def test_an_unknown_id_is_a_problem_in_the_hubs_own_shape(api, path, wanted):
    answer = api.client.get(f"/open-referral{path}/{wanted}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:victim-referral-hub:not_found"
    assert answer.json()["errors"] == []


def test_an_id_may_be_written_in_capitals(get):
    found = get("/organizations")["contents"][0]["id"]
    assert get(f"/organizations/{found.upper()}")["id"] == found


def test_when_the_database_is_gone_the_answer_says_so_and_any_page_may_read_it():
    nowhere = Database("postgresql://nobody@127.0.0.1:9/nowhere")
    with TestClient(make_app(settings(), nowhere), raise_server_exceptions=False) as client:
        answer = client.get("/open-referral/services")
    assert answer.status_code == 503
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


def test_the_gateways_own_description_does_not_hold_it(api):
    assert not [path for path in api.client.get("/openapi.json").json()["paths"] if "open" in path]


# what is listed


def test_a_commissioned_service_is_listed_with_its_provider(service):
    found = service("Hate crime advocacy")
    assert found["status"] == "active"
    assert found["organization"]["name"] == "Anthony Walker Foundation"
    assert [phone["number"] for phone in found["phones"]] == ["0151 496 0104"]
    assert [phone["number"] for phone in found["contacts"][0]["phones"]] == ["0151 496 0104"]
    assert {area["name"] for area in found["service_areas"]} == {
        "Knowsley",
        "Liverpool",
        "Sefton",
        "St Helens",
        "Wirral",
    }


def test_a_support_agency_is_an_organisation_and_its_own_service(get, service, known):
    found = service("Neighbours in knowsley")
    assert found["organization_id"] == str(known.local.id)
    assert found["id"] != found["organization_id"]
    assert found["status"] == "active"
    assert found["assured_date"] == "2026-02-02"
    assert found["email"] == "hello@neighbours.example.org"
    assert found["url"] == "https://neighbours.example.org/help"
    assert found["schedules"] == []
    assert "minimum_age" not in found
    organization = get(f"/organizations/{known.local.id}")
    assert [each["id"] for each in organization["services"]] == [found["id"]]


def test_one_for_the_whole_country_says_so_beside_the_boroughs(service):
    found = service("National lifeline")
    names = [area["name"] for area in found["service_areas"]]
    assert names == ["National", "Knowsley", "Liverpool", "Sefton", "St Helens", "Wirral"]
    assert "uri" not in found["service_areas"][0]
    assert found["service_areas"][1]["uri"].endswith("/E08000011")
    assert "url" not in found  # "no address" is none


def test_a_paused_service_is_temporarily_closed_and_says_nothing_of_why(service):
    found = service("Buddy scheme")
    assert found["status"] == "temporarily closed"
    assert "nobody new" in found["alert"]
    assert "nobody is told this" not in str(found)


def test_a_service_that_is_full_is_active_and_nothing_says_since_when(loaded, service):
    with loaded.transaction(HUB) as tx:
        pause(tx, "the-hub", PauseReason.FULL)
        version(tx, DirectoryKind.PAUSE, "the-hub 2026-03-04 full", loaded.now())
    assert service(THE_HUB)["status"] == "active"
    assert service(THE_HUB)["last_modified"].startswith("2026-02-01")


@pytest.mark.parametrize(
    ("checked_on", "status"), [(date(2025, 3, 4), "active"), (date(2025, 3, 3), "inactive")]
)
def test_a_support_agency_not_looked_at_for_more_than_a_year_is_inactive(loaded, service, checked_on, status):
    with loaded.transaction(HUB) as tx:
        wanted = SupportAgency.slug == "neighbours-in-knowsley"
        tx.connection.execute(update(SupportAgency).where(wanted).values(checked_on=checked_on))
    assert service("Neighbours in knowsley")["status"] == status


def test_one_that_is_gone_is_not_listed(get, service, known):
    assert service("Closed for good") is None
    assert str(known.gone.id) not in str(get("/organizations", per_page=1000))


def test_a_service_without_a_contract_today_is_not_listed_nor_is_its_provider(get, service, change):
    change(Contract, "the-hub", ends_before=TODAY)
    assert service(THE_HUB) is None
    names = {row["name"] for row in get("/organizations", per_page=1000)["contents"]}
    assert "Families Fighting for Justice" not in names


@pytest.mark.breaks_invariants("one_contract_a_day")  # the face must bear it
def test_two_contracts_in_force_make_one_service_that_covers_what_either_covers(loaded, service):
    with loaded.transaction(HUB) as tx:
        contract = tx.connection.execute(
            select(Contract).where(
                Contract.service_id == service_id(tx, "idva-wirral"),
                Contract.starts_on <= TODAY,
                Contract.ends_before > TODAY,
            )
        ).mappings().one()  # fmt: skip
        coverage = tx.connection.execute(
            select(Coverage).where(Coverage.contract_id == contract["id"])
        ).mappings().one()  # fmt: skip
        another = {**contract, "id": new_id(), "reference": "VCM/2026/SECOND", "award": None}
        tx.connection.execute(insert(Contract).values(another))
        sefton = {**coverage, "contract_id": another["id"], "boroughs": ["sefton"]}
        tx.connection.execute(insert(Coverage).values(sefton))
    found = service("Wirral IDVA")
    assert {area["name"] for area in found["service_areas"]} == {"Sefton", "Wirral"}
    assert len({each["id"] for each in found["attributes"]}) == len(found["attributes"])


# how it is said


def test_marks_of_certainty_are_not_for_the_public(get):
    whole = str(get("/services", full=True, per_page=1000)) + str(get("/organizations", per_page=1000))
    assert "(I)" not in whole
    assert "(S)" not in whole


def test_a_service_that_names_aspects_alone_is_for_these_and_not_for_any_crime(loaded, service):
    cover(loaded, "the-hub", crime_types=[], flags=["stalking_harassment", "vulnerable"])
    found = {each["taxonomy_term"]["code"] for each in service(THE_HUB)["attributes"]}
    assert {"stalking_harassment", "vulnerable"} <= found
    assert found.isdisjoint({"burglary", "homicide", "race"})


def test_conditions_and_the_way_in_are_said(loaded, service):
    cover(loaded, "idva-wirral", conditions="Through MARAC (X) only.")
    found = service("Wirral IDVA")
    assert found["eligibility_description"] == "Through MARAC only."
    assert found["application_process"] == "The police or another service can refer you."
    assert "application_process" not in service("Hate crime advocacy")


def test_limits_of_age_are_inclusive_and_left_out_where_there_is_none(loaded, service):
    cover(loaded, "the-hub", age_bands=["16_to_17", "18_to_24"])
    found = service(THE_HUB)
    assert (found["minimum_age"], found["maximum_age"]) == (16, 24)
    children = service("Child exploitation service")
    assert children["maximum_age"] == 17
    assert "minimum_age" not in children
    assert "maximum_age" not in service("Hate crime advocacy")


def test_hours_that_nobody_confirmed_say_so(service):
    (hours,) = service(THE_HUB)["schedules"]
    assert hours["byday"] == "MO,TU,WE,TH,FR"
    assert (hours["freq"], hours["opens_at"], hours["closes_at"]) == ("WEEKLY", "09:00:00", "17:00:00")
    assert hours["notes"] == "The service has not confirmed these hours."
    (always,) = service("24-hour hate crime reporting and referral")["schedules"]
    assert (always["opens_at"], always["closes_at"]) == ("00:00:00", "23:59:59")
    assert "notes" not in always


def test_a_service_for_other_crimes_is_filed_under_no_strand_of_hate(service):
    def codes(name):
        return {each["taxonomy_term"]["code"] for each in service(name)["attributes"]}

    assert {"hate_crime", "race", "religion"} <= codes("Hate crime advocacy")
    assert "race" not in codes("Wirral IDVA")


# when it changed


def test_an_entry_changes_when_somebody_changes_it(service):
    assert service(THE_HUB)["last_modified"] == "2026-02-01T09:30:15.250Z"
    assert service(THE_HUB)["assured_date"] == "2026-02-01"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (DirectoryKind.SERVICE, "idva-wirral"),
        (DirectoryKind.AGENCY, "wirral-council"),
        (DirectoryKind.PAUSE, "idva-wirral 2026-04-01 staff"),
        pytest.param(
            DirectoryKind.CONTRACT,
            None,
            marks=pytest.mark.breaks_invariants("contract_recorded"),  # its version is made up
        ),
    ],
)
def test_a_new_version_of_whatever_belongs_to_it_changes_an_entry(loaded, service, kind, key):
    with loaded.transaction(HUB) as tx:
        in_force = select(Contract.reference).where(
            Contract.service_id == service_id(tx, "idva-wirral"),
            Contract.starts_on <= TODAY,
            Contract.ends_before > TODAY,
        )
        version(tx, kind, key or tx.connection.execute(in_force).scalar_one(), loaded.now())
    assert service("Wirral IDVA")["last_modified"] == "2026-03-04T10:00:00.000Z"
    assert service("Sefton IDVA")["last_modified"] == "2025-03-31T23:00:00.000Z"


def test_an_entry_changes_on_the_day_that_was_set_before(service, change, known, clock):
    """A contract begins, a pause begins and ends, a check becomes too old: each as London's day begins."""
    assert service("Wirral IDVA")["last_modified"] == "2025-03-31T23:00:00.000Z"
    assert service("Buddy scheme")["last_modified"] == "2026-03-04T00:00:00.000Z"
    change(ServicePause, "buddy-scheme", starts_on=date(2026, 2, 1), ends_before=date(2026, 3, 3))
    assert service("Buddy scheme")["status"] == "active"
    assert service("Buddy scheme")["last_modified"] == "2026-03-03T00:00:00.000Z"
    change(ServicePause, "buddy-scheme", starts_on=date(2026, 5, 1), ends_before=None)
    assert service("Buddy scheme")["last_modified"] == "2025-03-31T23:00:00.000Z"
    assert service("Long unseen circle")["last_modified"] == "2026-03-04T00:00:00.000Z"
    assert known.stale.checked_on + timedelta(days=365) < clock().date()


def test_nothing_has_changed_after_now(get, clock):
    for row in get("/services", per_page=1000)["contents"]:
        assert datetime.fromisoformat(row["last_modified"]) <= clock().astimezone(UTC)


# what is not for everybody


def test_no_address_for_referrals_no_agreement_and_no_contract_is_anywhere(get, loaded):
    with loaded.transaction(HUB) as tx:
        addresses = set(tx.connection.execute(select(Endpoint.address)).scalars())
        phones = set(tx.connection.execute(select(Endpoint.phone)).scalars()) - {None}
        numbers = set(tx.connection.execute(select(DataAgreement.number)).scalars())
        references = set(tx.connection.execute(select(Contract.reference)).scalars())
        public = set(tx.connection.execute(select(Service.phone)).scalars())
    assert len(addresses) > 30
    assert numbers
    everything = [get("/"), get("/openapi.json")]
    for path in LISTS:
        everything.append(get(path, per_page=1000))
        everything += [get(f"{path}/{row['id']}") for row in everything[-1]["contents"]]
    for path in ("/services", "/service_at_locations", "/organizations"):
        everything.append(get(path, per_page=1000, full=True))
    everything.append(get("/organizations", per_page=1000, full_service=True))
    said = str(everything)
    hidden = addresses | (phones - public) | numbers | references
    assert {each for each in hidden if each in said} == set()
    for word in ("duty.", "manager.", "capacity", "referrals_a_quarter", "open_at_once", "superseded"):
        assert word not in said
