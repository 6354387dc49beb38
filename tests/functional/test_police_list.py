"""A referring unit's list of referrals, its file, and finding a person."""

import csv
import io

import pytest
from sqlalchemy import select

from hub.access.scopes import HUB
from hub.audit import Event
from hub.domain.codes import RiskBand
from hub.domain.paging import Page
from hub.intake.queries.unit_list import UnitFilters, UnitSort, unit_counts, unit_list
from hub.intake.rules.urgency import Urgency, critical_at, urgency_of
from hub.models import UnitTaskRow
from tests.factories.police import MARAC, OTHER_UNIT, UNIT, recorded, refer
from tests.factories.portal import text_of
from tests.factories.submissions import NOTHING_SAFE

BORN = {"birth_date_day": "17", "birth_date_month": "4", "birth_date_year": "1988"}


@pytest.fixture
def a_unit_s_week(api, deliver, clock):
    """Nine referrals of one unit: handed over, stuck, returned, with a task, ended, refused."""
    medium = {"risk.score": 40, "risk.band": "medium"}
    first = refer(api, 1)
    deliver()
    refer(api, 2, **NOTHING_SAFE)
    refer(api, 3, **MARAC)
    deliver()
    clock.forward(hours=22)
    refer(api, 4, **medium)
    refer(api, 5, **NOTHING_SAFE, **medium)
    refer(api, 9, **NOTHING_SAFE)
    api.post(
        f"/v1/referrals/{first['id']}/withdraw", "police", {"asked_by": "x", "how": "y", "taken_by": "z"}
    )
    clock.forward(hours=3)
    refer(api, 6, **medium)
    clock.forward(minutes=90)
    refer(api, 7)
    refer(api, 8, **{"consent.basis": "refused", **medium})


@pytest.mark.usefixtures("a_unit_s_week")
def test_the_sections_of_the_list_are_those_of_the_rule(loaded):
    page = Page(sort=UnitSort.DUE, size=100)
    with loaded.transaction(HUB) as tx:
        counts = unit_counts(tx, UnitFilters())
        seen = set()
        for section in Urgency:
            rows = unit_list(tx, UnitFilters(urgency=(section,)), page)
            assert len(rows) == counts[section]
            seen |= {row["id"] for row in rows}
            for row in rows:
                facts = {name: row[name] for name in ("is_over", "due_at", "critical_at")}
                assert urgency_of(**facts, now=tx.now) is section
        assert len(seen) == sum(counts.values()) == 9
    assert counts == {
        Urgency.CRITICALLY_OVERDUE: 4,
        Urgency.OVERDUE: 1,
        Urgency.DUE_SOON: 1,
        Urgency.NOT_DUE: 1,
        Urgency.FINISHED: 2,
    }


@pytest.mark.usefixtures("a_unit_s_week")
def test_the_database_says_critical_when_the_rule_does(loaded):
    with loaded.transaction(HUB) as tx:
        rows = unit_list(tx, UnitFilters(), Page(sort=UnitSort.RECEIVED, size=100))
        tasks = tx.connection.execute(select(UnitTaskRow)).all()
    by_id = {row["id"]: row for row in rows}
    (task,) = tasks
    found = by_id[task.referral_id]
    assert found["due_at"] == task.due_at
    assert found["critical_at"] == critical_at(task.asked_at, task.due_at, RiskBand.HIGH)


def test_a_unit_sees_its_own_referrals_without_a_name(portal, api):
    refer(api, 1)
    refer(api, 2, referring_unit=OTHER_UNIT)
    mine = portal.get("/police", UNIT)
    assert "SYN/26/000001" in mine.text
    assert "SYN/26/000002" not in mine.text
    for who in (UNIT, "police"):
        page = portal.get("/police", who)
        assert "Person" not in text_of(page).replace("Find a person", "")
        assert "900201" not in page.text
    assert "SYN/26/000002" in portal.get("/police", "police").text


@pytest.mark.usefixtures("a_unit_s_week")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("group=critically_overdue", {2, 3, 4, 9}),
        ("group=overdue", {6}),
        ("group=finished", {1, 8}),
        ("status=returned", {2, 5, 8, 9}),
        ("crime_type=domestic_abuse", {3}),
        ("borough=st_helens&status=placed", {3}),
        ("borough=wirral", set()),
    ],
)
def test_filters_stand_in_the_address_and_hold_for_the_file_too(portal, query, expected):
    page = portal.get(f"/police?{query}", UNIT)
    shown = {number for number in range(1, 10) if f"SYN/26/{number:06}" in page.text}
    assert shown == expected
    file = portal.get(f"/police/referrals.csv?{query}", UNIT)
    assert file.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert {int(row["Your reference"][-6:]) for row in rows} == expected


def test_a_filter_that_is_none_is_refused(portal):
    assert portal.get("/police?status=everything", UNIT).status_code == 422


def test_a_file_is_recorded_with_its_length(portal, api, loaded):
    refer(api, 1)
    portal.get("/police/referrals.csv", UNIT)
    assert recorded(loaded, Event.LIST_EXPORTED) == [{"list": "unit_referrals", "count": 1}]


def test_what_was_sent_last_stands_at_the_top_of_what_is_not_due(portal, api, deliver):
    for number in range(11):
        refer(api, number)
    deliver()
    page = portal.get("/police", UNIT).text
    assert page.index("SYN/26/000010") < page.index("SYN/26/000009")
    assert "SYN/26/000000" not in page


def test_a_reference_is_found_as_it_is_read_out(portal, api):
    reference = api.refer()["reference"]
    for spoken in (reference.lower(), reference.replace("-", " "), reference.replace("-", "")):
        found = portal.post("/police/search", UNIT, reference=spoken)
        assert "1 referral found" in text_of(found), spoken


def test_pages_follow_each_other_without_a_gap(portal, api):
    for number in range(30):
        refer(api, number)
    path, seen = "/police?group=due_soon&sort=-received", []
    first = portal.get(path, UNIT)
    while True:
        page = portal.get(path, UNIT)
        seen += [number for number in range(30) if f"SYN/26/{number:06}" in page.text]
        if 'rel="next"' not in page.text:
            break
        path = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert first.text.count("SYN/26/") == 25
    assert sorted(seen) == list(range(30))


@pytest.mark.parametrize(
    "sought",
    [
        {"reference": "syn/26/000001"},
        {
            "family_name": "PERSONB",
            "birth_date_day": "17",
            "birth_date_month": "4",
            "birth_date_year": "1988",
        },
        {"phone": "+44 7700 900201"},
        {"email": "Person1@example.org"},
    ],
)
def test_a_person_is_found_among_the_unit_s_own(portal, api, loaded, sought):
    found = refer(api, 1)
    refer(api, 2)
    page = portal.post("/police/search", UNIT, **sought)
    assert "1 referral found" in text_of(page)
    assert found["reference"] in page.text
    assert recorded(loaded, Event.REFERRALS_SEARCHED) == [{"count": 1}]
    assert "0 referrals found" in text_of(portal.post("/police/search", OTHER_UNIT, **sought))


@pytest.mark.parametrize(
    ("sought", "message"),
    [
        ({}, "Enter a reference, a name"),
        ({"family_name": "Example"}, "Enter the date of birth too"),
        ({"birth_date_day": "1"}, "Enter a real date"),
        ({"phone": "many"}, "Enter a UK phone number"),
    ],
)
def test_a_search_says_what_is_missing(portal, sought, message):
    answer = portal.post("/police/search", UNIT, **sought)
    assert answer.status_code == 422
    assert message in text_of(answer)
