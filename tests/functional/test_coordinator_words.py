"""What others wrote reaches the coordinator who has to decide by it, and nobody else."""

import pytest

from tests.factories.portal import text_of

LEAD = "anthony-walker-foundation"
WISH = {"asked_by": "Canarymother", "how": "in_person", "taken_by": "Sam"}


@pytest.fixture
def given(api, deliver):
    """Refer at high risk and deliver it; gives the answer."""
    answer = api.refer()
    deliver()
    return answer


def row_of(api, portal, reason):
    """Show the open row of a reason; its words without the markup."""
    rows = api.get("/v1/triage", "coordinator").json()["triage"]
    item = next(row["id"] for row in rows if row["reason"] == reason)
    return text_of(portal.get(f"/coordinator/triage/{item}", "coordinator"))


def turn_of(answer):
    return f"/provider/assignments/{answer['assignments'][0]['id']}"


def test_the_words_of_a_decline_are_read_where_it_is_decided(api, portal, given):
    portal.post(f"{turn_of(given)}/decline", LEAD, reason="other", text="Canarywords of ours")
    shown = row_of(api, portal, "declined")
    assert "Declined: Hate crime advocacy" in shown
    assert "Another reason. Canarywords of ours" in shown
    own = text_of(portal.get(f"/coordinator/referrals/{given['id']}", "coordinator"))
    assert "Canarywords" not in own, "only a row that needs a decision shows them"


def test_who_took_a_referral_on_stays_with_the_service(api, portal, given):
    portal.post(f"{turn_of(given)}/accept", LEAD, assignee="Canaryworker")
    portal.post(f"{turn_of(given)}/release", LEAD, reason="misdirected")
    shown = row_of(api, portal, "released")
    assert "Given back by the service: Hate crime advocacy" in shown
    assert "Meant for another service" in shown
    assert "Canaryworker" not in shown


def test_whoever_checks_a_withdrawal_reads_who_asked_and_how(api, portal, given):
    portal.post(f"{turn_of(given)}/accept", LEAD, assignee="Jo")
    assert api.post(f"/v1/referrals/{given['id']}/withdraw", "police", WISH).status_code == 200
    assert "Canarymother; in person; taken by Sam" in row_of(api, portal, "check_withdrawal")
    stopped = text_of(portal.get(turn_of(given), LEAD))
    assert "Stop contact at once" in stopped
    assert "Canarymother" not in stopped
    assert "Until you do, no contact details are shown" not in stopped, "they are not shown afterwards either"
    own = text_of(portal.get(f"/coordinator/referrals/{given['id']}", "coordinator"))
    assert "open “Withdrawal to be checked” above" in own


def test_a_possible_duplicate_is_said_to_be_held(api, portal, given):
    second = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    standard = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
    assert given["assignments"]
    api.refer("stop-hate-uk", None, **second, **standard)
    shown = row_of(api, portal, "possible_duplicate")
    assert "Held: not sent yet" in shown
    assert "Being sent" not in shown
