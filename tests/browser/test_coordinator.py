"""The referral coordinator in a real browser: from sign-in to what waits being settled."""

from playwright.sync_api import Page, expect

from hub.channels import Code, Sent
from hub.channels.console import always_taken
from hub.domain.codes import AttemptOutcome
from tests.browser.people import sign_in
from tests.browser.screenshots import keep, keep_in_forced_colours, keep_printed
from tests.browser.test_pages import check, link_of
from tests.factories.gateway import Api, Post
from tests.factories.time import Clock

STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
NO_FIT = {
    "crime.type": "sexual_offence",
    "crime.hate_strands": [],
    "person.postcode": None,
    "person.borough": "not_known",
}
SECOND = {"source": "stop-hate-uk", "referring_unit": "helpline"}


def look(page: Page, name: str) -> None:
    """Check a page with axe and for sideways scrolling, and keep a picture of it."""
    check(page)
    keep(page, f"coordinator-{name}")


def opened(page: Page, url: str, reference: str) -> None:
    """Sign in and open a referral's row from the list."""
    sign_in(page, url, "coordinator")
    check(page)
    page.get_by_role("link", name=reference).first.click()
    page.get_by_role("heading", name="Why it is here").wait_for()


def go(page: Page, name: str) -> None:
    """Follow a link of the navigation, which a narrow page folds behind a button."""
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_label("Menu").get_by_role("link", name=name).click()


def done(page: Page, words: str) -> None:
    """See the list again with a word of what was done."""
    page.get_by_role("alert", name="Done").get_by_text(words).wait_for()
    check(page)


def test_what_no_service_fits_is_given_to_one_with_a_reason(page: Page, api: Api, clock: Clock, url: str):
    for number in (124, 125):
        api.refer(**NO_FIT, source_reference=f"SYN/18/000{number}")  # at high risk: due in an hour
        clock.forward(minutes=45)
    answer = api.refer(**STANDARD, **NO_FIT)
    opened(page, url, answer["reference"])
    look(page, "row")
    page.get_by_role("link", name="Back to triage").click()
    for section in ("Overdue", "Due within the hour", "Later"):
        expect(page.get_by_role("region", name=section)).to_be_visible()
    page.get_by_text("Filter this list").click()
    look(page, "triage")
    page.get_by_label("Risk").select_option("Standard")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("region", name="Overdue")).to_have_count(0)
    page.get_by_role("link", name=answer["reference"]).click()
    page.get_by_role("button", name="Give it to a service").click()
    page.get_by_role("button", name="Give it to this service").click()
    page.get_by_role("link", name="Choose a service").wait_for()
    look(page, "assign-faults")
    page.get_by_label("Sexual offences support, RASA, RASA Merseyside").check()
    page.get_by_label("Why this service?").fill("She lives in Wirral, the unit says.")
    look(page, "assign")
    page.get_by_role("button", name="Give it to this service").click()
    done(page, "Assigned to a service")
    keep(page, "coordinator-triage-done")
    keep_in_forced_colours(page, "coordinator-triage-done")
    (assignment,) = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()["assignments"]
    assert assignment["service"] == "sexual-violence-rasa"


def test_one_double_is_joined_and_another_sent_on(page: Page, api: Api, deliver: Post, url: str):
    api.refer(**STANDARD)
    deliver()
    joined = api.refer("stop-hate-uk", None, **SECOND, **STANDARD, source_reference="S/1")
    sent_on = api.refer(
        "stop-hate-uk",
        None,
        **SECOND,
        **STANDARD,
        **{"source_reference": "S/2", "person.given_name": "Iris", "person.birth_date": "1990-01-02"},
    )
    opened(page, url, joined["reference"])
    look(page, "row-double")
    page.get_by_role("button", name="Compare the two").click()
    look(page, "compare")
    page.get_by_label("How do you know that it is the same?").fill("Same number, same evening.")
    page.get_by_role("button", name="Join them").click()
    done(page, "Joined with the first referral")
    page.get_by_role("link", name=sent_on["reference"]).click()
    page.get_by_role("button", name="Compare the two").click()
    page.get_by_role("button", name="Send it on").click()
    page.get_by_role("link", name="Enter how you know").wait_for()
    look(page, "compare-faults")
    page.get_by_label("How do you know that it is not the same?").fill("Her sister: another birth date.")
    page.get_by_role("button", name="Send it on").click()
    done(page, "Sent on")
    statuses = [
        api.get(f"/v1/referrals/{each['id']}", "coordinator").json()["status"] for each in (joined, sent_on)
    ]
    assert statuses == ["closed", "placed"]


