"""The quarter's figures over HTTP: who may read them, that they balance, and that nobody is in them."""

import csv
import io

import pytest

from hub.app import FOR_PROGRAMS
from hub.journey import chase_due
from tests.factories.gateway import routes_of

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
PATH = "/v1/monitoring/quarters/2025-26-Q4"


@pytest.fixture
def quarter(api, deliver, clock, loaded):
    """A small quarter: accepted, declined, returned, refused and for information only, one each."""
    first = api.refer(**STANDARD)
    second = api.refer(**STANDARD, person_reference="2")
    api.refer(person_reference="3", **{"person.borough": "outside"})
    api.refer(person_reference="4", consent={"basis": "refused"})
    crime = {"crime.type": "burglary", "crime.flags": [], "crime.hate_strands": []}
    api.refer(person_reference="5", **crime, **STANDARD)
    deliver()
    api.act(first["assignments"][0], "accept", LEAD, assignee="Sam")
    api.act(second["assignments"][0], "decline", LEAD, reason="capacity")
    clock.set(2026, 3, 12)
    chase_due(loaded)


@pytest.mark.usefixtures("quarter")
def test_the_commissioner_reads_a_quarter_that_balances(api):
    report = api.get(PATH, "commissioner")
    assert (report.status_code, report.headers["content-type"]) == (200, "application/json")
    found = report.json()
    assert found["quarter"] == "2025-26-Q4"
    lines = list(_balances(found))
    assert lines
    for line in lines:
        opened = line["open_at_start"] + line["received"] + line["moved_in"]
        assert opened - line["closed"] - line["moved_out"] == line["open_at_end"]


def _balances(found):
    if isinstance(found, dict):
        if "open_at_start" in found and "open_at_end" in found:
            yield {"moved_in": 0, "moved_out": 0, **found}
        for each in found.values():
            yield from _balances(each)
    elif isinstance(found, list):
        for each in found:
            yield from _balances(each)


@pytest.mark.usefixtures("quarter")
def test_it_is_to_be_had_as_csv_by_ending_or_by_accept(api):
    by_ending = api.get(f"{PATH}.csv", "commissioner")
    by_accept = api.get(PATH, "commissioner", headers={"Accept": "text/csv"})
    assert by_ending.headers["content-type"].startswith("text/csv")
    assert by_ending.text == by_accept.text
    rows = list(csv.DictReader(io.StringIO(by_ending.text)))
    assert len(rows) > 5
    assert "2025-26-Q4" in by_ending.headers["content-disposition"]


@pytest.mark.parametrize("who", ["police", LEAD])
def test_it_is_neither_the_polices_nor_a_providers(api, who):
    assert api.get(PATH, who).status_code == 403
    assert api.get(f"{PATH}.csv", who).status_code == 403


@pytest.mark.parametrize("name", ["2025-26-Q5", "2025-27-Q1", "2025", "Q1", "%00", "2025-26-Q1.xlsx"])
def test_a_quarter_that_is_none_is_a_problem(api, name):
    answer = api.get(f"/v1/monitoring/quarters/{name}", "commissioner")
    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


PERSON = {
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.address": "77 Canarystreet",
    "contact.ask_for": "Canaryask",
    "summary": "Canarysummary.",
    "officer": {"name": "PC Canaryofficer", "unit_mailbox": "sigma@police.example.org"},
}


def test_the_commissioner_sees_a_person_on_no_route(api, deliver):
    answer = api.refer(**STANDARD, **PERSON)
    deliver()
    assignment = answer["assignments"][0]
    api.act(assignment, "accept", LEAD, assignee="Canaryworker")
    api.act(assignment, "contact-attempts", LEAD, channel="phone", result="no_answer", worker="Canaryworker")
    routes = routes_of(api.client.app)
    paths = {path for method, path in routes if method == "GET" and path.startswith(FOR_PROGRAMS)}
    assert len(paths) > 10
    seen = set()
    for path in paths:
        filled = path.format_map(
            {
                "referral_id": answer["id"],
                "assignment_id": assignment["id"],
                "item_id": answer["id"],
                "quarter": "2025-26-Q4",
            }
        )
        shown = api.get(filled, "commissioner", params={"crime_type": "burglary", "borough": "wirral"})
        assert "anary" not in shown.text, path
        seen.add(shown.status_code)
    assert seen <= {200, 403, 404}
    for name in ("person", "contact", "summary", "needs"):
        assert name not in api.get(f"/v1/assignments/{assignment['id']}", "commissioner").json()
