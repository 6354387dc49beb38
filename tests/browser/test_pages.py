"""The pages as people meet them: wide and at 320 px, by keyboard, without scripts, and checked by axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.screenshots import keep
from tests.browser.widths import at_each_width
from tests.factories.gateway import Api, Post


def link_of(api: Api, deliver: Post, url: str, **overrides: object) -> tuple[str, str]:
    """Refer a person to a service with a mailbox; gives the mail's link on `url` and the reference."""
    taken = api.refer(**{"crime.type": "burglary", "crime.flags": ["vulnerable"], **overrides})
    (message,) = deliver()
    assert message.link_url is not None
    return message.link_url.replace("http://hub.example.org", url), taken["reference"]


ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
"""Axe then gathers no details of what it found to be right."""


def check(page: Page) -> None:
    """Nothing for axe to find and no sideways scrolling, wide and at 320 px."""
    page.wait_for_load_state()
    for width in at_each_width(page):
        found = Axe().run(page, options=ONLY_VIOLATIONS)
        assert found.violations_count == 0, f"{width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def seen(page: Page, name: str) -> None:
    """Check a page and keep its picture."""
    check(page)
    keep(page, name)


@pytest.mark.parametrize("path", ["/", "/find-support", "/emergency-help", "/privacy", "/accessibility"])
def test_pages_for_everybody_are_sound(page: Page, url: str, path: str):
    page.goto(url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    seen(page, f"public-{path.strip('/') or 'front'}")


def test_support_is_found_by_keyboard_and_the_search_is_in_no_address(page: Page, url: str):
    page.goto(url + "/")
    page.get_by_role("button", name="Find support").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What happened?").focus()
    page.keyboard.type("Hate")
    page.get_by_label("Where do you live?").focus()
    page.keyboard.type("Knows")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Hate crime, Knowsley").wait_for()
    expect(page).to_have_url(url + "/find-support")
    seen(page, "public-services-found")
    page.get_by_role("link", name="Hate crime advocacy").click()
    page.get_by_role("heading", level=1, name="Hate crime advocacy").wait_for()
    expect(page.get_by_text("Monday to Friday, 9am to 5pm")).to_be_visible()
    seen(page, "public-service")


def test_three_presses_of_shift_leave_the_page(page: Page, url: str):
    left: list[str] = []

    def stop(route: Route) -> None:
        left.append(route.request.url)
        route.fulfill(body="weather")

    page.context.route("https://**/*", stop)
    page.goto(url + "/find-support")
    page.locator(".govuk-frontend-supported .govuk-exit-this-page[data-govuk-exit-this-page-init]").wait_for()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")
    assert left == ["https://www.bbc.co.uk/weather"]


def test_the_way_out_and_the_search_work_without_scripts(plain_page: Page, url: str):
    plain_page.goto(url + "/find-support")
    exit_link = plain_page.get_by_role("button", name="Exit this page")
    assert exit_link.get_attribute("href") == "https://www.bbc.co.uk/weather"
    plain_page.get_by_label("What happened?").select_option(label="Burglary")
    plain_page.locator("main").get_by_role("button", name="Find support").click()
    expect(plain_page.get_by_text("Burglary, anywhere in Merseyside")).to_be_visible()


def test_going_back_does_not_show_what_was_searched_for(page: Page, url: str):
    page.goto(url + "/find-support")
    page.get_by_label("What happened?").select_option(label="Domestic abuse")
    page.locator("main").get_by_role("button", name="Find support").click()
    page.get_by_text("Domestic abuse, anywhere in Merseyside").wait_for()
    page.go_back()
    page.get_by_role("heading", level=1, name="Find support").wait_for()
    assert page.get_by_label("What happened?").input_value() == ""


def test_no_page_asks_another_host_or_runs_what_the_policy_forbids(page: Page, url: str):
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in ("/", "/find-support", "/services/the-hub", "/privacy"):
        page.goto(url + path, wait_until="networkidle")
    assert all(each.startswith(url) for each in asked)
    assert {each.split("/")[-1].split("?")[0] for each in asked} >= {"hub.css", "start.js", "early.js"}
    assert said == []


def test_whoever_holds_the_link_acknowledges_by_keyboard(page: Page, api: Api, deliver: Post, url: str):
    link, reference = link_of(api, deliver, url, **{"risk.band": "standard", "risk.score": 20})
    page.goto(link)
    expect(page.get_by_role("heading", name=f"Referral {reference}")).to_be_visible()
    seen(page, "link")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Sam Sample")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"Referral {reference} is acknowledged").wait_for()
    seen(page, "link-acknowledged")
    page.goto(link)
    page.get_by_text("This referral has been acknowledged.").wait_for()
    seen(page, "link-opened-again")


def test_a_missing_name_is_asked_for_beside_its_field(page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url)
    page.goto(link)
    page.get_by_role("button", name="Acknowledge this referral").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "link-faults")
    page.get_by_role("link", name="Enter your name").click()
    assert page.evaluate("document.activeElement.id") == "name"


def test_an_urgent_one_asks_for_a_confirmation_by_key(page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url, **{"risk.band": "high", "risk.score": 80})
    page.goto(link)
    expect(page.get_by_text("This one is urgent.")).to_be_visible()
    seen(page, "link-urgent")


def test_a_wrong_link_says_what_to_do(page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url)
    answer = page.goto(link[:-3] + "AAA")
    assert answer is not None
    assert answer.status == 404
    seen(page, "link-unknown")


def test_the_link_works_without_scripts(plain_page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url)
    plain_page.goto(link)
    plain_page.get_by_label("Your name").fill("Sam Sample")
    plain_page.get_by_role("button", name="Acknowledge this referral").click()
    expect(plain_page.get_by_text("Thank you.")).to_be_visible()


@pytest.mark.parametrize(
    "planted",
    [
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/icon.svg\">')",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input name=\"q\">')",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<pre>' + 'x'.repeat(99) + '</pre>')",
    ],
    ids=["an image without words", "a field without a label", "a line that is too wide"],
)
def test_a_fault_that_is_planted_is_found(page: Page, url: str, planted: str):
    page.goto(url + "/privacy")
    check(page)
    page.evaluate(planted)
    with pytest.raises(AssertionError):
        check(page)
