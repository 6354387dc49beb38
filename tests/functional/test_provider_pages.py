"""A provider's pages over HTTP: what it sees before and after it accepts, and what it can do there."""

import psycopg
import pytest

from hub.domain.codes import DeclineReason
from tests.factories.portal import text_of

LEAD, ADDITIONAL, STRANGER = "anthony-walker-foundation", "light-for-life", "rasa"
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "Sam"}
WHEN = {"at_day": "4", "at_month": "3", "at_year": "2026", "at_time": "10:00"}
A_TRY = {"channel": "phone", "result": "no_answer", "worker": "Jo Worker", **WHEN}
OUTCOME = {"outcome": "supported", "cope": "yes", "recover": "not_asked"}
THE_PERSON = ("Ines", "07700 900123", "ines@example.org", "1 Example Street", "Eggs thrown")
ACTS = ("accept", "decline", "contact-attempts", "engage", "hold", "complete", "release", "withdraw")
BUTTONS = ("check-for-conflict", "acknowledge", "resume", "notices", "consent")


@pytest.fixture
def taken(api, deliver):
    """A high-risk referral with a lead and an additional service, its messages delivered."""
    answer = api.refer(**{"contact.windows": [], "contact.confirmed_on": "2026-03-01"})
    deliver()
    return answer


@pytest.fixture
def lead(taken):
    """The lead's assignment."""
    return taken["assignments"][0]


@pytest.fixture
def accepted(portal, lead):
    """The lead's assignment once it has accepted."""
    send(portal, lead, "accept", assignee="Jo Worker")
    return lead


def page_of(assignment, act=""):
    return f"/provider/assignments/{assignment['id']}" + (f"/{act}" if act else "")


def see(portal, assignment, who=LEAD, status=200, act=""):
    answer = portal.get(page_of(assignment, act), who)
    assert answer.status_code == status, text_of(answer)
    return text_of(answer)


def send(portal, assignment, act, who=LEAD, status=303, **fields):
    answer = portal.post(page_of(assignment, act), who, **fields)
    assert answer.status_code == status, text_of(answer)
    return answer


def after(portal, answer, who=LEAD):
    """Follow where a POST led."""
    return text_of(portal.get(answer.headers["location"], who))


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def test_before_accepting_the_page_says_what_it_is_about_and_not_who(portal, lead):
    seen = see(portal, lead)
    for words in ("Hate crime", "25 to 59", "Knowsley", "High risk", "Polish", "British Sign Language"):
        assert words in seen
    assert "The Anthony Walker Foundation is the advocate" in seen
    assert not [each for each in THE_PERSON if each in seen]


def test_the_name_is_shown_on_the_answer_alone_and_each_look_is_recorded(portal, lead, loaded_owner_url):
    answer = send(portal, lead, "check-for-conflict", status=200)
    assert "Ines" in text_of(answer)
    assert "07700" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "Ines" not in see(portal, lead)
    found = rows(
        loaded_owner_url, "SELECT role FROM audit_event WHERE event = 'referral:person:name_checked'"
    )
    assert found == [("provider",)]


def test_after_accepting_the_rules_of_safe_contact_stand_above_any_number(portal, accepted):
    seen = see(portal, accepted)
    assert "Taken on by Jo Worker" in seen
    rules = seen.index("How to make contact safely")
    assert rules < seen.index("a friend of Jo") < seen.index("07700 900123") < seen.index("1 Example Street")
    assert seen.index("1 Example Street") < seen.index("Eggs thrown")
    assert "Do not leave a voicemail" in seen


def test_the_number_of_an_unsafe_channel_is_nowhere_on_the_page(portal, api, deliver):
    unsafe = {"contact.phone.safe": "no", "contact.text.safe": "no", "contact.voicemail.safe": "no"}
    found = api.refer(**unsafe)["assignments"][0]
    deliver()
    send(portal, found, "accept", assignee="Jo Worker")
    seen = see(portal, found)
    assert "Do not phone" in seen
    assert "900123" not in seen
    assert "ines@example.org" in seen


def test_what_a_referrer_typed_is_shown_as_text(portal, api, deliver):
    typed = "<b>x</b>"
    texts = ("contact.ask_for", "contact.introduce_as", "person.given_name", "person.address", "summary")
    lists = ("contact.may_answer", "contact.never_tell")
    found = api.refer(**dict.fromkeys(texts, typed), **{each: [typed] for each in lists})["assignments"][0]
    deliver()
    assert typed not in send(portal, found, "check-for-conflict", status=200).text
    send(portal, found, "accept", assignee=typed)
    answer = portal.get(page_of(found), LEAD)
    assert typed not in answer.text
    assert answer.text.count("&lt;b&gt;x") >= len(texts) + len(lists) + 1


