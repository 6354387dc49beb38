"""A referring unit's submission in steps: what it asks, what it keeps, and that it is sent once."""

import re

import pytest
from sqlalchemy import select

from hub.access.scopes import HUB
from hub.models import Draft, Person, Referral
from tests.factories.police import UNIT, count
from tests.factories.portal import text_of

PAGES = {
    "consent": {
        "consent.basis": "explicit",
        "consent.given_by": "self",
        "consent.how": "phone",
        "consent.given_on_day": "3",
        "consent.given_on_month": "3",
        "consent.given_on_year": "2026",
        "consent.recorded_by": "PC 0000",
    },
    "services": {"consent.scope": "any_suitable_service"},
    "crime": {
        "source_reference": "SYN/26/000777",
        "crime.type": "hate_crime",
        "crime.hate_strands": ["race", "religion"],
        "crime.aspects": ["antisocial_behaviour"],
    },
    "when-and-where": {
        "crime.incident_borough": "knowsley",
        "incident_at_day": "2",
        "incident_at_month": "3",
        "incident_at_year": "2026",
        "incident_at_time": "9.30",
        "reported": "yes",
        "reported_at_day": "3",
        "reported_at_month": "3",
        "reported_at_year": "2026",
    },
    "person": {
        "person.relationship": "victim",
        "person.given_name": "Ines",
        "person.family_name": "Example",
        "person.birth_date_day": "17",
        "person.birth_date_month": "4",
        "person.birth_date_year": "1988",
        "person.borough": "knowsley",
        "person.address": "1 Example Street\nExampleton",
    },
    "safe-contact": {
        "contact.suspect_at_home": "no",
        "contact.phone.value": "07700 900123",
        "contact.phone.safe": "yes",
        "contact.voicemail.safe": "no",
    },
    "times-and-names": {
        "contact.windows.1.days": ["mon", "tue"],
        "contact.windows.1.from": "17:00",
        "contact.windows.1.to": "20:00",
        "contact.ask_for": "Ines",
        "contact.never_tell": "the neighbour\nan uncle",
    },
    "go-between": {},
    "risk-and-needs": {
        "risk.tool": "merit",
        "risk.score": "40",
        "risk.band": "medium",
        "needs.interpreter": "pl",
        "summary": "Eggs thrown at the window twice this week.",
    },
    "receivers": {},
}


def start(portal, who=UNIT):
    answer = portal.post("/police/new", who)
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/consent")


def fill(portal, draft, who=UNIT, pages=PAGES, **changes):
    for page, fields in pages.items():
        answer = portal.post(f"{draft}/{page}", who, **{**fields, **changes.get(page, {})})
        assert answer.status_code == 303, text_of(answer)


def send(portal, draft, who=UNIT):
    answer = portal.post(f"{draft}/send", who)
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"]


def test_a_whole_submission_becomes_the_referral_that_the_api_would_take(portal, api, loaded):
    draft = start(portal)
    fill(portal, draft)
    check = text_of(portal.get(f"{draft}/check", UNIT))
    for shown in ("Ines", "17 April 1988", "Monday, Tuesday 17:00 to 20:00", "Hate crime advocacy", "Race"):
        assert shown in check
    page = send(portal, draft)
    sent = text_of(portal.get(page, UNIT))
    assert "Referral sent" in sent
    found = api.get("/v1/referrals", "police").json()["referrals"][0]
    assert found["reference"] in sent
    assert [found["source_reference"], found["status"]] == ["SYN/26/000777", "placed"]
    assert [each["provider"] for each in found["assignments"]] == ["anthony-walker-foundation"]
    with loaded.transaction(HUB) as tx:
        row = tx.connection.execute(select(Referral)).one()
    assert sorted(row.strands) == ["race", "religion"]
    assert row.flags == ["antisocial_behaviour"]
    assert row.incident_at.isoformat() == "2026-03-02T09:30:00+00:00"
    assert row.reported_at.isoformat() == "2026-03-03T00:00:00+00:00"


def test_the_provider_gets_what_was_typed(portal, api, deliver):
    draft = start(portal)
    fill(portal, draft)
    send(portal, draft)
    deliver()
    provider = "anthony-walker-foundation"
    assignment = api.get("/v1/assignments", provider).json()["assignments"][0]
    api.act(assignment, "accept", provider, assignee="Sam")
    seen = api.get(f"/v1/assignments/{assignment['id']}", provider).json()
    assert seen["person"]["family_name"] == "Example"
    assert seen["contact"]["address"] == "1 Example Street\nExampleton"
    assert seen["contact"]["windows"] == [{"days": ["mon", "tue"], "start": "17:00", "end": "20:00"}]
    assert seen["contact"]["never_tell"] == ["the neighbour", "an uncle"]
    assert seen["contact"]["safe_channels"] == ["phone", "text"]
    assert seen["needs"]["interpreter"] == "pl"