def test_what_could_not_be_sent_is_sent_again(page: Page, api: Api, deliver: Post, url: str):
    answer = api.refer(**STANDARD)
    deliver.answer = lambda _message: Sent(
        outcome=AttemptOutcome.PERMANENT, code=Code.RECIPIENT_REFUSED, status=550
    )
    deliver()
    opened(page, url, answer["reference"])
    look(page, "row-undeliverable")
    page.get_by_role("button", name="Send it again").click()
    look(page, "redrive")
    page.get_by_label("What has been mended?").fill("The mailbox had a typing error.")
    page.get_by_role("button", name="Send it again").click()
    done(page, "Sent again")
    deliver.answer = always_taken
    assert [message.agency_slug for message in deliver()] == ["anthony-walker-foundation"]


def test_a_referral_is_followed_taken_back_and_found(page: Page, api: Api, deliver: Post, url: str):
    answer = api.refer(**STANDARD)
    deliver()
    sign_in(page, url, "coordinator")
    go(page, "Referrals")
    look(page, "referrals")
    page.get_by_role("link", name=answer["reference"]).click()
    look(page, "referral")
    keep_printed(page, "coordinator-referral")
    page.get_by_role("link", name="Take it back").click()
    look(page, "recall")
    page.get_by_role("button", name="Take it back").click()
    look(page, "recall-faults")
    page.get_by_label("Why do you take it back?").fill("They rang: nobody is there this week.")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("It has been taken back").wait_for()
    look(page, "referral-done")
    go(page, "Find a person")
    look(page, "search")
    page.get_by_label("Phone").fill("07700 900123")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="1 referral found").wait_for()
    look(page, "search-found")
    assert "900" not in page.url
    page.get_by_role("link", name=answer["reference"]).click()
    page.get_by_role("button", name="Stop for the person").click()
    look(page, "withdraw")
    page.get_by_label("Who asked?").fill("The person")
    page.get_by_label("How did they ask?").fill("By phone")
    page.get_by_label("Who took the request?").fill("Sam Sample")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Contact stops").wait_for()
    look(page, "referral-withdrawn")
    assert api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()["status"] == "withdrawn"


def test_returned_closed_and_settled_by_a_colleague(page: Page, api: Api, url: str):
    referred = [
        api.refer(**STANDARD, **NO_FIT, source_reference=f"SYN/18/00020{number}") for number in range(3)
    ]
    opened(page, url, referred[0]["reference"])
    page.get_by_role("button", name="Return it to the unit").click()
    look(page, "return")
    page.get_by_label("Not enough information").check()
    page.get_by_role("button", name="Return it", exact=True).click()
    done(page, "Returned to the referring unit")
    page.get_by_role("link", name=referred[1]["reference"]).click()
    page.get_by_role("button", name="Close this row").click()
    look(page, "close")
    page.get_by_label("Why is nothing more to be done?").fill("The unit found help elsewhere.")
    page.get_by_role("button", name="Close this row").click()
    done(page, "Closed")
    page.get_by_role("link", name=referred[2]["reference"]).click()
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "a colleague was faster"})
    page.get_by_role("button", name="Give it to a service").click()
    page.get_by_role("heading", name="This has been settled already").wait_for()
    look(page, "settled")
    found = [api.get(f"/v1/referrals/{each['id']}", "coordinator").json()["status"] for each in referred]
    assert found == ["returned", "closed", "closed"]


