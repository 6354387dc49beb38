"""People in a real browser: signed in by the form itself."""

from playwright.sync_api import Page

from tests.factories.portal import PASSWORD, email_of


def sign_in(page: Page, url: str, who: str) -> None:
    """Sign in by the form, and land on the role's first page."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Email address").fill(email_of(who))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
