"""How a referral was decided, read in a browser by each role that may."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post

STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


@pytest.mark.parametrize("who", ["police", "coordinator", "commissioner"])
def test_two_decisions_are_read_with_why_no_other_service(
    page: Page, api: Api, deliver: Post, url: str, who: str
):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", "anthony-walker-foundation", reason="capacity")
    sign_in(page, url, who)
    page.goto(f"{url}/{who}/referrals/{answer['id']}")
    expect(page.get_by_role("heading", name="1. Received")).to_be_visible()
    expect(page.get_by_role("heading", name="2. Declined")).to_be_visible()
    expect(page.get_by_text("It is for high risk; here: standard risk.").first).to_be_hidden()
    page.get_by_text("Why no other service in decision 1").first.click()
    expect(page.get_by_text("It is for high risk; here: standard risk.").first).to_be_visible()
    check(page)
