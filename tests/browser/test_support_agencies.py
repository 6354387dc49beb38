"""The commissioner checks support agencies off in a browser: by keyboard, and faults beside their fields."""

from playwright.sync_api import Page

from tests.browser.people import sign_in
from tests.browser.test_pages import seen


def test_an_agency_is_checked_off_by_keyboard(page: Page, url: str):
    sign_in(page, url, "commissioner")
    page.get_by_role("link", name="Support agencies").click()
    page.get_by_role("heading", level=1, name="Support agencies").wait_for()
    page.get_by_label("Show").select_option(label="Out of date")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Samaritans (Liverpool)").wait_for()
    seen(page, "commissioner-support-agencies")
    page.get_by_role("link", name="Samaritans (Liverpool)").click()
    page.get_by_role("heading", level=1, name="Samaritans (Liverpool)").wait_for()
    seen(page, "commissioner-support-agency")
    page.get_by_label("Phone").focus()
    page.keyboard.type("call us")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Enter a phone number").wait_for()
    seen(page, "commissioner-support-agency-faults")
    page.get_by_label("Phone").fill("0151 496 0901")
    page.get_by_label("How did you check it?").fill("Rang them.")
    page.get_by_role("button", name="I have checked it today").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Rang them.").wait_for()
    seen(page, "commissioner-support-agency-checked")


def test_an_agency_that_has_closed_says_so(page: Page, url: str):
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/support-agencies/samaritans-liverpool")
    page.get_by_role("button", name="It has closed").click()
    page.get_by_role("link", name="Enter how you know that it has closed").click()
    assert page.evaluate("document.activeElement.id") == "closed_why"
    page.keyboard.type("Its number is dead.")
    page.keyboard.press("Enter")
    page.get_by_text("The public is not shown it.").wait_for()
    seen(page, "commissioner-support-agency-closed")
