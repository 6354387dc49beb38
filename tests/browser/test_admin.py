"""The administrator's main acts, and a manager's, in a real browser: wide and at 320 px."""

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from hub.access.scopes import HUB
from hub.channels import Code, permanent
from hub.db import Database
from hub.directory.actions import put_webhook, signing
from hub.models import Agency, Endpoint
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post
from tests.factories.portal import email_of

NEW_PASSWORD = "purple ladder nine"


def seen(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


def go_to(page: Page, name: str) -> None:
    """Follow a link of the navigation, which a narrow page folds away behind a button."""
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():
        menu.click()
    page.get_by_label("Menu").get_by_role("link", name=name, exact=True).click()


def link_on(page: Page, url: str) -> str:
    """Read the invitation's link off the page that shows it once."""
    return page.locator("#link").inner_text().replace("http://hub.example.org", url)


def set_password(page: Page, link: str, email: str) -> None:
    """Open an invitation, set a password and sign in with it."""
    page.goto(link)
    seen(page, "invitation")
    page.get_by_role("button", name="Set password").click()
    seen(page, "invitation-faults")
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_label("The same password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def test_an_administrator_invites_an_agency_s_first_manager(page: Page, browser: Browser, url: str):
    sign_in(page, url, "administrator")
    seen(page, "admin-agencies")
    page.get_by_role("link", name="Knowsley Ethnic Minority Support", exact=True).click()
    page.get_by_role("button", name="Invite a person").click()
    seen(page, "admin-invite")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_role("link", name="Enter the person's name").wait_for()
    seen(page, "admin-invite-faults")
    page.get_by_label("Full name").fill("Alex Example")
    page.get_by_label("Work email address").fill("alex@people.example.org")
    page.get_by_label("Yes, they may invite").check()
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_role("heading", name="Give this link to Alex Example").wait_for()
    seen(page, "admin-link")
    link = link_on(page, url)
    other = browser.new_context(viewport=page.viewport_size)
    theirs = other.new_page()
    set_password(theirs, link, "alex@people.example.org")
    go_to(theirs, "Your team")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Your team")
    theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("This invitation cannot be used")
    seen(theirs, "invitation-used")
    other.close()
    page.get_by_role("link", name="Go to the account of").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()
    seen(page, "admin-user")
    go_to(page, "Users")
    page.get_by_text("Filter this list").click()
    page.get_by_label("Role").select_option("provider")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("link", name="Alex Example")).to_be_visible()
    expect(page.get_by_role("link", name="Sam administrator")).to_have_count(0)
    seen(page, "admin-users")


def test_an_administrator_makes_a_key_once_and_revokes_it(page: Page, url: str, api: Api):
    sign_in(page, url, "administrator")
    go_to(page, "Keys")
    seen(page, "admin-keys")
    page.get_by_role("button", name="Make a key").click()
    seen(page, "admin-make-key")
    page.get_by_role("button", name="Make the key").click()
    seen(page, "admin-make-key-faults")
    page.get_by_label("Agency").select_option("rasa")
    page.get_by_label("What it is for").fill("case system")
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("heading", name="The key is made").wait_for()
    seen(page, "admin-key-made")
    key = page.locator("#key").inner_text()
    calling = {"Authorization": f"Bearer {key}"}
    assert api.client.get("/v1/assignments", headers=calling).status_code == 200
    page.get_by_role("link", name="Go to keys").click()
    page.get_by_role("link", name=key.split("_")[1]).click()
    seen(page, "admin-key")
    page.get_by_role("button", name="Revoke this key").click()
    expect(page.get_by_text("Revoked").first).to_be_visible()
    seen(page, "admin-key-revoked")
    assert api.client.get("/v1/assignments", headers=calling).status_code == 401


def test_an_administrator_pauses_an_address_that_bounces(page: Page, url: str, api: Api, deliver: Post):
    deliver.answer = lambda _message: permanent(Code.RECIPIENT_REFUSED)
    api.refer(**{"crime.type": "burglary", "crime.flags": ["vulnerable"]})
    deliver()
    sign_in(page, url, "administrator")
    go_to(page, "Mails")
    expect(page.get_by_text("It knows no such mailbox").first).to_be_visible()
    seen(page, "admin-mails")
    page.get_by_role("row").filter(has_text="It knows no such mailbox").get_by_role("link").last.click()
    pausing = page.get_by_role("button", name=re.compile("^Pause"))
    before = pausing.count()
    pausing.first.click()
    page.get_by_role("button", name=re.compile("^Resume")).wait_for()
    expect(pausing).to_have_count(before - 1)
    seen(page, "admin-agency")


def test_an_administrator_looks_at_the_hub_s_health(page: Page, url: str, api: Api):
    api.refer()
    sign_in(page, url, "administrator")
    go_to(page, "Health")
    expect(page.get_by_text("No worker is running.")).to_be_visible()
    seen(page, "admin-health-unchecked")
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("every rule holds")).to_be_visible()
    seen(page, "admin-health")


