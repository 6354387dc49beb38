"""The form "The person agrees to another service" on the page of the provider that leads."""

import html

import psycopg
import pytest

from tests.factories.portal import text_of

LEAD, BESIDE = "anthony-walker-foundation", "light-for-life"
HATE, COMPLEMENTARY, BUDDY = "hate-crime-advocacy", "complementary", "buddy-scheme"
TITLE = "The person agrees to another service"
NARROW = {"consent.scope": "named_services", "consent.services": [HATE]}
YES = {"how": "phone", "given_on_day": "4", "given_on_month": "3", "given_on_year": "2026"}


@pytest.fixture
def lead(api, deliver):
    """The lead's assignment of a high-risk race hate crime whose consent names the lead alone."""
    answer = api.refer(**NARROW)
    deliver()
    return answer["assignments"][0]


@pytest.fixture
def accepted(api, lead):
    api.act(lead, "accept", LEAD, assignee="Sam")
    return lead


def page(portal, turn, who=LEAD):
    return html.unescape(text_of(portal.get(f"/provider/assignments/{turn['id']}", who)))


def send(portal, turn, who=LEAD, **fields):
    return portal.post(f"/provider/assignments/{turn['id']}/consent", who, **{**YES, **fields})


def test_before_accepting_there_is_nothing_to_agree_to(portal, lead):
    assert TITLE not in page(portal, lead)


def test_it_lists_just_the_services_that_a_yes_would_bring_in(portal, accepted):
    form = page(portal, accepted).partition(TITLE)[2].partition("What happened")[0]
    for words in ("Complementary service", "Buddy scheme", "Someone at your side after race hate"):
        assert words in form
    for other in ("Vulnerable", "RASA", "IDVA", "The Hub", "(I)"):
        assert other not in form


def test_what_the_person_is_never_to_be_referred_to_is_not_on_it(api, portal, deliver):
    answer = api.refer(**NARROW, exclude_services=[BUDDY])
    deliver()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    seen = page(portal, answer["assignments"][0])
    assert TITLE in seen
    assert "Buddy scheme" not in seen


def test_a_yes_sends_the_service_and_stands_in_the_story(portal, accepted, deliver):
    answer = send(portal, accepted, services=COMPLEMENTARY)
    assert answer.status_code == 303
    assert [each.agency_slug for each in deliver()] == [BESIDE]
    seen = html.unescape(text_of(portal.get(answer.headers["location"], LEAD)))
    assert "The service that the person agreed to is sent this referral." in seen
    assert "Complementary service: by phone, 4 March 2026" in seen.partition("What happened")[2]
    form = seen.partition(TITLE)[2].partition("What happened")[0]
    assert "Complementary" not in form
    assert "Buddy scheme" in form


def test_the_second_service_sees_no_form_and_nothing_of_the_yes(portal, api, accepted, deliver):
    send(portal, accepted, services=COMPLEMENTARY)
    deliver()
    (added,) = api.get("/v1/assignments", BESIDE).json()["assignments"]
    api.act(added, "accept", BESIDE, assignee="Kim")
    assert "agree" not in page(portal, added, BESIDE)


def test_every_fault_stands_at_its_field_and_what_was_typed_stays(portal, accepted, loaded_owner_url):
    answer = send(portal, accepted, how="", given_on_day="40")
    assert answer.status_code == 422
    seen = html.unescape(text_of(answer))
    for words in (
        "Choose what the person agrees to",
        "Choose how the person told you",
        "Enter a real date",
    ):
        assert words in seen
    assert 'value="40"' in answer.text
    assert 'href="#services"' in answer.text
    with psycopg.connect(loaded_owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM later_consent").fetchone() == (0,)


def test_a_service_that_is_not_on_the_form_is_refused(portal, accepted, deliver):
    answer = send(portal, accepted, services="the-hub", given_on_year="2027")
    seen = html.unescape(text_of(answer))
    assert answer.status_code == 422
    assert "none of the services that you may add" in seen
    assert "Give a day that is not in the future." in seen
    assert deliver() == []


@pytest.mark.parametrize("who", ["sigma", "coordinator", "commissioner"])
def test_the_pages_of_others_tell_of_it_in_their_timelines(portal, api, accepted, who):
    send(portal, accepted, services=COMPLEMENTARY)
    (answer,) = api.get("/v1/referrals", "police").json()["referrals"]
    area = "police" if who == "sigma" else who
    seen = html.unescape(text_of(portal.get(f"/{area}/referrals/{answer['id']}", who)))
    assert TITLE.replace("agrees", "agreed") in seen
    assert "Complementary service: by phone, 4 March 2026" in seen


@pytest.mark.parametrize("who", ["sigma", "coordinator", "commissioner"])
def test_the_decision_is_told_with_the_lead_as_it_is(portal, api, accepted, who):
    send(portal, accepted, services=COMPLEMENTARY)
    (answer,) = api.get("/v1/referrals", "police").json()["referrals"]
    area = "police" if who == "sigma" else who
    seen = html.unescape(text_of(portal.get(f"/{area}/referrals/{answer['id']}", who)))
    told = seen.partition("How it was decided")[2].partition("2. ")[2]
    assert "Lead: Hate crime advocacy. It leads already." in told
    assert "Additional: Complementary service." in told
    assert "It is sent only where" not in told
