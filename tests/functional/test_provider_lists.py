"""A provider's lists over HTTP: the inbox by urgency, the notices above it, the messages that were sent."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from hub.channels import Code, retryable
from tests.factories.portal import text_of

LEAD, ADDITIONAL, STRANGER = "anthony-walker-foundation", "light-for-life", "rasa"
STANDARD = {"risk": {"tool": "merit", "score": 10, "band": "standard"}}
WISH = {"asked_by": "the person", "how": "phone", "taken_by": "Sam"}
NOW = {"at_day": "6", "at_month": "3", "at_year": "2026", "at_time": "15:00"}
HELD_UNTIL = {"until_day": "20", "until_month": "3", "until_year": "2026"}


@pytest.fixture
def refer(api, deliver):
    """Refer another person to the lead, with the message delivered; gives reference and assignment."""
    numbers = iter(range(1, 1000))

    def referring(**overrides):
        answer = api.refer(source_reference=f"SYN/18/{next(numbers):06}", **_nobody_else(overrides))
        deliver()
        return answer["reference"], answer["assignments"][0]

    return referring


def _nobody_else(overrides):
    """Give each person a name of their own, so that none is a possible duplicate of another."""
    name = {"person.given_name": None, "person.family_name": None, "contact.phone.value": None}
    return {**name, "contact.email.value": None, "contact.letter.safe": "yes", **overrides}


def page(portal, path="/provider", who=LEAD, status=200):
    answer = portal.get(path, who)
    assert answer.status_code == status, text_of(answer)
    return answer.text


def act(portal, assignment, name, who=LEAD, **fields):
    answer = portal.post(f"/provider/assignments/{assignment['id']}/{name}", who, **fields)
    assert answer.status_code == 303, text_of(answer)


def references(html):
    """Give the references in a page's tables, in order."""
    return re.findall(r'/provider/assignments/[0-9a-f-]+">(VR-[A-Z0-9-]+)<', html)


def sections(portal, query=""):
    """Give the references of each section by its heading without the count."""
    parts = re.split(r'<h2 class="govuk-heading-m" id="section-(\w+)">', page(portal, f"/provider{query}"))
    return {name: references(html) for name, html in zip(parts[1::2], parts[2::2], strict=True)}


def rows_of(portal, path, who=LEAD):
    answer = portal.get(path, who)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def recorded(owner_url, event):
    with psycopg.connect(owner_url) as connection:
        statement = "SELECT detail FROM audit_event WHERE event = %s AND role = 'provider'"
        return [row[0] for row in connection.execute(statement, (event,)).fetchall()]


def test_the_inbox_is_cut_by_what_is_due_and_high_risk_comes_first(portal, refer, clock):
    late, _ = refer(**STANDARD)
    clock.forward(days=2)
    late_and_high, _ = refer()
    clock.forward(hours=5)
    soon, _ = refer()
    not_due, accepted = refer(**STANDARD)
    act(portal, accepted, "accept", assignee="Jo")
    held, waiting = refer()
    act(portal, waiting, "acknowledge")
    act(portal, waiting, "hold", reason="victim_asked", **HELD_UNTIL)
    _, declined = refer()
    act(portal, declined, "decline", reason="capacity")
    idle, supported = refer()
    act(portal, supported, "accept", assignee="Jo")
    act(portal, supported, "engage", **NOW)
    assert sections(portal) == {
        "overdue": [late_and_high, late],
        "due_soon": [soon],
        "not_due": [idle, not_due],
        "waiting": [held],
    }


def test_what_is_done_is_listed_by_its_reference_alone(portal, refer):
    reference, declined = refer()
    act(portal, declined, "decline", reason="capacity")
    html = page(portal, "/provider?section=done")
    assert references(html) == [reference]
    assert "Declined" in html
    assert "Knowsley" not in html.split("section-done")[1]
    (row,) = rows_of(portal, "/provider/inbox.csv?section=done")
    assert (row["Reference"], row["Risk"], row["Crime type"], row["Borough"]) == (reference, "", "", "")
    assert references(page(portal, "/provider?section=done&risk=high")) == []


def test_suspended_contact_waits(portal, refer):
    reference, accepted = refer(**{"contact.email.value": "a@example.org"})
    act(portal, accepted, "accept", assignee="Jo")
    day = {"at_day": "4", "at_month": "3", "at_year": "2026", "at_time": "10:00"}
    act(portal, accepted, "contact-attempts", channel="email", result="stopped_unsafe", worker="Jo", **day)
    assert sections(portal)["waiting"] == [reference]


def test_filters_narrow_the_list_and_a_wrong_one_is_refused(portal, refer):
    high, _ = refer()
    low, _ = refer(**STANDARD)
    assert sections(portal, "?risk=high") == {"overdue": [], "due_soon": [high], "not_due": [], "waiting": []}
    assert low in sections(portal, "?risk=standard&service=hate-crime-advocacy")["not_due"]
    assert not any(sections(portal, "?service=the-hub").values())
    for wrong in ("section=late", "risk=low", "service=A%27", "sort=name", "after=x"):
        page(portal, f"/provider?{wrong}", status=422)


