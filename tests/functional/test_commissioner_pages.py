"""The commissioner's pages: figures that can be recounted and traced, and nobody in them."""

import csv
import io
import re

import pytest
from sqlalchemy import text

from hub.access.scopes import HUB
from hub.db import Database
from hub.journey import chase_due
from hub.monitoring.rules import ALL, Line, Timed
from hub.portal.commissioner.delivery_times import change
from tests.factories.portal import text_of

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
BURGLARY = {"crime.type": "burglary", "crime.flags": ["vulnerable"], "crime.hate_strands": []}
LAST, THIS = "2025-26-Q4", "2026-27-Q1"

ROUTES = (
    "/commissioner",
    "/commissioner?by=crime_type&clock=decided",
    "/commissioner?by=borough&clock=handed_over",
    "/commissioner/delivery-times.csv",
    f"/commissioner/figures?quarter={LAST}&section=clocks&measure=met&measure=breached",
    f"/commissioner/figures?quarter={LAST}&section=counts&measure=interventions",
    f"/commissioner/figures.csv?quarter={LAST}&section=referrals&measure=received",
    "/commissioner/breaches",
    "/commissioner/breaches.csv",
    "/commissioner/quarters",
    f"/commissioner/quarters/{LAST}",
    f"/commissioner/quarters/{LAST}.csv",
    "/commissioner/referrals",
    "/commissioner/referrals.csv",
    "/commissioner/referrals/{referral}",
    "/commissioner/routing",
    "/commissioner/routing/explain",
    "/commissioner/routing/explain?crime_type=burglary&borough=wirral",
    "/commissioner/routing/gaps",
    "/commissioner/routing/gaps?on=2026-03-04&until=2026-05-01",
    "/commissioner/routing/gaps.csv",
    "/commissioner/routing/compare",
)

CANARY = {
    "source_reference": "CANARY/18/1",
    "incident_reference": "CANARY/18/1",
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.address": "77 Canarystreet",
    "person.postcode": "L34 9ZZ",
    "person.birth_date": "1971-02-03",
    "contact.ask_for": "Canaryask",
    "contact.introduce_as": "Canaryfriend",
    "summary": "Canarysummary.",
    "officer": {"name": "PC Canaryofficer", "unit_mailbox": "sigma@police.example.org"},
}
NEVER = re.compile(r"canary|L34 9ZZ|1971|07700|sigma@", re.IGNORECASE)


@pytest.fixture
def quarters(api, deliver, clock, loaded):
    """Two quarters: last one answered twice and once not, this one answered once."""
    first = api.refer(**STANDARD)
    second = api.refer(**STANDARD, person_reference="2")
    third = api.refer(**STANDARD, **BURGLARY, person_reference="3", **{"person.borough": "wirral"})
    deliver()
    clock.forward(hours=2)
    api.act(first["assignments"][0], "accept", LEAD, assignee="Sam")
    api.act(second["assignments"][0], "decline", LEAD, reason="capacity")
    clock.set(2026, 3, 20, 10)
    chase_due(loaded)
    api.act(third["assignments"][0], "acknowledge", "victim-support")
    clock.set(2026, 4, 20, 10)
    fourth = api.refer(**STANDARD, person_reference="4")
    deliver()
    clock.forward(hours=1)
    api.act(fourth["assignments"][0], "acknowledge", LEAD)
    return {"first": first, "late": third}


