"""The commissioner reads, pauses and resumes a service in a real browser, wide and at 320 px."""

from playwright.sync_api import Page

from hub.db import Database
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.directories import EXTENDED, WALKER, load_text, with_lines
from tests.factories.gateway import Api

ADVOCACY = "Hate crime advocacy"


def seen(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


def test_a_commissioner_pauses_a_service_and_lets_it_go_on(page: Page, url: str, api: Api, loaded: Database):
    limits = with_lines(EXTENDED, WALKER, "open_at_once = 20", "referrals_a_quarter = 60")
    load_text(loaded, limits, why="Extended by nine years, with limits.")
    api.refer(**{"crime.type": "hate_crime"})
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/directory")
    seen(page, "commissioner-services")
    page.get_by_role("link", name=ADVOCACY, exact=True).click()
    seen(page, "commissioner-service")
    page.get_by_role("button", name="Pause this service").click()
    seen(page, "commissioner-pause")
    page.get_by_role("button", name="Pause this service").click()
    page.get_by_role("link", name="Select a reason").wait_for()
    seen(page, "commissioner-pause-faults")
    page.get_by_label("Too few staff").check()
    page.get_by_label("Day on which it takes people again").fill("2026-04-01")
    page.get_by_label("Why?").fill("Two posts are empty until April.")
    page.get_by_role("button", name="Pause this service").click()
    page.get_by_text("takes people again on 1 April 2026").first.wait_for()
    seen(page, "commissioner-service-paused")
    page.get_by_role("button", name="End its pauses").click()
    seen(page, "commissioner-resume")
    page.get_by_label("Why?").fill("They were filled early.")
    page.get_by_role("button", name="End its pauses").click()
    page.get_by_text("It is not paused").wait_for()


def test_an_administrator_reads_an_agencys_contracts_and_history(page: Page, url: str, loaded: Database):
    load_text(loaded, EXTENDED, why="Extended by nine years.")
    sign_in(page, url, "administrator")
    page.goto(f"{url}/admin/agencies/rasa")
    page.get_by_text("Extended by nine years.").first.wait_for()
    seen(page, "admin-agency-contracts")
