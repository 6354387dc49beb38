"""The search for support in a browser: in one's own words, misspelt, by keyboard, and without scripts."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import insert

from hub.access.scopes import HUB
from hub.db import Database
from hub.models import Postcode
from tests.browser.test_pages import seen
from tests.functional.test_search_agencies import agency, put


def test_misspelt_words_find_support_by_keyboard_and_stand_in_no_address(
    page: Page, url: str, loaded: Database
):
    put(
        loaded,
        agency(
            "safe-homes",
            name="Safe Homes",
            description="Locks and advice after violence at home.",
            crime_types=("domestic_abuse",),
            email="help@safe-homes.example.org",
            website="https://www.safe-homes.example.org",
        ),
    )
    page.goto(url + "/find-support")
    page.get_by_label("What are you looking for?").focus()
    page.keyboard.type("domestik abuse")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Services that can help").wait_for()
    expect(page).to_have_url(url + "/find-support")
    assert "domestik" not in page.title()
    expect(page.get_by_role("link", name="Wirral IDVA")).to_be_visible()
    expect(page.get_by_role("heading", name="Safe Homes")).to_be_visible()
    expect(page.get_by_text("Respond", exact=True)).to_be_hidden()
    seen(page, "public-words-found")
    page.get_by_text("last checked long ago").click()
    expect(page.get_by_role("heading", name="Respond")).to_be_visible()
    seen(page, "public-older-agencies")
    assert page.get_by_label("What are you looking for?").input_value() == "domestik abuse"


def test_a_postcode_outside_leads_to_the_choice_of_a_borough(page: Page, url: str, loaded: Database):
    with loaded.transaction(HUB) as tx:
        rows = [{"postcode": "L34 1AA", "sector": "L34 1", "borough": "knowsley"}]
        tx.connection.execute(insert(Postcode), rows)
    page.goto(url + "/find-support")
    page.get_by_label("Or your postcode").fill("M1 1AA")
    page.locator("main").get_by_role("button", name="Find support").click()
    page.get_by_text("Your postcode is outside Merseyside").wait_for()
    seen(page, "public-outside")
    page.get_by_role("link", name="choose that borough").click()
    page.get_by_label("Where do you live?").select_option(label="Knowsley")
    page.locator("main").get_by_role("button", name="Find support").click()
    page.get_by_text("Any crime, Knowsley").wait_for()


def test_faults_lead_to_their_fields_and_words_that_nothing_fits_still_help(page: Page, url: str):
    page.goto(url + "/find-support")
    page.get_by_label("Or your postcode").fill("L34")
    page.get_by_label("What are you looking for?").fill("x" * 201)
    page.locator("main").get_by_role("button", name="Find support").click()
    expect(page).to_have_title(re.compile("^Error: Find support"))
    seen(page, "public-find-support-faults")
    page.get_by_role("link", name="Enter a whole postcode").click()
    assert page.evaluate("document.activeElement.id") == "postcode"
    page.get_by_label("Or your postcode").fill("")
    page.get_by_label("What are you looking for?").fill("w" * 199)
    page.locator("main").get_by_role("button", name="Find support").click()
    page.get_by_text("We found nothing for these words").wait_for()
    seen(page, "public-nothing-for-words")


def test_words_are_searched_and_older_entries_opened_without_scripts(plain_page: Page, url: str):
    plain_page.goto(url + "/find-support")
    plain_page.get_by_label("What are you looking for?").fill("deaf")
    plain_page.locator("main").get_by_role("button", name="Find support").click()
    plain_page.get_by_role("heading", name="These may have changed or closed").wait_for()
    plain_page.get_by_text("last checked long ago").click()
    expect(plain_page.get_by_role("heading", name="Merseyside Society for Deaf People")).to_be_visible()


def test_going_back_from_words_shows_an_empty_form(page: Page, url: str):
    page.goto(url + "/find-support")
    page.get_by_label("What are you looking for?").fill("mugged")
    page.locator("main").get_by_role("button", name="Find support").click()
    page.get_by_role("heading", level=1, name="Services that can help").wait_for()
    page.go_back()
    page.get_by_role("heading", level=1, name="Find support").wait_for()
    assert page.get_by_label("What are you looking for?").input_value() == ""