def rows_of(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def recount(
    loaded: Database, quarter: tuple[str, str], clock: str, provider: str = "%"
) -> tuple[int, int, int]:
    """Count met, breached, and the median in seconds, by plain SQL written another way."""
    sql = """
        WITH mine AS (SELECT c.* FROM clock c, assignment a, agency g WHERE c.assignment_id = a.id
            AND a.agency_id = g.id AND g.slug LIKE :provider AND c.clock = :clock)
        SELECT (SELECT count(*) FROM mine WHERE met AND stopped_at >= :first AND stopped_at < :after),
            (SELECT count(*) FROM mine WHERE breached_at >= :first AND breached_at < :after),
            (SELECT percentile_disc(0.5) WITHIN GROUP
                (ORDER BY extract(epoch FROM stopped_at - started_at)::int)
                FROM mine WHERE met IS NOT NULL AND stopped_at >= :first AND stopped_at < :after)
    """
    given = {"provider": provider, "clock": clock, "first": quarter[0], "after": quarter[1]}
    with loaded.transaction(HUB) as tx:
        return tuple(tx.connection.execute(text(sql), given).one())


JANUARY_ON = ("2026-01-01 00:00+00", "2026-03-31 23:00+00")


@pytest.mark.usefixtures("quarters")
@pytest.mark.parametrize("clock_name", ["handed_over", "acknowledged", "decided", "first_attempt"])
def test_delivery_times_agree_with_a_recount(portal, loaded, clock_name):
    rows = rows_of(
        portal.get(f"/commissioner/delivery-times.csv?quarter={LAST}&clock={clock_name}", "commissioner")
    )
    assert rows[0]["code"] == "all"
    assert sum(int(row["judged"]) for row in rows[1:]) == int(rows[0]["judged"]) > 0
    for row in rows:
        provider = "%" if row["code"] == "all" else row["code"]
        met, breached, median = recount(loaded, JANUARY_ON, clock_name, provider)
        assert (int(row["in_time"]), int(row["breached"])) == (met, breached)
        assert row["median_seconds"] == ("" if median is None else str(median))


@pytest.mark.usefixtures("quarters")
def test_the_page_sets_this_quarter_beside_the_last(portal):
    page = portal.get("/commissioner", "commissioner")
    words = text_of(page)
    assert "2026/27 Q1 so far, compared with 2025/26 Q4" in words
    assert "66.7% of" in words
    assert "33.3 points better" in words
    assert "own copy. Small numbers are shown" in words


@pytest.mark.usefixtures("quarters")
def test_the_page_says_the_target_and_when_it_stood_so_and_offers_each_quarter(portal):
    page = portal.get(f"/commissioner?quarter={LAST}", "commissioner")
    words = text_of(page)
    assert "Target: 1 working day, or 4 hours at high risk." in words
    assert "as it stood on" in words
    assert set(re.findall(r'<option value="(20\d\d-\d\d-Q\d)"', page.text)) == {str(LAST), str(THIS)}


def test_a_change_too_small_to_show_is_not_called_none():
    now, before = Timed(met=447, breached=3), Timed(met=306, breached=2)
    assert change(Line(cut=ALL, now=now, before=before)) == "Less than 0.1 points"
    assert change(Line(cut=ALL, now=now, before=now)) == "The same"


@pytest.mark.usefixtures("quarters")
def test_the_rows_behind_a_median_say_how_long_each_took(portal):
    query = f"quarter={LAST}&section=clocks&measure=median_seconds&clock=acknowledged"
    page = portal.get(f"/commissioner/figures?{query}", "commissioner")
    columns = re.findall(r"<th[^>]*scope=\"col\"[^>]*>\s*([^<]+?)\s*</th>", page.text)
    assert "Took" in columns
    assert "Clock" not in columns


@pytest.mark.usefixtures("quarters")
@pytest.mark.parametrize("by", ["provider", "crime_type", "borough"])
def test_every_number_leads_to_as_many_rows(portal, by):
    for quarter in (LAST, THIS):
        page = portal.get(f"/commissioner?quarter={quarter}&by={by}", "commissioner")
        links = set(re.findall(r'href="(/commissioner/figures[^"]+)">([\d,]+)<', page.text))
        assert links
        for address, number in links:
            behind = portal.get(
                address.replace("&amp;", "&").replace("/figures?", "/figures.csv?"), "commissioner"
            )
            assert len(rows_of(behind)) == int(number), address


@pytest.mark.usefixtures("quarters")
def test_every_number_of_a_quarter_leads_to_its_rows(portal):
    page = portal.get(f"/commissioner/quarters/{LAST}", "commissioner")
    links = re.findall(r'href="(/commissioner/figures[^"]+)">([\d,]+)<', page.text)
    assert len(links) > 50
    for address, number in links:
        address = address.replace("&amp;", "&")  # noqa: PLW2901  the same address as a browser reads it
        rows = rows_of(portal.get(address.replace("/figures?", "/figures.csv?"), "commissioner"))
        assert len(rows) == int(number), address
        assert portal.get(address, "commissioner").status_code == 200


def test_a_breach_leads_to_the_timeline_of_its_referral(portal, quarters):
    rows = rows_of(portal.get("/commissioner/breaches.csv?clock=acknowledged", "commissioner"))
    assert [row["reference"] for row in rows] == [quarters["late"]["reference"]]
    assert rows[0]["provider"] == "victim-support"
    page = portal.get(f"/commissioner/referrals/{rows[0]['referral_id']}", "commissioner")
    words = text_of(page)
    assert "target missed" in words
    assert "Breached by 14 days 10 hours" in words
    assert "Acknowledged by the service" in words


@pytest.mark.usefixtures("quarters")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("provider=victim-support", True),
        ("provider=rasa", False),
        ("borough=wirral&crime_type=burglary&risk=standard", True),
        ("borough=sefton", False),
        ("risk=high", False),
        (f"quarter={LAST}", True),
        (f"quarter={THIS}", False),
    ],
)
def test_breaches_can_be_narrowed_down(portal, query, count):
    rows = rows_of(portal.get(f"/commissioner/breaches.csv?clock=acknowledged&{query}", "commissioner"))
    assert bool(rows) is count


@pytest.mark.usefixtures("quarters")
def test_quarters_are_listed_from_the_first_referral_on(portal):
    words = text_of(portal.get("/commissioner/quarters", "commissioner"))
    assert "2026/27 Q1, so far" in words
    assert "2025/26 Q4" in words
    assert "2025/26 Q3" not in words


