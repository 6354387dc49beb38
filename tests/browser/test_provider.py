"""A provider in a real browser: from signing in to a completed referral, a decline, a stop notice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.screenshots import keep, keep_printed
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post
from tests.factories.portal import Portal

LEAD, ADDITIONAL = "anthony-walker-foundation", "light-for-life"
SAFE_NOW = {"contact.windows": [], "contact.confirmed_on": "2026-03-01"}
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}


def looked_at(page: Page, name: str) -> None:
    """Check a page and keep its picture."""
    check(page)
    keep(page, name)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, question: str, option: str) -> None:
    page.get_by_role("group", name=question).get_by_label(option, exact=True).check()


@pytest.fixture
def referred(api: Api, deliver: Post) -> str:
    """A referral whose message has arrived; gives its reference."""
    taken = api.refer(**SAFE_NOW)
    deliver()
    reference: str = taken["reference"]
    return reference


def test_from_signing_in_to_a_completed_referral(page: Page, url: str, referred: str):
    sign_in(page, url, LEAD)
    looked_at(page, "provider-inbox")
    page.get_by_role("link", name=referred).click()
    page.get_by_role("heading", name=referred).wait_for()
    assert "Ines" not in page.content()
    looked_at(page, "provider-referral-before-accepting")
    press(page, "Acknowledge")
    page.get_by_text("You have acknowledged this referral.").wait_for()
    looked_at(page, "provider-referral-acknowledged")
    press(page, "Check for conflict")
    page.get_by_text("Ines").wait_for()
    looked_at(page, "provider-check-for-conflict")
    page.get_by_role("link", name="No conflict: accept").click()
    press(page, "Accept referral")
    expect(page).to_have_title(re.compile("^Error: "))
    looked_at(page, "provider-accept-error")
    page.get_by_label("Who takes it on").fill("Jo Worker")
    press(page, "Accept referral")
    page.get_by_role("heading", name="How to make contact safely").wait_for()
    expect(page.get_by_text("07700 900123").first).to_be_visible()
    looked_at(page, "provider-referral-accepted")
    keep_printed(page, "provider-referral-accepted")
    _try_and_engage(page)
    _complete(page)
    assert "Ines" not in page.content()
    looked_at(page, "provider-referral-completed")


def _try_and_engage(page: Page) -> None:
    page.get_by_role("button", name="Record a contact attempt").click()
    looked_at(page, "provider-contact-attempt")
    press(page, "Record attempt")
    expect(page).to_have_title(re.compile("^Error: "))
    looked_at(page, "provider-contact-attempt-error")
    choose(page, "How did you try?", "Phone call")
    choose(page, "What happened?", "Spoke with the person")
    press(page, "Record attempt")
    page.get_by_text("The attempt is recorded and counts").wait_for()
    looked_at(page, "provider-contact-attempt-recorded")
    page.get_by_role("button", name="Record that support has begun").click()
    looked_at(page, "provider-engage")
    press(page, "Record that support has begun")
    page.get_by_text("You have recorded that support has begun.").wait_for()


def _complete(page: Page) -> None:
    page.get_by_role("button", name="Complete your work").click()
    press(page, "Complete")
    expect(page).to_have_title(re.compile("^Error: "))
    looked_at(page, "provider-complete-error")
    choose(page, "How did it end?", "Supported")
    choose(page, "Does the person say that they cope better?", "Yes")
    choose(page, "Does the person say that they have recovered?", "Not asked")
    press(page, "Complete")
    page.get_by_text("You have completed your work on this referral.").wait_for()


def test_a_decline_says_what_follows_from_each_reason(page: Page, url: str, referred: str):
    sign_in(page, url, LEAD)
    page.get_by_role("link", name=referred).click()
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("The hub looks for another suitable service at once.").first).to_be_visible()
    looked_at(page, "provider-decline")
    choose(page, "Why do you decline?", "No capacity")
    press(page, "Decline referral")
    page.get_by_text("You have declined this referral.").wait_for()
    expect(page.get_by_text("Hate crime", exact=True)).to_have_count(0)
    looked_at(page, "provider-referral-declined")
    page.goto(f"{url}/provider?section=done")
    expect(page.get_by_text("Declined").first).to_be_visible()
    looked_at(page, "provider-inbox-done")


def test_a_stop_notice_stands_on_every_page_until_it_is_acknowledged(
    page: Page, url: str, api: Api, deliver: Post
):
    taken = api.refer(**SAFE_NOW)
    deliver()
    for each, who in zip(taken["assignments"], (LEAD, ADDITIONAL), strict=True):
        api.act(each, "accept", who, assignee="Sam")
    assert api.post(f"/v1/referrals/{taken['id']}/withdraw", "police", WISH).status_code == 200
    deliver()
    sign_in(page, url, LEAD)
    page.get_by_role("heading", name="1 notice to acknowledge").wait_for()
    looked_at(page, "provider-inbox-with-a-notice")
    page.goto(f"{url}/provider/deliveries")
    looked_at(page, "provider-messages")
    page.get_by_role("link", name=f"Read the notice about {taken['reference']}").click()
    page.get_by_role("heading", name="Stop contact at once").wait_for()
    looked_at(page, "provider-stop-notice")
    press(page, "I have read this")
    page.get_by_role("heading", name=taken["reference"]).wait_for()
    expect(page.get_by_text("to acknowledge")).to_have_count(0)
    looked_at(page, "provider-stop-notice-acknowledged")


def test_an_accept_that_comes_too_late_says_whom_to_ring(page: Page, url: str, api: Api, referred: str):
    (assignment,) = api.get("/v1/assignments", LEAD).json()["assignments"]
    sign_in(page, url, LEAD)
    page.goto(f"{url}/provider/assignments/{assignment['id']}/accept")
    page.get_by_label("Who takes it on").fill("Jo Worker")
    looked_at(page, "provider-accept")
    api.act(assignment, "recall", "coordinator", reason="nobody answered")
    press(page, "Accept referral")
    page.get_by_role("heading", name="Do not make contact").wait_for()
    expect(page.get_by_text("Another service holds this.")).to_be_visible()
    looked_at(page, "provider-accept-too-late")
    page.goto(f"{url}/provider/deliveries?kind=referral")
    expect(page.get_by_role("link", name=referred).first).to_be_visible()
    looked_at(page, "provider-messages-filtered")


def test_contact_that_was_not_safe_is_suspended_and_its_numbers_are_gone(
    page: Page, url: str, api: Api, deliver: Post
):
    taken = api.refer(**SAFE_NOW)
    deliver()
    lead, additional = taken["assignments"]
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(additional, "accept", ADDITIONAL, assignee="Sam")
    sign_in(page, url, ADDITIONAL)
    page.goto(f"{url}/provider/assignments/{additional['id']}")
    page.get_by_text("Do not make contact yet.").wait_for()
    looked_at(page, "provider-wait-for-the-lead")
    api.act(lead, "contact-attempts", LEAD, channel="phone", result="stopped_unsafe", worker="Sam")
    page.reload()
    page.get_by_text("Contact is suspended").wait_for()
    expect(page.get_by_text("07700 900123")).to_have_count(0)
    looked_at(page, "provider-contact-suspended")


@pytest.mark.usefixtures("referred")
@pytest.mark.parametrize("act", ["hold", "release", "withdraw"])
def test_the_rarer_forms_can_be_filled_in(page: Page, url: str, api: Api, portal: Portal, act: str):
    (assignment,) = api.get("/v1/assignments", LEAD).json()["assignments"]
    portal.post(f"/provider/assignments/{assignment['id']}/accept", LEAD, assignee="Sam")
    sign_in(page, url, LEAD)
    page.goto(f"{url}/provider/assignments/{assignment['id']}/{act}")
    looked_at(page, f"provider-{act}")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page).to_have_title(re.compile("^Error: "))
    looked_at(page, f"provider-{act}-error")


def test_the_lead_records_that_the_person_agrees_to_another_service(
    page: Page, url: str, api: Api, deliver: Post
):
    narrow = {"consent.scope": "named_services", "consent.services": ["hate-crime-advocacy"]}
    taken = api.refer(**SAFE_NOW, **narrow)
    deliver()
    api.act(taken["assignments"][0], "accept", LEAD, assignee="Sam")
    sign_in(page, url, LEAD)
    page.goto(f"{url}/provider/assignments/{taken['assignments'][0]['id']}")
    page.get_by_role("heading", name="The person agrees to another service").wait_for()
    looked_at(page, "provider-another-service")
    press(page, "Record and send")
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Choose what the person agrees to").click()
    assert page.evaluate("document.activeElement.id") == "services"
    looked_at(page, "provider-another-service-error")
    choose(page, "What does the person agree to?", "Complementary service")
    choose(page, "How did the person tell you?", "By phone")
    press(page, "Record and send")
    page.get_by_text("The service that the person agreed to is sent this referral.").wait_for()
    looked_at(page, "provider-another-service-recorded")
    assert [each.agency_slug for each in deliver()] == [ADDITIONAL]