def test_a_second_press_leads_to_the_same_referral(portal, loaded):
    draft = start(portal)
    fill(portal, draft)
    first = send(portal, draft)
    assert send(portal, draft) == first
    assert count(loaded, Referral) == 1
    with loaded.transaction(HUB) as tx:
        row = tx.connection.execute(select(Draft)).one()
    assert row.answers is None
    assert str(row.referral_id) in first
    for page in ("", "/consent", "/check"):
        assert portal.get(f"{draft}{page}", UNIT).headers["location"] == first
    assert portal.post(f"{draft}/consent", UNIT, **PAGES["consent"]).headers["location"] == first


def test_a_page_with_faults_is_shown_again_with_what_was_typed(portal):
    draft = start(portal)
    wrong = {**PAGES["person"], "person.birth_date_month": "13", "person.postcode": "nowhere"}
    answer = portal.post(f"{draft}/person", UNIT, **wrong)
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "There is a problem" in shown
    assert "Date of birth: enter a real date" in shown
    assert "Postcode: enter a UK postcode" in shown
    assert 'value="Ines"' in answer.text
    assert 'href="#person.birth_date"' in answer.text
    assert 'id="person.birth_date"' in answer.text
    assert "Ines" not in portal.get(f"{draft}/person", UNIT).text


def test_save_and_come_back_later_keeps_what_was_typed_with_its_faults(portal):
    draft = start(portal)
    wrong = {**PAGES["person"], "person.birth_date_month": "13", "then": "later"}
    assert portal.post(f"{draft}/person", UNIT, **wrong).headers["location"] == draft
    assert "The person Something to put right" in text_of(portal.get(draft, UNIT))
    page = portal.get(f"{draft}/person", UNIT)
    assert 'value="13"' in page.text
    assert "Date of birth: enter a real date" in text_of(page)


def test_an_agreement_says_who_gave_it_how_and_when(portal):
    draft = start(portal)
    answer = portal.post(f"{draft}/consent", UNIT, **{"consent.basis": "explicit"})
    assert answer.status_code == 422
    for message in ("Select who agreed", "Select how they agreed", "Enter when they agreed"):
        assert message in text_of(answer)
    told = portal.post(f"{draft}/consent", UNIT, **{"consent.basis": "opt_out_default"})
    assert told.status_code == 303


def test_a_page_without_an_answer_says_so(portal):
    draft = start(portal)
    portal.post(f"{draft}/safe-contact", UNIT)
    assert "Safe contact Nothing answered" in text_of(portal.get(draft, UNIT))


def test_nothing_is_sent_before_it_is_complete(portal, loaded):
    draft = start(portal)
    fill(
        portal,
        draft,
        pages={page: PAGES[page] for page in ("consent", "services", "crime", "when-and-where")},
    )
    answer = portal.post(f"{draft}/send", UNIT)
    assert answer.status_code == 422
    assert "Select who they are to the crime" in text_of(answer)
    assert f'href="{draft}/person?next=check#person.relationship"' in answer.text
    assert count(loaded, Referral) == 0


def test_a_change_from_the_answers_leads_back_to_them(portal):
    draft = start(portal)
    fill(portal, draft)
    answer = portal.post(f"{draft}/person?next=check", UNIT, **PAGES["person"])
    assert answer.headers["location"] == f"{draft}/check"


def test_a_refusal_asks_for_no_name_and_keeps_nobody(portal, loaded):
    draft = start(portal)
    fill(portal, draft, pages={"person": PAGES["person"]})
    asked = {page: PAGES[page] for page in ("crime", "when-and-where", "person")}
    fill(portal, draft, pages={"consent": {"consent.basis": "refused"}, **asked})
    assert "person.given_name" not in portal.get(f"{draft}/person", UNIT).text
    assert "Ines" not in portal.get(f"{draft}/check", UNIT).text
    sent = text_of(portal.get(send(portal, draft), UNIT))
    assert "Refusal counted" in sent
    assert (count(loaded, Referral), count(loaded, Person)) == (1, 0)


def test_the_page_says_that_it_would_come_back_and_why(portal):
    draft = start(portal)
    changes = {"consent": {"consent.basis": "opt_out_default"}, "crime": {"crime.type": "sexual_offence"}}
    fill(portal, draft, **changes)
    page = portal.get(f"{draft}/receivers", UNIT)
    assert "It would come back to you." in text_of(page)
    assert f"{draft}/consent?next=check" in page.text