@pytest.mark.usefixtures("quarters")
def test_the_quarters_file_is_the_apis(portal, api):
    mine = portal.get(f"/commissioner/quarters/{LAST}.csv", "commissioner")
    assert mine.text == api.get(f"/v1/monitoring/quarters/{LAST}.csv", "commissioner").text


@pytest.mark.parametrize(
    "path",
    [
        "/commissioner?by=person",
        "/commissioner?clock=tea",
        "/commissioner?quarter=2025-26-Q5",
        "/commissioner/quarters/2025-27-Q1",
        "/commissioner/figures?section=clocks&measure=persons",
        "/commissioner/figures?provider=<script>",
        "/commissioner/figures?after=x",
        "/commissioner/breaches?risk=none",
        "/commissioner/breaches?sort=name",
        "/commissioner/routing?on=tomorrow",
        "/commissioner/routing/explain?crime_type=tea&borough=wirral",
        "/commissioner/routing/explain?crime_type=burglary",
        "/commissioner/routing/explain?crime_type=burglary&borough=wirral&on=1999-01-01",
    ],
)
def test_an_address_that_asks_for_what_there_is_not_is_told_so(portal, path):
    page = portal.get(path, "commissioner")
    assert page.status_code == 422
    assert "<script>" not in page.text


def test_the_routing_table_of_a_day_is_printed_in_words(portal):
    words = text_of(portal.get("/commissioner/routing?on=2018-03-31", "commissioner"))
    assert "in force on 31 March 2018" in words
    assert "Bereaved by homicide or road death" in words
    assert "Crime type or flag: Homicide or Culpable road death" in words
    assert re.search(r"Fingerprint [0-9a-f]{64}", words)
    assert "No table was in force" in text_of(
        portal.get("/commissioner/routing?on=2001-01-01", "commissioner")
    )


def test_a_made_up_referral_shows_who_would_receive_it_and_what_did_not_fit(portal):
    facts = "crime_type=hate_crime&borough=knowsley&strand=race&risk=high&flag=antisocial_behaviour"
    words = text_of(portal.get(f"/commissioner/routing/explain?{facts}", "commissioner"))
    assert "Lead: Hate crime advocacy" in words
    assert "In addition: " in words
    assert "Bereaved otherwise Lead: " in words
    assert "No: another kind of person" in words


def test_a_person_is_on_no_page_and_in_no_file(portal, api, deliver, clock, loaded):
    taken = api.refer(**STANDARD, **CANARY)
    deliver()
    turn = taken["assignments"][0]
    api.act(turn, "accept", LEAD, assignee="Canaryworker")
    api.act(turn, "contact-attempts", LEAD, channel="phone", result="no_answer", worker="Canaryworker")
    api.act(turn, "release", LEAD, reason="other", text="Canarytext of the provider")
    clock.set(2026, 3, 20)
    chase_due(loaded)
    for path in ROUTES:
        page = portal.get(path.format(referral=taken["id"]), "commissioner")
        assert page.status_code == 200, path
        assert not NEVER.search(page.text), path
        assert not NEVER.search(str(page.headers)), path


@pytest.mark.parametrize("who", ["police", LEAD, "coordinator", "administrator", None])
def test_the_pages_are_the_commissioners_alone(portal, who):
    for path in ROUTES:
        status = portal.get(path.format(referral="01900000-0000-7000-8000-000000000000"), who).status_code
        assert status == (403 if who else 303), path


def test_a_referral_that_there_is_not_is_not_found(portal):
    path = "/commissioner/referrals/01900000-0000-7000-8000-000000000000"
    assert portal.get(path, "commissioner").status_code == 404


def test_what_was_looked_at_and_taken_away_is_recorded(portal, loaded, api):
    taken = api.refer(**STANDARD)
    for path in ROUTES:
        portal.get(path.format(referral=taken["id"]), "commissioner")
    with loaded.transaction(HUB) as tx:
        rows = tx.connection.execute(
            text("SELECT event, detail->>'list' AS list FROM audit_event WHERE role = 'commissioner'")
        ).all()
    seen = {(row.event, row.list) for row in rows}
    assert {
        ("list:exported", name) for name in ("delivery_times", "figure", "breaches", "quarter", "referrals")
    } < seen
    assert {("monitoring:report:viewed", name) for name in ("delivery_times", "quarter")} < seen
    assert {("referral:viewed", None), ("referral:timeline:viewed", None)} < seen


@pytest.mark.parametrize("axis", ["strand=race", "age_band=18_24"])
def test_a_figure_by_age_or_strand_leads_to_no_list_of_referrals(portal, api, axis):
    api.refer()
    page = portal.get("/commissioner/quarters/2025-26-Q4", "commissioner")
    name = axis.partition("=")[0]
    assert "by source" in text_of(page).lower() or "source=" in page.text
    assert f"{name}=" not in page.text
    for ending in ("", ".csv"):
        address = f"/commissioner/figures{ending}?section=referrals&measure=received&{axis}"
        assert portal.get(address, "commissioner").status_code == 422
