"""How a referral was decided, read in a browser by each role that may."""

import pytest
from playwright.sync_api import Page

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
    assert page.get_by_role("heading", name="1. Received").is_visible()
    assert page.get_by_role("heading", name="2. Declined").is_visible()
    assert not page.get_by_text("It is for high risk; here: standard risk.").first.is_visible()
    page.get_by_text("Why no other service in decision 1").first.click()
    assert page.get_by_text("It is for high risk; here: standard risk.").first.is_visible()
    check(page)
