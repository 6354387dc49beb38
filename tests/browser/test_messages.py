"""Messages and addresses in a real browser: a failing endpoint, a test, a message sent again."""

import re

from playwright.sync_api import Page, expect

from hub.channels import Code, Message, Sent, delivered, permanent, retryable
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post

LEAD = "anthony-walker-foundation"
NAME = "Anthony Walker Foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


def looked_at(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


def row_with(page: Page, text: str):
    return page.get_by_role("row").filter(has_text=text)


def gone_for_the_lead(message: Message) -> Sent:
    return permanent(Code.GONE, 410) if message.agency_slug == LEAD else delivered()


def test_an_administrator_tests_and_resumes_an_address_that_said_it_is_gone(
    page: Page, url: str, api: Api, deliver: Post
):
    deliver.answer = gone_for_the_lead
    taken = api.refer(**STANDARD)
    deliver()
    sign_in(page, url, "administrator")
    page.goto(f"{url}/admin/health")
    expect(page.get_by_text("waiting for a paused address")).to_be_visible()
    looked_at(page, "admin-health-suspended")
    page.goto(f"{url}/admin/agencies/{LEAD}#endpoints")
    duty = row_with(page, f"duty.{LEAD}@example.org")
    expect(duty).to_contain_text("It said that it is there no more")
    looked_at(page, "admin-agency-suspended")
    duty.get_by_role("button", name="Send a test").click()
    expect(page.get_by_role("heading", name="Test message")).to_be_visible()
    expect(page.get_by_text("It has not been tried yet.")).to_be_visible()
    deliver.answer = lambda _: delivered()
    deliver()
    page.reload()
    expect(row_with(page, "Taken")).to_be_visible()
    looked_at(page, "admin-test-message")
    page.get_by_role("link", name=f"Addresses of {NAME}").click()
    duty.get_by_role("button", name=re.compile("^Resume")).click()
    expect(duty).to_contain_text("In use")
    deliver()
    page.goto(f"{url}/admin/mails?state=sent")
    page.get_by_role("link", name=re.compile(taken["reference"])).click()
    expect(row_with(page, "It says that it is gone for good")).to_be_visible()
    looked_at(page, "admin-message")


def test_a_provider_reads_every_try_and_its_manager_has_it_sent_again(
    page: Page, url: str, api: Api, deliver: Post, clock
):
    deliver.answer = lambda _: retryable(Code.SERVER_ERROR, 503)
    taken = api.refer(**STANDARD)
    deliver()
    clock.forward(minutes=1)
    deliver.answer = lambda _: delivered()
    deliver()
    sign_in(page, url, LEAD)
    page.goto(f"{url}/provider/deliveries")
    looked_at(page, "provider-messages-with-tests")
    page.get_by_role("link", name=re.compile("2 tries of New referral")).click()
    expect(page.get_by_role("heading", name=taken["reference"])).to_be_visible()
    expect(row_with(page, "It had a fault of its own")).to_contain_text("503")
    looked_at(page, "provider-message")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Open this page again")).to_be_visible()
    deliver()
    page.reload()
    expect(page.get_by_role("rowheader", name="3", exact=True)).to_be_visible()
    looked_at(page, "provider-message-sent-again")


def test_the_coordinator_reads_the_messages_about_a_referral(page: Page, url: str, api: Api, deliver: Post):
    taken = api.refer(**STANDARD)
    deliver()
    sign_in(page, url, "coordinator")
    page.goto(f"{url}/coordinator/referrals/{taken['id']}")
    looked_at(page, "coordinator-referral-with-messages")
    page.get_by_role("link", name=re.compile(f"New referral to {NAME}")).click()
    expect(row_with(page, "Printed instead of sent")).to_be_visible()
    looked_at(page, "coordinator-message")
