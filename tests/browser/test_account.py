"""Signing in, the account and what goes wrong, in a real browser: wide and at 320 px."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.portal import PASSWORD, email_of

NEW_PASSWORD = "silver gutter eleven"


def seen(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


def test_whoever_types_a_wrong_password_reads_what_to_do(page: Page, url: str):
    page.goto(f"{url}/sign-in")
    seen(page, "sign-in")
    page.get_by_label("Email address").fill(email_of("rasa"))
    page.get_by_label("Password", exact=True).fill("not this one at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "sign-in-faults")


def test_a_person_changes_the_password_and_signs_out(page: Page, url: str):
    sign_in(page, url, "rasa")
    page.context.clear_cookies()
    sign_in(page, url, "rasa")
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("button", name="End all others").wait_for()
    seen(page, "account")
    page.get_by_role("link", name="Change your password").click()
    seen(page, "account-password")
    page.get_by_role("button", name="Change password").click()
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "account-password-faults")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("The same new password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    expect(page.get_by_role("button", name="End all others")).to_have_count(0)
    page.goto(f"{url}/provider/assignments/0196b6f0-0000-7000-8000-000000000000")
    expect(page.get_by_role("heading", level=1)).to_contain_text("not found")
    seen(page, "not-found")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed out")
    seen(page, "signed-out")
