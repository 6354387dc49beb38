"""A referral's page for its unit: what it shows, and what is done there."""

from uuid import uuid4

from sqlalchemy import select

from hub.access.scopes import HUB
from hub.audit import Event
from hub.models import Draft, Person, PersonToken, Referral, UnitTaskRow
from tests.factories.police import MARAC, OTHER_UNIT, UNIT, count, recorded, refer
from tests.factories.portal import text_of
from tests.factories.submissions import NOTHING_SAFE


def test_a_referral_shows_what_its_unit_may_know_and_nobody_s_name(portal, api, deliver):
    taken = api.refer(**{"person.given_name": "Canary", "summary": "Canary song"})
    deliver()
    provider = "anthony-walker-foundation"
    api.act(taken["assignments"][0], "accept", provider, assignee="Sam")
    api.act(taken["assignments"][0], "engage", provider)
    path = f"/police/referrals/{taken['id']}"
    page = portal.get(path, UNIT)
    shown = text_of(page)
    assert "Hate crime advocacy" in shown
    assert "Accepted" in shown
    assert "In progress" not in shown
    assert "Canary" not in page.text
    for who, status in ((OTHER_UNIT, 404), (provider, 403), ("coordinator", 403)):
        assert portal.get(path, who).status_code == status
    assert portal.get(f"/police/referrals/{uuid4()}", UNIT).status_code == 404


def test_what_came_back_is_sent_again_as_the_next_version(portal, api, loaded):
    first = api.refer(**NOTHING_SAFE)
    path = f"/police/referrals/{first['id']}"
    assert "It came back to you" in text_of(portal.get(path, UNIT))
    draft = portal.post(f"{path}/send-again", UNIT).headers["location"]
    check = text_of(portal.get(f"{draft}/check", UNIT))
    for kept in ("SYN/18/000123", "Ines", "1 Example Street", "07700 900123", "Polish", "a friend of Jo"):
        assert kept in check
    safe = {
        "contact.phone.value": "07700 900123",
        "contact.phone.safe": "yes",
        "contact.suspect_at_home": "no",
    }
    assert portal.post(f"{draft}/safe-contact", UNIT, **safe).status_code == 303
    assert portal.post(f"{draft}/receivers", UNIT).status_code == 303
    portal.post(f"{draft}/send", UNIT)
    with loaded.transaction(HUB) as tx:
        rows = tx.connection.execute(select(Referral).order_by(Referral.version)).all()
    assert [(row.version, row.status, row.source_reference) for row in rows] == [
        (1, "returned", "SYN/18/000123"),
        (2, "placed", "SYN/18/000123"),
    ]
    assert rows[1].incident_at == rows[0].incident_at
    assert rows[1].reported_at == rows[0].reported_at
    assert len(recorded(loaded, Event.PERSON_VIEWED)) == 1
    assert f"you sent it again as {rows[1].reference}" in text_of(portal.get(path, UNIT))
    assert portal.post(f"{path}/send-again", UNIT).status_code == 409


def test_sending_again_says_why_it_came_back_and_goes_on_where_it_was_left(portal, api, loaded):
    path = f"/police/referrals/{api.refer(**NOTHING_SAFE)['id']}"
    draft = portal.post(f"{path}/send-again", UNIT).headers["location"]
    page = portal.get(draft, UNIT)
    assert "It came back because of: No safe way to make contact." in text_of(page)
    assert f"{draft}/safe-contact?next=check" in page.text
    portal.post(f"{draft}/safe-contact", UNIT, **{"contact.suspect_at_home": "no", "then": "later"})
    assert portal.post(f"{path}/send-again", UNIT).headers["location"] == draft
    assert count(loaded, Draft) == 1


def test_a_referral_at_high_risk_that_came_back_stays_the_unit_s_to_keep_safe(portal, api):
    held = "Until one has it your unit keeps the person safe"
    path = f"/police/referrals/{api.refer(**NOTHING_SAFE)['id']}"
    for page in (path, f"{path}/sent"):
        assert held in text_of(portal.get(page, UNIT))
    medium = refer(api, 2, **NOTHING_SAFE, **{"risk.score": 40, "risk.band": "medium"})
    for page in (f"/police/referrals/{medium['id']}", f"/police/referrals/{medium['id']}/sent"):
        assert held not in text_of(portal.get(page, UNIT))


def test_a_refusal_never_reads_as_something_to_put_right(portal, api):
    refused = api.refer(**{"consent.basis": "refused"})
    shown = text_of(portal.get(f"/police/referrals/{refused['id']}", UNIT))
    assert "We counted it and kept nothing about them." in shown
    assert "It came back to you" not in shown