@pytest.mark.parametrize("sort", ["due", "-due", "received", "-received"])
def test_pages_of_a_section_leave_nothing_out_and_repeat_nothing(portal, refer, clock, sort):
    made = set()
    for number in range(27):
        made.add(refer(**({} if number % 3 else STANDARD))[0])
        clock.forward(minutes=1)
    clock.forward(days=3)
    first = page(portal, f"/provider?section=overdue&sort={sort}")
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert set(parse_qs(urlsplit(following).query)) == {"section", "sort", "after"}
    second = page(portal, following)
    assert len(references(first)) == 25
    assert len(references(second)) == 2
    assert set(references(first)) | set(references(second)) == made
    assert len(rows_of(portal, f"/provider/inbox.csv?section=overdue&sort={sort}")) == 27


def test_a_section_with_more_than_a_page_leads_to_all_of_it(portal, refer):
    for _ in range(26):
        refer()
    html = page(portal)
    assert "Due soon (26)" in html
    assert "Show all 26 that are due soon" in html
    assert len(sections(portal)["due_soon"]) == 25


def test_the_file_of_the_inbox_holds_nobody_and_is_recorded(portal, refer, loaded_owner_url):
    named = {"person.given_name": "Ines", "contact.email.value": "ines@example.org"}
    reference, accepted = refer(**named)
    act(portal, accepted, "accept", assignee="Jo")
    (row,) = rows_of(portal, "/provider/inbox.csv")
    assert row["Reference"] == reference
    assert row["Next step"] == "Try to make contact"
    assert "Ines" not in str(row)
    assert "ines@" not in page(portal) + str(row)
    assert recorded(loaded_owner_url, "list:exported") == [{"list": "provider inbox", "count": 1}]


def test_another_provider_sees_none_of_it(portal, refer):
    refer()
    assert references(page(portal, who=STRANGER)) == []
    assert references(page(portal, "/provider/deliveries", STRANGER)) == []
    assert rows_of(portal, "/provider/inbox.csv", STRANGER) == []
    assert rows_of(portal, "/provider/deliveries.csv", STRANGER) == []


def test_notices_stand_on_every_page_until_the_ones_that_were_shown_are_acknowledged(api, portal, refer):
    told = [refer() for _ in range(2)]
    for _, each in told:
        act(portal, each, "accept", assignee="Jo")
        referral = api.get(f"/v1/assignments/{each['id']}", "coordinator").json()
        assert referral["state"] == "accepted"
    for each in api.get("/v1/referrals", "police").json()["referrals"]:
        assert api.post(f"/v1/referrals/{each['id']}/withdraw", "police", WISH).status_code == 200
    for path in ("/provider", "/provider/deliveries"):
        assert "2 notices to acknowledge" in text_of(portal.get(path, LEAD))
    (reference, first), (other, _) = told
    html = page(portal, f"/provider/assignments/{first['id']}")
    assert "Stop contact at once" in html
    assert f"Read the notice about {other}" in html
    (notice,) = re.findall(r'name="notice" value="([0-9a-f-]+)"', html)
    act(portal, first, "notices", notice=notice)
    assert "Stop contact at once" not in page(portal, f"/provider/assignments/{first['id']}")
    assert f"Read the notice about {other}" in page(portal)
    assert f"Read the notice about {reference}" not in page(portal)


def test_a_notice_that_the_page_did_not_show_stays_open(api, portal, refer):
    _, told = refer()
    act(portal, told, "accept", assignee="Jo")
    (referral,) = api.get("/v1/referrals", "police").json()["referrals"]
    api.post(f"/v1/referrals/{referral['id']}/withdraw", "police", WISH)
    act(portal, told, "notices")
    assert "1 notice to acknowledge" in text_of(portal.get("/provider", LEAD))
    for wrong in (told["id"], "x"):
        answer = portal.post(f"/provider/assignments/{told['id']}/notices", LEAD, notice=wrong)
        assert answer.status_code == 404


def test_messages_are_shown_with_what_became_of_them(portal, deliver, refer, loaded_owner_url):
    deliver.answer = lambda _: retryable(Code.TIMEOUT)
    reference, _ = refer()
    seen = text_of(portal.get("/provider/deliveries", LEAD))
    assert "duty.anthony-walker-foundation@example.org" in seen
    assert f"{reference} New referral" in seen
    assert "Failed, will be tried again" in seen
    assert references(page(portal, "/provider/deliveries?kind=stop_notice")) == []
    assert references(page(portal, "/provider/deliveries?state=queued&kind=referral")) == [reference]
    (row,) = rows_of(portal, "/provider/deliveries.csv")
    assert (row["Message"], row["State"], row["Tries"]) == ("New referral", "Waiting to be sent", "1")
    assert recorded(loaded_owner_url, "list:exported") == [{"list": "provider messages", "count": 1}]


def test_a_try_that_nobody_knows_the_end_of_is_said_as_doubt(portal, refer, loaded_owner_url):
    refer()
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE attempt SET outcome = 'unknown', ended_at = NULL")
    assert "Not known whether it arrived" in text_of(portal.get("/provider/deliveries", LEAD))


def test_a_held_possible_duplicate_is_in_no_list_of_its_provider(api, portal, deliver):
    first = api.refer(**STANDARD)
    deliver()
    second = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    held = api.refer("stop-hate-uk", None, **second, **STANDARD)
    assert held["status"] == "awaiting_triage"
    assert references(page(portal)) == [first["reference"]]
    assert references(page(portal, "/provider/deliveries")) == [first["reference"]]


def test_messages_to_others_about_its_referral_are_not_shown(portal, deliver, refer):
    reference, declined = refer()
    act(portal, declined, "decline", reason="risk_too_high")
    assert {message.kind for message in deliver()} == {"alert"}
    html = page(portal, "/provider/deliveries")
    assert references(html) == [reference]
    assert "coordinator@" not in html