def test_rules_that_are_old_are_confirmed_first_and_nobody_calls_at_an_unsafe_time(portal, api, deliver):
    found = api.refer()["assignments"][0]
    deliver()
    send(portal, found, "accept", assignee="Jo Worker")
    seen = see(portal, found)
    assert "Confirm these rules with the referring unit first." in seen
    assert "Do not make contact now. It is outside the safe times." in seen


def test_an_additional_service_is_told_to_wait_for_the_lead(portal, taken, accepted):
    additional = taken["assignments"][1]
    send(portal, additional, "accept", ADDITIONAL, assignee="Mo")
    assert "Do not make contact yet. The lead service speaks" in see(portal, additional, ADDITIONAL)
    send(portal, accepted, "engage", **WHEN)
    assert "Do not make contact yet" not in see(portal, additional, ADDITIONAL)


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(portal, accepted):
    answer = send(
        portal, accepted, "contact-attempts", status=422, **{**A_TRY, "worker": "", "channel": "pigeon"}
    )
    seen = text_of(answer)
    assert "Enter who made the attempt" in seen
    assert "Choose how the person was contacted" in seen
    assert 'value="10:00"' in answer.text
    assert not [each for each in THE_PERSON if each in answer.text]


def test_an_attempt_says_whether_it_counts_and_why(portal, accepted):
    seen = after(portal, send(portal, accepted, "contact-attempts", **A_TRY))
    assert "The attempt is recorded and counts: a named worker tried a safe channel" in seen
    seen = after(portal, send(portal, accepted, "contact-attempts", **A_TRY | {"result": "wrong_number"}))
    assert "The attempt is recorded but does not count" in seen


def test_an_attempt_that_was_not_safe_takes_the_numbers_away(portal, accepted):
    seen = after(portal, send(portal, accepted, "contact-attempts", **A_TRY | {"result": "stopped_unsafe"}))
    assert "Contact is suspended" in seen
    assert "07700 900123" not in seen
    assert "Record a contact attempt" not in seen
    send(portal, accepted, "contact-attempts", status=409, **A_TRY)


def test_what_comes_before_the_last_event_is_refused_in_plain_words(portal, accepted):
    answer = send(portal, accepted, "engage", status=422, **WHEN | {"at_time": "9:00"})
    assert "Enter a time after" in text_of(answer)


def test_support_begins_waits_goes_on_and_ends(portal, accepted):
    assert "support has begun" in after(portal, send(portal, accepted, "engage", **WHEN))
    day = {"until_day": "10", "until_month": "3", "until_year": "2026"}
    seen = after(portal, send(portal, accepted, "hold", reason="victim_asked", **day))
    assert "On hold" in seen
    assert "Take off hold" in seen
    send(portal, accepted, "resume")
    seen = after(portal, send(portal, accepted, "complete", **OUTCOME))
    assert "You have completed your work" in seen
    assert "Supported" in seen
    assert not [each for each in (*THE_PERSON, "Knowsley", "Race") if each in seen]


@pytest.mark.parametrize(
    ("day", "words"), [("3", "must be in the future"), ("30", "within the next 30 days")]
)
def test_a_hold_ends_within_thirty_days(portal, accepted, day, words):
    until = {"until_day": day, "until_month": "3" if day == "3" else "4", "until_year": "2026"}
    assert words in text_of(send(portal, accepted, "hold", status=422, reason="victim_asked", **until))


def test_who_could_not_be_reached_needs_three_tries_first(portal, accepted):
    answer = send(portal, accepted, "complete", status=422, **OUTCOME | {"outcome": "could_not_contact"})
    assert "first record three contact attempts on three different days" in text_of(answer)


def test_a_decline_says_what_follows_and_leaves_nothing_but_the_reference(portal, lead, taken):
    seen = see(portal, lead, act="decline")
    assert seen.count("The hub looks for another suitable service at once.") == 6
    assert "Say in a few words" in text_of(send(portal, lead, "decline", status=422, reason="other"))
    seen = after(portal, send(portal, lead, "decline", reason="capacity"))
    assert taken["reference"] in seen
    assert "Do not contact the person" in seen
    assert not [each for each in (*THE_PERSON, "Knowsley", "Polish", "High risk", "25 to 59") if each in seen]


