"""Clocks in a real browser: how each was counted, a bank holiday at short notice, needs assessed."""

import re

import pytest
from playwright.sync_api import Page, expect

from hub.db import Database
from hub.journey import recompute_clocks
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post
from tests.factories.time import Clock

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


@pytest.fixture
def accepted(api: Api, deliver: Post, clock: Clock) -> dict[str, str]:
    """A referral that was accepted, put on hold and taken off it; gives its id, reference and assignment."""
    taken = api.refer(**STANDARD)
    deliver()
    (turn,) = taken["assignments"]
    api.act(turn, "accept", LEAD, assignee="Sam")
    clock.forward(hours=2)
    until = "2026-03-06T10:00:00Z"
    api.act(turn, "hold", LEAD, reason="victim_asked", until=until)
    clock.forward(hours=20)
    api.act(turn, "resume", LEAD)
    return {"id": taken["id"], "reference": taken["reference"], "turn": turn["id"]}


def looked_at(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


def test_a_bank_holiday_is_added_moves_the_clocks_and_is_taken_away(
    page: Page, url: str, accepted: dict[str, str], loaded: Database
):
    sign_in(page, url, "commissioner")
    page.get_by_role("link", name="Bank holidays").click()
    page.get_by_role("heading", name="Bank holidays", exact=True).wait_for()
    page.get_by_role("button", name="Add this bank holiday").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.get_by_label("Day").fill("2026-03-09")
    page.get_by_label("What is it called?").fill("State funeral")
    page.get_by_label("Why?").fill("Proclaimed on 5 March")
    page.get_by_role("button", name="Add this bank holiday").click()
    expect(page.get_by_text("The day is a bank holiday now.")).to_be_visible()
    expect(page.get_by_text("Monday 9 March 2026")).to_be_visible()
    looked_at(page, "commissioner-calendar")
    recompute_clocks(loaded)
    page.goto(f"{url}/commissioner/referrals/{accepted['id']}")
    page.locator("summary", has_text="Contact made").click()
    expect(page.get_by_text("because 9 March 2026 became a bank holiday").last).to_be_visible()
    looked_at(page, "commissioner-clocks")
    page.goto(f"{url}/commissioner/calendar")
    page.get_by_role("link", name="Take a bank holiday away").click()
    looked_at(page, "commissioner-calendar-remove")
    page.get_by_label("Monday 9 March 2026").check()
    page.get_by_label("Why?").fill("It is in another week")
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The day is no bank holiday now.")).to_be_visible()


def test_a_provider_reads_how_its_time_was_counted_and_records_the_assessment(
    page: Page, url: str, accepted: dict[str, str]
):
    sign_in(page, url, LEAD)
    page.goto(f"{url}/provider/assignments/{accepted['turn']}")
    page.locator("summary", has_text="First attempt to make contact").click()
    expect(page.get_by_text("The person asked to wait").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Record that support has begun").click()
    page.get_by_role("button", name="Record that support has begun").click()
    page.get_by_text("You have recorded that support has begun.").wait_for()
    page.get_by_role("button", name="Record that needs were assessed").click()
    looked_at(page, "provider-assess")
    page.get_by_role("button", name="Record that needs were assessed").click()
    expect(page.get_by_text("You have recorded that the person's needs were assessed.")).to_be_visible()
    expect(page.get_by_role("button", name="Record that needs were assessed")).to_have_count(0)


def test_a_coordinator_reads_how_the_time_of_a_service_was_counted(
    page: Page, url: str, accepted: dict[str, str]
):
    sign_in(page, url, "coordinator")
    page.goto(f"{url}/coordinator/referrals/{accepted['id']}")
    page.locator("summary", has_text="First attempt to make contact").click()
    expect(page.get_by_text("The person asked to wait").first).to_be_visible()
    check(page)
