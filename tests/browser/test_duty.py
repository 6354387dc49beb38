"""Calls to make, the rota and bank holidays in a real browser: wide and at 320 px."""

from playwright.sync_api import Page, expect

from hub.access.scopes import HUB
from hub.db import Database
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.duty import BEFORE_EASTER, asked_about_easter, asked_to_ring, on_the_rota
from tests.factories.gateway import Api, Post
from tests.factories.time import Clock

LEAD = "anthony-walker-foundation"


def seen(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_coordinator_makes_a_call_and_says_what_came_of_it(
    page: Page, url: str, api: Api, deliver: Post, loaded: Database
):
    answer = api.refer()
    deliver()
    with loaded.transaction(HUB) as tx:
        asked_to_ring(tx, answer, LEAD)
    sign_in(page, url, "coordinator")
    expect(page.get_by_role("region", name="Calls to make")).to_be_visible()
    seen(page, "coordinator-calls")
    page.get_by_role("link", name=f"Call about {answer['reference']}").click()
    page.get_by_role("heading", name="Ring Anthony Walker Foundation").wait_for()
    page.get_by_label("Reached, and they have confirmed it").check()
    press(page, "Record this call")
    page.get_by_role("link", name="Enter whom you spoke to").wait_for()
    seen(page, "coordinator-call-faults")
    page.get_by_label("No answer").check()
    press(page, "Record this call")
    expect(page.get_by_role("region", name="Calls made so far")).to_be_visible()
    seen(page, "coordinator-call")
    page.get_by_label("Reached, and they have confirmed it").check()
    page.get_by_label("Whom did you speak to?").fill("The duty worker")
    press(page, "Record this call")
    page.get_by_role("heading", name="Triage").wait_for()
    expect(page.get_by_role("region", name="Calls to make")).to_have_count(0)


def test_the_rota_is_kept_on_its_page(page: Page, url: str, loaded: Database):
    with loaded.transaction(HUB) as tx:
        on_the_rota(tx, post="duty_desk", title="Duty inspector", mailbox="desk@police.example.org")
    sign_in(page, url, "coordinator")
    page.goto(f"{url}/rota")
    expect(page.get_by_text("Nobody is on duty as referral coordinator or deputy.")).to_be_visible()
    press(page, "Put on the rota")
    page.get_by_role("link", name="Enter a telephone number in digits.").wait_for()
    seen(page, "rota-faults")
    page.get_by_label("Referral coordinator", exact=True).check()
    page.get_by_label("Account (optional)").select_option("Sam referral-coordinator")
    page.get_by_label("Phone", exact=True).fill("0151 496 0001")
    page.get_by_label("First day", exact=True).fill("2026-03-01")
    page.get_by_label("Hours", exact=True).fill("always")
    page.get_by_label("Why?").fill("The rota of March")
    press(page, "Put on the rota")
    page.get_by_text("Sam referral-coordinator is on the rota as referral coordinator.").wait_for()
    press(page, "Take off Duty inspector, force's duty desk")
    expect(page.get_by_role("region", name="Taken off")).to_be_visible()
    seen(page, "rota")


def test_a_provider_says_who_answers_over_easter_and_the_commissioner_reads_it(
    page: Page, url: str, loaded: Database, clock: Clock
):
    clock.now = BEFORE_EASTER
    with loaded.transaction(HUB) as tx:
        asked_about_easter(tx, LEAD)
    sign_in(page, url, LEAD)
    page.goto(f"{url}/provider/cover")
    press(page, "Confirm")
    page.get_by_role("link", name="Enter who answers, by post.").wait_for()
    seen(page, "provider-cover-faults")
    page.get_by_label("Who answers?").fill("Duty manager")
    page.get_by_label("Phone").fill("0151 496 0104")
    for day, hours in (("Friday", "09:00-17:00"), ("Saturday", "closed"), ("Sunday", "closed")):
        page.get_by_label(f"Hours on {day}").fill(hours)
    page.get_by_label("Hours on Monday").fill("always")
    press(page, "Confirm")
    page.get_by_role("button", name="Correct this").wait_for()
    seen(page, "provider-cover")
    press(page, "Sign out")
    page.get_by_role("heading", name="You have signed out").wait_for()
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/cover")
    expect(page.get_by_text("0151 496 0104")).to_be_visible()
    seen(page, "commissioner-cover")