def test_what_follows_for_an_additional_service_is_about_its_own_part(portal, taken):
    seen = see(portal, taken["assignments"][1], ADDITIONAL, act="decline")
    assert seen.count("Your part ends. The lead service goes on.") == len(DeclineReason) - 1
    assert "asks the lead whether the person means all services" in seen


def test_a_referral_is_given_back_for_a_reason(portal, accepted):
    seen = after(portal, send(portal, accepted, "release", reason="capacity"))
    assert "You have given this referral back." in seen
    assert "Given back" in seen
    assert not [each for each in THE_PERSON if each in seen]


@pytest.mark.parametrize(("reach", "other"), [("ours", "accepted"), ("all", "withdrawn")])
def test_the_person_stops_one_service_or_all(api, portal, taken, accepted, reach, other):
    additional = taken["assignments"][1]
    send(portal, additional, "accept", ADDITIONAL, assignee="Mo")
    assert "Choose what is to stop" in text_of(send(portal, accepted, "withdraw", status=422, **WISH))
    seen = after(portal, send(portal, accepted, "withdraw", reach=reach, **WISH))
    assert "Contact has stopped." in seen
    assert "Stop contact at once" in seen
    assert api.get(f"/v1/assignments/{additional['id']}", ADDITIONAL).json()["state"] == other


def test_an_accept_after_a_recall_is_told_to_ring_the_coordinator(api, portal, lead):
    api.act(lead, "recall", "coordinator", reason="nobody answered")
    seen = text_of(send(portal, lead, "accept", status=409, assignee="Jo Worker"))
    assert "Another service holds this. Do not contact the person. Ring the referral coordinator." in seen
    assert "0151 496 0000" in seen
    late = api.get("/v1/triage", "coordinator").json()["triage"]
    assert "late_answer" in {each["reason"] for each in late}


def test_only_what_the_state_allows_is_offered_and_the_rest_is_refused(portal, lead):
    seen = see(portal, lead)
    assert "Record a contact attempt" not in seen
    for act in ("contact-attempts", "engage", "hold", "complete", "release"):
        assert "moved on since" in see(portal, lead, status=409, act=act)
    send(portal, lead, "complete", status=409, **OUTCOME)
    send(portal, lead, "decline", reason="capacity")
    for act in ACTS:
        see(portal, lead, status=409, act=act)


def test_an_acknowledgement_by_link_can_be_confirmed(portal, api, deliver):
    found = api.refer()["assignments"][0]
    (message, *_) = [each for each in deliver() if each.link_url]
    path = message.link_url.removeprefix("http://hub.example.org")
    portal.client.post(path, data={"name": "Sam"}, headers={"Origin": "http://127.0.0.1"})
    assert "Confirm that you have it" in see(portal, found)
    send(portal, found, "acknowledge")
    assert "Confirm that you have it" not in see(portal, found)


def test_a_link_cannot_claim_what_was_not_done(portal, lead):
    answer = portal.get(f"{page_of(lead)}?done=accept", LEAD)
    assert "You have accepted this referral" not in text_of(answer)


def test_another_agencys_referral_is_not_found_on_any_page(portal, accepted):
    for act in ("", *ACTS):
        see(portal, accepted, STRANGER, 404, act)
    fields = {
        **A_TRY,
        **OUTCOME,
        **WISH,
        "assignee": "Eve",
        "reason": "capacity",
        "reach": "all",
        "notice": accepted["id"],
    }
    for act in (*ACTS, *BUTTONS):
        answer = send(portal, accepted, act, STRANGER, 404, **fields)
        assert not [each for each in THE_PERSON if each in answer.text]


def test_looking_changes_nothing_but_the_record_of_who_looked(portal, accepted, loaded_owner_url):
    before = rows(loaded_owner_url, "SELECT state, held_from, assignee FROM assignment ORDER BY id")
    for act in ("", *ACTS):
        portal.get(page_of(accepted, act), LEAD)
    assert rows(loaded_owner_url, "SELECT state, held_from, assignee FROM assignment ORDER BY id") == before
    ((disclosed,),) = rows(
        loaded_owner_url, "SELECT count(*) FROM audit_event WHERE event = 'referral:person:disclosed'"
    )
    assert disclosed == 1