def test_what_is_not_sent_again_is_erased_at_once(portal, api, loaded):
    taken = api.refer(**NOTHING_SAFE)
    path = f"/police/referrals/{taken['id']}"
    for who in (OTHER_UNIT, "stop-hate-uk"):
        assert portal.post(f"{path}/let-go", who).status_code in {403, 404}
    assert "We erase the person's details at once" in text_of(portal.get(f"{path}/let-go", UNIT)).replace(
        "&#39;", "'"
    )
    assert count(loaded, Person) == 1
    assert portal.post(f"{path}/let-go", UNIT).headers["location"] == f"{path}?done=erased"
    assert (count(loaded, Person), count(loaded, PersonToken)) == (0, 0)
    assert recorded(loaded, Event.PERSON_ERASED) == [{}]
    assert portal.post(f"{path}/let-go", UNIT).status_code == 409
    assert "SYN/18/000123" in portal.get("/police?group=finished", UNIT).text


def test_a_referral_that_is_under_way_is_not_erased(portal, api, loaded):
    taken = api.refer()
    for act in ("let-go", "send-again"):
        assert portal.post(f"/police/referrals/{taken['id']}/{act}", UNIT).status_code == 409
    assert count(loaded, Person) == 1


def test_a_task_is_done_once_by_its_own_unit(portal, api, loaded, clock):
    taken = api.refer(**MARAC)
    path = f"/police/referrals/{taken['id']}/tasks/refer_to_marac/done"
    assert portal.post(path, OTHER_UNIT).status_code == 404
    assert portal.post(path, UNIT).status_code == 303
    done_at = clock.now
    clock.forward(minutes=5)
    assert portal.post(path, UNIT).status_code == 303
    assert count(loaded, UnitTaskRow, UnitTaskRow.done_at == done_at) == 1
    assert recorded(loaded, Event.UNIT_TASK_DONE) == [{"task": "refer_to_marac"}]


def test_a_referral_is_taken_back_before_it_is_accepted_only(portal, api, deliver):
    taken = api.refer()
    deliver()
    lead = taken["assignments"][0]
    page, path = f"/police/referrals/{taken['id']}", f"/police/referrals/{taken['id']}/recall/{lead['id']}"
    assert path in portal.get(page, UNIT).text
    answer = portal.post(path, UNIT)
    assert answer.status_code == 422
    assert "Enter why you take it back" in text_of(answer)
    assert portal.post(path, OTHER_UNIT, reason="not ours").status_code == 404
    assert portal.post(path, UNIT, reason="sent by mistake").headers["location"] == f"{page}?done=taken_back"
    assert "You took it back." in text_of(portal.get(f"{page}?done=taken_back", UNIT))
    assert "You took it back." not in text_of(portal.get(page, UNIT))
    assert "Hate crime advocacy: ended" in text_of(portal.get(page, UNIT))

    second = refer(api, 5)
    deliver()
    lead = second["assignments"][0]
    api.act(lead, "accept", "anthony-walker-foundation", assignee="Sam")
    path = f"/police/referrals/{second['id']}/recall/{lead['id']}"
    assert path not in portal.get(f"/police/referrals/{second['id']}", UNIT).text
    assert "cannot be taken back any more" in text_of(portal.get(path, UNIT))
    assert portal.post(path, UNIT, reason="too late").status_code == 409


def test_a_wish_to_stop_says_whose_it_is_and_stops_all_or_some(portal, api, deliver):
    taken = api.refer()
    deliver()
    page = f"/police/referrals/{taken['id']}"
    answer = portal.post(f"{page}/withdraw", UNIT, which="some")
    assert answer.status_code == 422
    for message in ("Enter who asked", "Select how they asked", "Enter who took", "Select the services"):
        assert message in text_of(answer)
    wish = {"asked_by": "The person", "how": "phone", "taken_by": "PC 0000"}
    some = {"which": "some", "services": ["complementary"]}
    assert portal.post(f"{page}/withdraw", UNIT, **wish, **some).status_code == 303
    shown = text_of(portal.get(page, UNIT))
    assert "Complementary service: ended" in shown
    assert "Hate crime advocacy: ended" not in shown
    assert portal.post(f"{page}/withdraw", OTHER_UNIT, **wish, which="all").status_code == 404
    assert portal.post(f"{page}/withdraw", UNIT, **wish, which="all").status_code == 303
    assert "Hate crime advocacy: ended" in text_of(portal.get(page, UNIT))
    assert sorted(str(message.kind) for message in deliver() if "stop" in str(message.kind))
