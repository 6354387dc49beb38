"""A decision taken again brings its additional services with the new lead, and sends nobody twice."""

import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.directory.actions.pausing import NewPause, pause_service, resume_service
from hub.domain.codes import PauseReason

LEAD, NEXT, BESIDE = "anthony-walker-foundation", "victim-support", "light-for-life"
HATE, VULNERABLE, COMPLEMENTARY = "hate-crime-advocacy", "vulnerable-victims", "complementary"


def turns(api, answer):
    found = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()["assignments"]
    return sorted((each["service"], each["role"], each["status"]) for each in found)


def beside(api, answer):
    found = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()["assignments"]
    return next(each for each in found if each["service"] == COMPLEMENTARY)


def must_hold(loaded):
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


def pause(loaded):
    with loaded.transaction(HUB) as tx:
        pause_service(tx, COMPLEMENTARY, NewPause(reason=PauseReason.STAFF), "a test")


def resume(loaded):
    with loaded.transaction(HUB) as tx:
        resume_service(tx, COMPLEMENTARY, "a test")


@pytest.fixture
def without_additional(api, deliver, loaded):
    """A high-risk hate crime that came while the service beside its lead was paused; it no longer is."""
    pause(loaded)
    answer = api.refer()
    deliver()
    resume(loaded)
    assert turns(api, answer) == [(HATE, "lead", "delivered")]
    return answer


def declined(api, answer):
    api.act(answer["assignments"][0], "decline", LEAD, reason="capacity")


def recalled(api, answer):
    api.act(answer["assignments"][0], "recall", "coordinator", reason="silent")


def released(api, answer):
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    api.act(answer["assignments"][0], "release", LEAD, reason="language_or_access")


@pytest.mark.parametrize("lost", [declined, recalled, released])
def test_what_is_additional_now_comes_with_the_new_lead(api, without_additional, deliver, loaded, lost):
    lost(api, without_additional)
    assert [each for each in turns(api, without_additional) if each[0] != HATE] == [
        (COMPLEMENTARY, "additional", "queued"),
        (VULNERABLE, "lead", "queued"),
    ]
    sent = [each.agency_slug for each in deliver() if each.kind == "referral"]
    assert sorted(sent) == sorted([NEXT, BESIDE])
    must_hold(loaded)


def test_a_live_additional_service_is_kept_and_sent_once(api, deliver, loaded):
    answer = api.refer()
    deliver()
    declined(api, answer)
    assert turns(api, answer) == [
        (COMPLEMENTARY, "additional", "delivered"),
        (HATE, "lead", "declined"),
        (VULNERABLE, "lead", "queued"),
    ]
    assert [each.agency_slug for each in deliver() if each.kind == "referral"] == [NEXT]
    must_hold(loaded)


def test_a_service_that_declined_is_not_sent_again_even_when_its_no_holds_no_more(
    api, deliver, clock, loaded
):
    answer = api.refer()
    deliver()
    api.act(answer["assignments"][1], "decline", BESIDE, reason="capacity")
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    clock.forward(days=15)
    api.act(answer["assignments"][0], "release", LEAD, reason="capacity")
    assert [each for each in turns(api, answer) if each[0] == COMPLEMENTARY] == [
        (COMPLEMENTARY, "additional", "declined")
    ]
    assert turns(api, answer)[-1] == (VULNERABLE, "lead", "queued")
    must_hold(loaded)


def test_the_new_one_waits_for_the_new_lead(api, without_additional, deliver):
    declined(api, without_additional)
    deliver()
    added = beside(api, without_additional)
    api.act(added, "accept", BESIDE, assignee="Kim")
    seen = api.get(f"/v1/assignments/{added['id']}", BESIDE).json()
    assert "contact_made" not in {each["clock"] for each in seen["clocks"]}


def test_nobody_additional_is_sent_where_no_lead_is_found(api, without_additional, loaded):
    pause_all = NewPause(reason=PauseReason.STAFF)
    with loaded.transaction(HUB) as tx:
        pause_service(tx, VULNERABLE, pause_all, "a test")
    declined(api, without_additional)
    assert turns(api, without_additional) == [(HATE, "lead", "declined")]
    must_hold(loaded)


def test_a_yes_told_to_the_first_lead_holds_when_another_one_leads(api, deliver, loaded):
    only = {"consent.scope": "named_services", "consent.services": [HATE, VULNERABLE]}
    answer = api.refer(**only)
    deliver()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    body = {"services": [COMPLEMENTARY], "how": "phone", "given_on": "2026-03-04"}
    api.act(answer["assignments"][0], "consent", LEAD, **body)
    api.act(answer["assignments"][0], "release", LEAD, reason="capacity")
    assert turns(api, answer) == [
        (COMPLEMENTARY, "additional", "queued"),
        (HATE, "lead", "released"),
        (VULNERABLE, "lead", "queued"),
    ]
    must_hold(loaded)
