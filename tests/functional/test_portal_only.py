"""A provider that is reached by its inbox alone: nothing goes out, and the referral stands there."""

import pytest
from sqlalchemy import select, update

from hub.access.scopes import HUB
from hub.models import Account, AuditEvent
from tests.factories.directories import SHIPPED, load_text
from tests.factories.portal import email_of, text_of

WALKER = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}


@pytest.fixture
def in_inbox(loaded):
    text = SHIPPED.replace(f'duty = "duty.{WALKER}@example.org"\n', "portal_only = true\n")
    load_text(loaded, text.replace(f'manager = "manager.{WALKER}@example.org"\n', ""))


@pytest.mark.usefixtures("in_inbox")
def test_the_referral_stands_in_the_inbox_and_is_handed_over_without_a_mail(api, portal, send, mailbox):
    answer = api.refer(**STANDARD)
    assert send() == 1
    assert mailbox.raw == []
    shown = api.get(f"/v1/referrals/{answer['id']}", "police").json()
    assert [each["status"] for each in shown["assignments"]] == ["delivered"]
    assert answer["reference"] in text_of(portal.get("/provider", WALKER))


@pytest.mark.usefixtures("in_inbox")
def test_a_stop_notice_stands_there_as_well(api, portal, send, mailbox, clock):
    answer = api.refer(**STANDARD)
    send()
    withdrawn = {"asked_by": "victim", "how": "phone", "taken_by": "PC 0000", "services": []}
    done = api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", withdrawn)
    assert done.status_code == 200, done.text
    clock.forward(minutes=1)
    assert send() == 1
    assert mailbox.raw == []
    assert f"Read the notice about {answer['reference']}" in text_of(portal.get("/provider", WALKER))


@pytest.mark.usefixtures("in_inbox")
def test_what_nobody_can_open_is_not_handed_over_and_ends_with_a_person(api, send, clock, loaded):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Account).where(Account.email == email_of(WALKER)).values(ended_at=tx.now)
        )
    answer = api.refer(**STANDARD)
    for _ in range(30):
        send()
        clock.forward(hours=6)
    shown = api.get(f"/v1/referrals/{answer['id']}", "police").json()
    assert [each["status"] for each in shown["assignments"]] == ["undeliverable"]
    rows = api.get("/v1/triage", "coordinator").json()["triage"]
    assert any("nobody_signs_in" in row["why"] for row in rows)
    with loaded.transaction(HUB) as tx:
        handed = select(AuditEvent.id).where(AuditEvent.event == "referral:assignment:handed_over")
        assert tx.connection.execute(handed).all() == []
