"""The pages as people meet them: wide and at 320 px, by keyboard, without scripts, and checked by axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.factories.gateway import Api, Post


def link_of(api: Api, deliver: Post, url: str, **overrides: object) -> tuple[str, str]:
    """Refer a person to a service with a mailbox; gives the mail's link on `url` and the reference."""
    taken = api.refer(**{"crime.type": "burglary", "crime.flags": ["vulnerable"], **overrides})
    (message,) = deliver()
    assert message.link_url is not None
    return message.link_url.replace("http://hub.example.org", url), taken["reference"]


def check(page: Page) -> None:
    """Nothing for axe to find, no sideways scrolling, nothing on the page that the policy had to stop."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_front_page_says_what_runs(page: Page, url: str):
    page.goto(url)
    assert page.get_by_text("No worker is running.").is_visible()
    check(page)


def test_whoever_holds_the_link_acknowledges_by_keyboard(page: Page, api: Api, deliver: Post, url: str):
    link, reference = link_of(api, deliver, url)
    page.goto(link)
    assert page.get_by_role("heading", name=f"Referral {reference}").is_visible()
    check(page)
    page.get_by_label("Your name").focus()
    page.keyboard.type("Sam Sample")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"Referral {reference} is acknowledged").wait_for()
    check(page)


def test_a_missing_name_is_asked_for_beside_its_field(page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url)
    page.goto(link)
    page.get_by_role("button").click()
    assert page.title().startswith("Error: ")
    check(page)
    page.get_by_role("link", name="Enter your name").click()
    assert page.evaluate("document.activeElement.id") == "name"


def test_an_urgent_one_asks_for_a_confirmation_by_key(page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url, **{"risk.band": "high", "risk.score": 80})
    page.goto(link)
    assert page.get_by_text("This one is urgent.").is_visible()
    check(page)


def test_a_wrong_link_says_what_to_do(page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url)
    answer = page.goto(link[:-3] + "AAA")
    assert answer is not None
    assert answer.status == 404
    check(page)


def test_the_link_works_without_scripts(plain_page: Page, api: Api, deliver: Post, url: str):
    link, _ = link_of(api, deliver, url)
    plain_page.goto(link)
    plain_page.get_by_label("Your name").fill("Sam Sample")
    plain_page.get_by_role("button").click()
    assert plain_page.get_by_text("Thank you.").is_visible()