def test_a_manager_invites_a_colleague_and_ends_the_account(page: Page, browser: Browser, url: str):
    sign_in(page, url, "police")
    go_to(page, "Your team")
    page.get_by_role("button", name="Invite a person").click()
    seen(page, "team-invite")
    page.get_by_label("Full name").fill("Robin Example")
    page.get_by_label("Work email address").fill("robin@people.example.org")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_role("link", name="Choose a referring unit").wait_for()
    assert page.get_by_label("Full name").input_value() == "Robin Example"
    seen(page, "team-invite-faults")
    page.get_by_label("Referring unit").select_option(label="Sigma hate crime unit")
    page.get_by_role("button", name="Invite", exact=True).click()
    seen(page, "team-link")
    link = link_on(page, url)
    other = browser.new_context(viewport=page.viewport_size)
    theirs = other.new_page()
    set_password(theirs, link, "robin@people.example.org")
    page.get_by_role("link", name="Go to your team").click()
    seen(page, "team")
    page.get_by_role("link", name="Robin Example").click()
    seen(page, "team-account")
    page.get_by_role("button", name="End the account").click()
    page.get_by_role("button", name="Reopen the account").wait_for()
    seen(page, "team-account-ended")
    theirs.goto(f"{url}/account")
    expect(theirs.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    other.close()


def test_a_manager_cannot_end_the_own_account(page: Page, url: str):
    sign_in(page, url, "rasa")
    go_to(page, "Your team")
    page.get_by_role("link", name="Sam rasa").click()
    page.get_by_text(email_of("rasa")).wait_for()
    expect(page.get_by_role("button", name="End the account")).to_have_count(0)
    seen(page, "team-own-account")


def test_an_administrator_lets_one_signing_secret_take_over_from_another(
    page: Page, url: str, loaded: Database
):
    with loaded.transaction(HUB) as tx:
        address = put_webhook(tx, "rasa", "https://hub.rasa.example.org/hook", signing.new_secret())
        shown = {"token_client": "the-hub", "token_url": "https://sign-in.rasa.example.org/oauth2/token"}
        ends_at = tx.now + timedelta(days=30)
        tx.connection.execute(
            update(Endpoint).where(Endpoint.id == address).values(**shown, client_certificate_ends_at=ends_at)
        )
        mail = Endpoint.address == "duty.rasa@example.org"
        tx.connection.execute(update(Endpoint).where(mail).values(route="cjsm"))
        tx.connection.execute(update(Agency).values(mail_domains=["example.org"]))
    sign_in(page, url, "administrator")
    page.goto(f"{url}/admin/agencies/rasa")
    row = page.get_by_role("row").filter(has_text="hub.rasa.example.org")
    row.get_by_role("button", name="Add a second secret").click()
    expect(page.locator("#secret")).to_contain_text("whsec_")
    check(page)
    expect(page.get_by_text("hub.rasa.example.org")).to_be_visible()
    page.get_by_role("link", name="Go back to the agency").click()
    expect(page.get_by_text("Two secrets sign")).to_be_visible()
    expect(page.get_by_text("Route not set up")).to_be_visible()
    seen(page, "admin-agency-webhook")
    row.get_by_role("button", name="Drop the old secret").click()
    expect(page.get_by_text("Two secrets sign")).to_have_count(0)
    expect(row.get_by_role("button", name="Add a second secret")).to_be_visible()
