"""Mails that came back, as the administrator and the coordinator see them, wide and at 320 px."""

import re

import pytest
from playwright.sync_api import Page, expect

from hub.access.scopes import HUB
from hub.channels.mailbox.reading import read
from hub.db import Database
from hub.journey.returning import take_in
from hub.sealing import return_token
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post
from tests.factories.returned import SAMPLES
from tests.factories.time import Clock

RETURNS = "returns@hub.example.org"
BY_NAME = {each.name: each for each in SAMPLES}


@pytest.fixture
def came_back(api: Api, deliver: Post, loaded: Database, clock: Clock) -> None:
    """Three referrals by mail that came back, a late one, an automatic one, a person's, and a forged one."""
    for number in range(5):
        api.refer(
            **{"crime.type": "burglary", "crime.flags": ["vulnerable"]}, person_reference=str(number + 1)
        )
    named = ("postfix, no such user",) * 3 + ("postfix, still tried", "a person who accepts")
    sent = [message for message in deliver() if message.assignment_id]
    for number, (message, name) in enumerate(zip(sent, named, strict=False)):
        clock.forward(minutes=3)
        to = f"returns+{return_token(message.delivery_id)}@hub.example.org"
        with loaded.transaction(HUB) as tx:
            take_in(tx, read(BY_NAME[name].raw(to, digest=str(number))), RETURNS)
    with loaded.transaction(HUB) as tx:
        take_in(tx, read(BY_NAME["postfix, no such user"].raw(RETURNS)), RETURNS)


@pytest.mark.usefixtures("came_back")
def test_an_administrator_sees_what_came_back_and_which_address_fails(page: Page, url: str):
    sign_in(page, url, "administrator")
    page.goto(f"{url}/admin/mails")
    expect(
        page.get_by_text("It was taken, and came back: its mail server knows no such mailbox").first
    ).to_be_visible()
    check(page)
    page.get_by_role("link", name="Mails that came back").click()
    expect(page.get_by_role("heading", name="Mails that came back")).to_be_visible()
    failing = page.get_by_role("region", name="Addresses that fail")
    expect(failing.get_by_role("row")).to_have_count(2)
    expect(failing.get_by_text("3", exact=True)).to_be_visible()
    expect(page.get_by_text("Its mail server knows no such mailbox (5.1.1)").first).to_be_visible()
    expect(page.get_by_text("Names no mail of the hub's")).to_be_visible()
    expect(page.get_by_text("No mailbox is read")).to_be_visible()
    check(page)
    keep(page, "admin-returned-mails")
    page.get_by_role("link", name="late").click()
    expect(page.get_by_role("cell", name="Late, still being tried")).to_be_visible()
    expect(page.get_by_text("5.1.1")).to_have_count(0)


@pytest.mark.usefixtures("came_back")
def test_the_coordinator_sees_when_and_why_it_came_back(page: Page, url: str):
    sign_in(page, url, "coordinator")
    page.get_by_role("link", name=re.compile("^VR-")).first.click()
    expect(page.get_by_role("region", name="What came back by mail")).to_be_visible()
    check(page)
    keep(page, "coordinator-row-came-back")