def test_passed_on_once_accepted_and_confirmed_after_ringing(page: Page, api: Api, deliver: Post, url: str):
    taken = api.refer(**STANDARD)
    deliver()
    api.act(taken["assignments"][0], "accept", "anthony-walker-foundation", assignee="Sam")
    link, reference = link_of(api, deliver, url, source_reference="SYN/18/000300")
    page.goto(link)
    page.get_by_label("Your name").fill("Sam Sample")
    page.get_by_role("button", name="Acknowledge").click()
    sign_in(page, url, "coordinator")
    go(page, "Referrals")
    page.get_by_role("link", name=taken["reference"]).click()
    page.get_by_role("button", name="Give it to a service").click()
    look(page, "referral-assign")
    page.get_by_role("link", name="Back to the referral").click()
    page.get_by_role("link", name="Pass it to another service").click()
    page.get_by_label("Vulnerable Victims service").check()
    page.get_by_label("Why this service?").fill("She has moved.")
    page.get_by_label("The commissioner has agreed to this").check()
    look(page, "reassign")
    page.get_by_role("button", name="Give it to this service").click()
    page.get_by_text("It has been passed to another service").wait_for()
    go(page, "Referrals")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("link", name="Confirm the acknowledgement").click()
    look(page, "confirm")
    page.get_by_role("button", name="I have rung them: confirm").click()
    page.get_by_text("The acknowledgement is confirmed").wait_for()
    moved = api.get(f"/v1/referrals/{taken['id']}", "coordinator").json()["assignments"]
    assert {each["service"]: each["status"] for each in moved}["hate-crime-advocacy"] == "released"
    assert "vulnerable-victims" in {each["service"] for each in moved}


def test_a_changed_crime_is_decided_between_two_services(
    page: Page, api: Api, deliver: Post, clock: Clock, url: str
):
    taken = api.refer(**STANDARD)
    deliver()
    api.act(taken["assignments"][0], "accept", "anthony-walker-foundation", assignee="Sam")
    clock.forward(hours=1)
    sign_in(page, url, "coordinator")
    go(page, "Referrals")
    page.get_by_role("link", name=taken["reference"]).click()
    page.get_by_role("button", name="Change the crime, place or risk").click()
    page.get_by_label("Type of crime").select_option("Burglary")
    page.get_by_role("group", name="If it is a hate crime").get_by_label("Race").uncheck()
    page.get_by_role("group", name="Does any of this hold").get_by_label("Vulnerable").check()
    page.get_by_label("Why does it change?").fill("The officer in the case says that it was no hate crime.")
    look(page, "amend")
    page.get_by_role("button", name="Change the referral").click()
    page.get_by_text("Other services may fit: decide in triage").wait_for()
    look(page, "amended")
    page.get_by_role("link", name="The crime or the place has changed").click()
    look(page, "row-reclassified")
    page.get_by_role("button", name="Give it to a service").click()
    page.get_by_label("Vulnerable Victims service").check()
    page.get_by_label("Why this service?").fill("She wants help after the burglary.")
    page.get_by_role("button", name="Give it to this service").click()
    look(page, "assign-agreement-missing")
    page.get_by_label("The commissioner has agreed to this").check()
    page.get_by_role("button", name="Give it to this service").click()
    done(page, "Assigned to a service")


def test_many_rows_are_ticked_asked_about_once_more_and_settled_each_by_itself(
    page: Page, api: Api, url: str
):
    for number in (126, 127):
        api.refer(**STANDARD, **NO_FIT, source_reference=f"SYN/18/000{number}")
    barred = {"exclude_services": ["sexual-violence-rasa"], "source_reference": "SYN/18/000128"}
    api.refer(**STANDARD, **NO_FIT, **barred)
    sign_in(page, url, "coordinator")
    page.get_by_role("link", name="Settle many at once").click()
    expect(page.get_by_role("checkbox")).to_have_count(3)
    look(page, "many-choose")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("3 chosen.")).to_be_visible()
    page.get_by_role("button", name="Settle them").click()
    expect(page.get_by_role("link", name="Enter your reason")).to_be_visible()
    look(page, "many-faults")
    page.get_by_label("Give them to one service").check()
    page.get_by_label("Service, if they are given to one").select_option(value="sexual-violence-rasa")
    page.get_by_label("Why?").fill("The borough is known by now.")
    look(page, "many")
    page.get_by_role("button", name="Settle them").click()
    expect(page.get_by_text("2 of 3 settled")).to_be_visible()
    look(page, "many-done")
