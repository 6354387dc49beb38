"""The commissioner in a browser: a breach traced to what happened, the quarter, and the printed table."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hub.db import Database
from hub.demo.prepare import directory_file
from hub.journey import chase_due
from tests.browser.people import sign_in
from tests.browser.screenshots import keep, keep_in_forced_colours, keep_printed
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post
from tests.factories.time import Clock

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
BURGLARY = {"crime.type": "burglary", "crime.flags": ["vulnerable"], "crime.hate_strands": []}
LEADS_INSTEAD = 'service = "vulnerable-victims"'
SEXUAL = {"crime.type": "sexual_offence", "crime.flags": [], "crime.hate_strands": []}


@pytest.fixture
def late(api: Api, deliver: Post, clock: Clock, loaded: Database) -> str:
    """Give the reference of the one that was acknowledged far too late, among two quarters of others."""
    for number, more in enumerate(({}, {}, SEXUAL, {"person.borough": "sefton"})):
        taken = api.refer(**STANDARD, **more, person_reference=str(number))
        deliver()
        clock.forward(hours=3)
        for turn in taken["assignments"]:
            api.act(turn, "accept", turn["provider"], assignee="Sam")
    missed = api.refer(**STANDARD, **BURGLARY, person_reference="late", **{"person.borough": "wirral"})
    deliver()
    clock.set(2026, 4, 10, 9)
    chase_due(loaded)
    api.act(missed["assignments"][0], "acknowledge", "victim-support")
    again = api.refer(**STANDARD, person_reference="this quarter")
    deliver()
    clock.forward(hours=1)
    api.act(again["assignments"][0], "accept", LEAD, assignee="Sam")
    return missed["reference"]


def test_a_breach_is_traced_from_the_figure_to_its_referral(page: Page, url: str, late: str):
    sign_in(page, url, "commissioner")
    expect(page.get_by_role("heading", name="Delivery times against target", exact=True)).to_be_visible()
    expect(page.get_by_text("2026/27 Q1 so far, compared with 2025/26 Q4")).to_be_visible()
    check(page)
    keep(page, "commissioner-delivery-times")
    keep_in_forced_colours(page, "commissioner-delivery-times")
    page.get_by_role("link", name="delivery times of 2025/26 Q4").click()
    page.get_by_role("link", name="1 breached, Victim Support").click()
    check(page)
    keep(page, "commissioner-rows-behind-a-figure")
    page.get_by_role("link", name=late).click()
    expect(page.get_by_role("heading", name=f"Referral {late}")).to_be_visible()
    expect(page.get_by_text("target missed").first).to_be_visible()
    check(page)
    keep(page, "commissioner-referral")
    keep_printed(page, "commissioner-referral")


def test_delivery_times_are_split_by_what_one_chooses(page: Page, url: str, late: str):
    assert late
    sign_in(page, url, "commissioner")
    for split, clock in (("Crime type", "Accepted or declined"), ("Borough", "Handed over to the service")):
        page.get_by_label("Split by").select_option(split)
        page.get_by_label("Clock", exact=True).select_option(clock)
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("table", name=f"{clock}, by {split.lower()}")).to_be_visible()
        check(page)
        keep(page, f"commissioner-delivery-times-by-{split.lower().replace(' ', '-')}")


def test_breaches_are_narrowed_down_sorted_and_downloaded(page: Page, url: str, late: str):
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/breaches")
    page.get_by_text("Filter this list").click()
    page.get_by_label("Provider").select_option("Victim Support")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Late by").click()
    expect(page.get_by_role("link", name=late)).to_be_visible()
    check(page)
    keep(page, "commissioner-breaches")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all breaches (CSV)").click()
    assert late in download.value.path().read_text(encoding="utf-8")
    page.get_by_label("Provider").select_option("Catch22")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("No clock was breached that fits these filters.")).to_be_visible()
    check(page)


def test_a_quarter_is_read_printed_and_downloaded(page: Page, url: str, late: str):
    assert late
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/quarters")
    check(page)
    keep(page, "commissioner-quarters")
    page.get_by_role("link", name="2025/26 Q4", exact=True).click()
    expect(page.get_by_text("Every line adds up")).to_be_visible()
    check(page)
    keep(page, "commissioner-quarter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all figures (CSV)").click()
    assert download.value.suggested_filename == "quarter-2025-26-Q4.csv"
    keep_in_forced_colours(page, "commissioner-quarter")
    keep_printed(page, "commissioner-quarter")


def test_referrals_are_listed_without_anybody(page: Page, url: str, late: str):
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/referrals")
    expect(page.get_by_role("link", name=late)).to_be_visible()
    check(page)
    keep(page, "commissioner-referrals")


def test_the_routing_table_is_printed_and_tried(page: Page, url: str):
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/routing")
    check(page)
    keep(page, "commissioner-routing")
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Rows of the table")).to_be_visible()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    keep_printed(page, "commissioner-routing")
    page.get_by_role("link", name="Try the table with a made-up referral").click()
    keep(page, "commissioner-routing-explain")
    page.get_by_role("button", name="Show who would receive it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    keep(page, "commissioner-routing-explain-faults")
    page.get_by_label("Crime type", exact=True).select_option("Hate crime")
    page.get_by_label("Where the person lives").select_option("Knowsley")
    page.get_by_label("Risk").select_option("High")
    page.get_by_role("checkbox", name="Race").check()
    page.get_by_role("button", name="Show who would receive it").click()
    expect(page.get_by_role("heading", name="Lead: Hate crime advocacy")).to_be_visible()
    check(page)
    keep(page, "commissioner-routing-explained")


def test_gaps_are_read_and_a_draft_is_tried(page: Page, url: str, late: str, tmp_path: Path):
    assert late
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/routing")
    page.get_by_role("link", name="Gaps: who would be led by nobody").click()
    expect(page.get_by_text("Nobody leads: sexual offence; borough not known").first).to_be_visible()
    check(page)
    keep(page, "commissioner-routing-gaps")
    page.get_by_label("From which day").fill("2001-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.goto(f"{url}/commissioner/routing/compare")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    text = directory_file().read_text(encoding="utf-8")
    text = text.replace('service = "hate-crime-advocacy"\nalternates = ["vulnerable-victims"]', LEADS_INSTEAD)
    (tmp_path / "draft.toml").write_text(text, encoding="utf-8")
    page.get_by_label("Or a file in its place").set_input_files(tmp_path / "draft.toml")
    keep(page, "commissioner-routing-compare")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("table", name="Who would lead instead")).to_be_visible()
    check(page)
    keep(page, "commissioner-routing-compared")


def test_before_anything_has_happened_the_pages_say_so(page: Page, url: str):
    sign_in(page, url, "commissioner")
    expect(page.get_by_text("Nothing was judged in either quarter yet.")).to_be_visible()
    check(page)
    keep(page, "commissioner-delivery-times-empty")
    for path, words in (
        ("breaches", "No clock has been breached."),
        ("referrals", "No referral has been received yet."),
        ("quarters/2025-26-Q4", "None in this quarter."),
        ("figures?quarter=2025-26-Q4&section=clocks&measure=met", "No row was counted for this figure."),
        ("routing?on=2001-01-01", "No table was in force on this day"),
    ):
        page.goto(f"{url}/commissioner/{path}")
        expect(page.get_by_text(words).first).to_be_visible()
        check(page)
        keep(page, f"commissioner-{path.partition('?')[0].replace('/', '-')}-empty")
