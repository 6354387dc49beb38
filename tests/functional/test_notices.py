"""A notice hides the way to the person from its provider until the provider says that it has read it."""

from uuid import UUID

import psycopg
import pytest

from hub.access.keys import scope_of
from hub.access.scopes import by_link, widen
from hub.delivery.queries.notices import open_for, open_notices
from hub.domain.errors import NotFoundError
from hub.journey.noticing import acknowledge_notice

LEAD, ADDITIONAL = "anthony-walker-foundation", "light-for-life"
SENSITIVE = {
    "risk": {"tool": "merit", "score": 75, "band": "high"},
    "contact.suspect_at_home": "not_known",
}
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "Sam"}
UNREAD = "You have not acknowledged a notice"


@pytest.fixture
def referral(api, deliver):
    """A referral that a lead and an additional service have accepted, the message of each delivered."""
    answer = api.refer(**SENSITIVE)
    deliver()
    for each, who in zip(answer["assignments"], (LEAD, ADDITIONAL), strict=True):
        api.act(each, "accept", who, assignee="Sam")
    return answer


@pytest.fixture
def told(api, referral):
    """The additional service's assignment after the lead's try was unsafe: suspended, with an open notice."""
    lead, additional = referral["assignments"]
    try_in_vain(api, lead, "someone_else_answered")
    return additional


def see(api, assignment, who=ADDITIONAL):
    answer = api.get(f"/v1/assignments/{assignment['id']}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def try_in_vain(api, assignment, result):
    api.act(assignment, "contact-attempts", LEAD, channel="phone", result=result, worker="Sam")


def find_a_safe_way(api):
    rows = api.get("/v1/triage", "coordinator").json()["triage"]
    (row,) = (each for each in rows if each["reason"] == "unsafe_contact")
    answer = api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "a safe time was found"})
    assert answer.status_code == 200


def acknowledge(api, assignment, who=ADDITIONAL):
    return api.post(f"/v1/assignments/{assignment['id']}/acknowledge-notices", who)


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def entries(owner_url):
    """Who is on record as having acknowledged what about which assignment."""
    return rows(
        owner_url,
        "SELECT role, assignment_id, detail ->> 'kind' FROM audit_event "
        "WHERE event = 'referral:notice:acknowledged'",
    )


def test_the_contact_is_hidden_until_the_notice_is_acknowledged(api, told):
    find_a_safe_way(api)
    hidden = see(api, told)
    assert (hidden["contact"], hidden["summary"]) == (None, None)
    assert UNREAD in hidden["notice"]
    assert hidden["person"]["given_name"] == "Ines"
    assert "900123" not in str(hidden)
    assert acknowledge(api, told).json() == {"id": told["id"], "acknowledged": 1}
    shown = see(api, told)
    assert shown["contact"]["phone"]["value"] == "07700 900123"
    assert shown["summary"]
    assert "notice" not in shown


def test_an_acknowledged_notice_does_not_end_the_suspension(api, told):
    before = see(api, told)["notice"]
    assert "suspended" in before
    assert UNREAD in before
    acknowledge(api, told)
    shown = see(api, told)
    assert shown["contact"] is None
    assert "suspended" in shown["notice"]
    assert UNREAD not in shown["notice"]


def test_only_the_service_that_was_told_has_something_to_acknowledge(api, told, referral):
    lead, _ = referral["assignments"]
    assert acknowledge(api, lead, LEAD).json()["acknowledged"] == 0
    find_a_safe_way(api)
    assert see(api, lead, LEAD)["contact"]["safe_channels"]
    assert see(api, told)["contact"] is None


def test_a_notice_about_one_referral_hides_nothing_of_another(api, deliver, told):
    _, other = api.refer(**SENSITIVE, person_reference="2")["assignments"]
    deliver()
    api.act(other, "accept", ADDITIONAL, assignee="Sam")
    assert see(api, other)["contact"]["phone"]["value"] == "07700 900123"
    assert acknowledge(api, other).json()["acknowledged"] == 0
    assert UNREAD in see(api, told)["notice"]


def test_another_agencys_notices_are_not_found(api, told):
    for who in (LEAD, "rasa"):
        assert acknowledge(api, told, who).status_code == 404
    find_a_safe_way(api)
    assert see(api, told)["contact"] is None


def test_a_repeat_is_harmless_and_each_notice_is_recorded_once(api, told, loaded_owner_url):
    for acknowledged in (1, 0):
        assert acknowledge(api, told).json()["acknowledged"] == acknowledged
    ((receipts,),) = rows(loaded_owner_url, "SELECT count(*) FROM notice_receipt WHERE key_id IS NOT NULL")
    assert receipts == 1
    assert entries(loaded_owner_url) == [("provider", UUID(told["id"]), "contact_changed")]


def test_what_was_withdrawn_stays_empty_after_its_notice_is_acknowledged(api, referral):
    assert api.post(f"/v1/referrals/{referral['id']}/withdraw", "police", WISH).status_code == 200
    for each, who in zip(referral["assignments"], (LEAD, ADDITIONAL), strict=True):
        before = see(api, each, who)
        assert "do not contact the person" in before["notice"]
        assert UNREAD in before["notice"]
        assert acknowledge(api, each, who).json()["acknowledged"] == 1
        after = see(api, each, who)
        assert after["notice"] == "This is not yours any more: do not contact the person."
        assert {"person", "contact", "summary", "needs"}.isdisjoint(after)
        assert "Ines" not in str(after)


def test_a_second_unsafe_try_hides_the_contact_again(api, told, referral):
    acknowledge(api, told)
    find_a_safe_way(api)
    try_in_vain(api, referral["assignments"][0], "stopped_unsafe")
    find_a_safe_way(api)
    assert UNREAD in see(api, told)["notice"]
    assert acknowledge(api, told).json()["acknowledged"] == 1
    assert see(api, told)["contact"]["safe_channels"]


def test_a_provider_acknowledges_one_notice_of_its_own_and_nobody_else_does(
    api, told, referral, loaded, loaded_template, loaded_owner_url, hub_scope
):
    api.post(f"/v1/referrals/{referral['id']}/withdraw", "police", WISH)
    with loaded.transaction(hub_scope) as tx:
        own, other = (scope_of(tx, loaded_template[who]) for who in (ADDITIONAL, LEAD))
    with loaded.transaction(own) as tx:
        stop, changed = open_notices(tx, own.agency_id)
    assert (stop.kind, changed.kind) == ("stop_notice", "contact_changed")
    assert (stop.reference, str(stop.assignment_id)) == (referral["reference"], told["id"])
    for scope in (other, by_link(own.agency_id), hub_scope):
        with loaded.transaction(scope) as tx:
            widen(tx)  # so that row security does not do it alone
            with pytest.raises(NotFoundError):
                acknowledge_notice(tx, stop.id)
    with loaded.transaction(own) as tx:
        for _ in range(2):
            acknowledge_notice(tx, stop.id)
        assert open_notices(tx, own.agency_id) == open_for(tx, UUID(told["id"])) == (changed,)
    assert entries(loaded_owner_url) == [("provider", UUID(told["id"]), "stop_notice")]


def test_the_coordinator_and_the_commissioner_are_not_asked_to_acknowledge(api, told):
    for who in ("coordinator", "commissioner"):
        assert "notice" not in see(api, told, who)
        assert acknowledge(api, told, who).status_code == 403