def test_a_closed_service_at_high_risk_asks_who_keeps_the_person_safe(portal, api, clock):
    clock.set(2026, 3, 4, 20)
    draft = start(portal)
    pages = {page: fields for page, fields in PAGES.items() if page != "receivers"}
    fill(portal, draft, pages=pages, **{"risk-and-needs": {"risk.score": "80", "risk.band": ""}})
    page = text_of(portal.get(f"{draft}/receivers", UNIT))
    assert "This service is closed now. It opens on 5 March 2026" in page
    answer = portal.post(f"{draft}/receivers", UNIT)
    assert answer.status_code == 422
    assert "Enter who keeps the person safe" in text_of(answer)
    fill(portal, draft, pages={"receivers": {"holder_until_open": "the duty sergeant"}})
    sent = text_of(portal.get(send(portal, draft), UNIT))
    assert "opens on 5 March 2026" in sent
    assert api.get("/v1/referrals", "police").json()["referrals"][0]["assignments"][0]["opens_at"]


def test_the_same_reference_again_leads_to_the_first_one(portal, loaded):
    first = start(portal)
    fill(portal, first)
    page = send(portal, first)
    second = start(portal)
    fill(portal, second)
    answer = portal.post(f"{second}/send", UNIT)
    assert answer.status_code == 409
    assert "You have already sent a referral with this reference" in text_of(answer)
    assert page.removesuffix("/sent") in answer.text
    assert count(loaded, Referral) == 1


def test_an_account_of_no_unit_says_which_unit_refers(portal, api):
    draft = start(portal, "police")
    unknown = portal.post(f"{draft}/crime", "police", **PAGES["crime"])
    assert "Select the unit that refers" in text_of(unknown)
    fill(portal, draft, "police", crime={"referring_unit": "vulnerable-persons"})
    page = send(portal, draft, "police").removesuffix("/sent")
    assert portal.get(page, "vulnerable-persons").status_code == 200
    assert portal.get(page, "sigma").status_code == 404
    assert api.get("/v1/referrals", "police").json()["referrals"]


def test_an_account_of_a_unit_refers_for_that_one_alone(portal):
    draft = start(portal)
    assert "referring_unit" not in portal.get(f"{draft}/crime", UNIT).text
    fill(portal, draft, crime={"referring_unit": "vulnerable-persons"})
    page = send(portal, draft).removesuffix("/sent")
    assert portal.get(page, UNIT).status_code == 200


def test_a_draft_is_its_own_account_s_and_over_after_a_day(portal, loaded, clock):
    draft = start(portal)
    fill(portal, draft, pages={"crime": PAGES["crime"]})
    assert "SYN/26/000777" in portal.get("/police/new", UNIT).text
    for who in ("police", "vulnerable-persons"):
        assert portal.get(draft, who).status_code == 404
        assert portal.post(f"{draft}/delete", who).status_code == 404
        assert "SYN/26/000777" not in portal.get("/police/new", who).text
    clock.forward(hours=8)
    portal.tokens.clear()
    fill(portal, draft, pages={"crime": PAGES["crime"]})
    clock.forward(hours=24)
    portal.tokens.clear()
    for path in (draft, f"{draft}/crime", f"{draft}/check"):
        assert portal.get(path, UNIT).status_code == 404
    assert portal.post(f"{draft}/send", UNIT).status_code == 404
    assert "You have nothing that waits" in text_of(portal.get("/police/new", UNIT))
    assert count(loaded, Draft) == 1
    start(portal)
    assert count(loaded, Draft) == 1


def test_what_is_typed_lies_sealed(portal, loaded):
    draft = start(portal)
    fill(portal, draft, pages={"person": PAGES["person"]})
    with loaded.transaction(HUB) as tx:
        sealed = tx.connection.execute(select(Draft.answers)).scalar_one()
    assert b"Example" not in sealed


def test_a_draft_can_be_deleted(portal, loaded):
    draft = start(portal)
    assert portal.post(f"{draft}/delete", UNIT).headers["location"] == "/police/new"
    assert portal.get(draft, UNIT).status_code == 404
    assert count(loaded, Draft) == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_each_question_once(portal, page):
    draft = start(portal)
    shown = portal.get(f"{draft}/{page}", UNIT)
    assert shown.status_code == 200
    ids = re.findall(r'\sid="([^"]+)"', shown.text)
    assert sorted(ids) == sorted(set(ids))
