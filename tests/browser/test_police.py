"""A referring unit in a real browser: from sign-in to a referral that is sent, also by keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.screenshots import keep, keep_printed
from tests.browser.test_pages import check
from tests.factories.gateway import Api, Post
from tests.factories.portal import PASSWORD, email_of
from tests.factories.submissions import NOTHING_SAFE
from tests.factories.time import Clock

WHO = "sigma"


def see(page: Page, name: str) -> None:
    """Check a page and keep its picture."""
    check(page)
    keep(page, f"police-{name}")


def go_on(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def fill_day(page: Page, legend: str, day: str, month: str, year: str) -> None:
    group = page.get_by_role("group", name=legend)
    for part, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(part).fill(value)


def choose(page: Page, legend: str, answer: str) -> None:
    page.get_by_role("group", name=legend).get_by_label(answer, exact=True).check()


def go_to(page: Page, name: str) -> None:
    """Follow the menu, which a narrow page folds away."""
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=name, exact=True).click()


def begin(page: Page, url: str) -> None:
    sign_in(page, url, WHO)
    go_to(page, "Make a referral")
    page.get_by_role("button", name="Start a new referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Consent")


def answer_all(page: Page) -> None:
    """Answer every page, from the consent to the answers."""

    def look(name: str) -> None:
        if page.evaluate("document.body.classList.contains('js-enabled')"):  # axe is a script
            see(page, name)

    look("step-consent")
    choose(page, "Did the person agree", "Agreed")
    choose(page, "Who agreed?", "The person themselves")
    choose(page, "How did they agree?", "By phone")
    fill_day(page, "When did they agree?", "3", "3", "2026")
    go_on(page, "Which services")
    look("step-services")
    choose(page, "Which services may get", "Any suitable service")
    go_on(page, "The crime")
    look("step-crime")
    page.get_by_label("Your own reference").fill("SYN/26/000778")
    page.get_by_label("Type of crime").select_option("Hate crime")
    page.get_by_role("group", name="If it is a hate crime").get_by_label("Race").check()
    go_on(page, "When and where")
    look("step-when-and-where")
    choose(page, "Was it reported", "Yes")
    fill_day(page, "If it was reported: when?", "3", "3", "2026")
    go_on(page, "The person")
    look("step-person")
    choose(page, "Who are they to the crime?", "Victim")
    page.get_by_label("Given name").fill("Ines")
    page.get_by_label("Family name").fill("Example")
    fill_day(page, "Date of birth", "17", "4", "1988")
    page.get_by_label("Borough where they are safe now").select_option("Knowsley")
    go_on(page, "Safe contact")
    look("step-safe-contact")
    choose(page, "Does the suspect share", "No")
    page.get_by_label("Phone number").fill("07700 900123")
    choose(page, "Is it safe to ring?", "Yes")
    go_on(page, "Safe times and names")
    look("step-times-and-names")
    page.get_by_role("group", name="Time 1: days").get_by_label("Monday").check()
    page.get_by_label("Time 1: from").fill("17:00")
    page.get_by_label("Time 1: until").fill("20:00")
    go_on(page, "Somebody in between")
    look("step-go-between")
    go_on(page, "Risk and needs")
    look("step-risk-and-needs")
    choose(page, "Which risk assessment", "MeRIT")
    page.get_by_label("Score", exact=True).fill("80")
    page.get_by_label("What should the service know?").fill("Eggs thrown at the window twice this week.")
    go_on(page, "Who would receive it")


def test_a_unit_refers_a_person_and_sees_what_becomes_of_it(page: Page, url: str, clock: Clock):
    clock.set(2026, 3, 4, 20)
    begin(page, url)
    answer_all(page)
    expect(page.get_by_text("This service is closed now.")).to_have_count(2)
    see(page, "step-receivers")
    page.get_by_label("Who keeps the person safe until then?").fill("The duty sergeant")
    go_on(page, "Check your answers")
    see(page, "check")
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")
    see(page, "sent")
    page.get_by_role("link", name="See the referral").click()
    expect(page.get_by_role("heading", name="Hate crime advocacy", exact=True)).to_be_visible()
    see(page, "referral")
    keep_printed(page, "police-referral")
    go_to(page, "Referrals")
    expect(page.get_by_role("cell", name="SYN/26/000778")).to_be_visible()
    see(page, "referrals")


def test_faults_stand_beside_their_questions(page: Page, url: str, clock: Clock):
    assert clock
    begin(page, url)
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    see(page, "step-consent-faults")
    page.get_by_role("link", name="Select whether the person agreed").click()
    assert page.evaluate("document.activeElement.id") == "consent.basis"
    page.goto(page.url.replace("consent", "times-and-names"))
    page.get_by_label("Time 1: from").fill("25:00")
    page.get_by_role("button", name="Save and continue").click()
    see(page, "step-times-and-names-faults")
    page.get_by_label("Time 1: from").fill("")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your referral so far")
    see(page, "draft")
    page.get_by_role("link", name="Check your answers so far").click()
    see(page, "check-faults")
    go_to(page, "Make a referral")
    see(page, "new")


def test_what_came_back_is_mended_and_sent_again(page: Page, url: str, api: Api, deliver: Post):
    api.refer(**NOTHING_SAFE)
    deliver()
    sign_in(page, url, WHO)
    expect(page.get_by_role("heading", name="Not due")).to_be_visible()
    see(page, "referrals-returned")
    page.get_by_role("cell", name="SYN/18/000123").locator("xpath=..").get_by_role("link").click()
    see(page, "referral-returned")
    page.get_by_role("link", name="Do not send it again").click()
    see(page, "let-go")
    page.go_back()
    page.get_by_role("button", name="Correct it and send it again").click()
    page.get_by_role("link", name="Safe contact").click()
    choose(page, "Is it safe to ring?", "Yes")
    go_on(page, "Safe times and names")
    page.get_by_role("link", name="Back").click()
    page.goto(page.url.replace("safe-contact", "receivers"))
    go_on(page, "Check your answers")
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")


def test_a_referral_is_found_taken_back_and_stopped(page: Page, url: str, api: Api):
    api.refer()
    sign_in(page, url, WHO)
    go_to(page, "Find a person")
    see(page, "search")
    page.get_by_label("Phone number").fill("07700 900123")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 referral found")).to_be_visible()
    see(page, "search-found")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.get_by_role("link", name="Take it back").first.click()
    see(page, "recall")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Stop the referral").click()
    see(page, "withdraw")
    page.get_by_role("button", name="Stop contact now").click()
    see(page, "withdraw-faults")
    page.get_by_label("Who asked for it to stop?").fill("The person")
    page.get_by_label("By phone").check()
    page.get_by_role("button", name="Stop contact now").click()
    expect(page.get_by_text("Withdrawn").first).to_be_visible()
    see(page, "referral-withdrawn")


def test_a_changed_crime_is_told_and_read_back(page: Page, url: str, api: Api, deliver: Post, clock: Clock):
    sent = api.refer(**{"risk.score": 20, "risk.band": "standard"})
    deliver()
    clock.forward(hours=1)
    sign_in(page, url, WHO)
    page.get_by_role("link", name=sent["reference"]).first.click()
    page.get_by_role("link", name="Change the referral").click()
    see(page, "amend")
    page.get_by_label("Type of crime").select_option("Burglary")
    page.get_by_role("button", name="Change the referral").click()
    see(page, "amend-faults")
    expect(page.get_by_role("alert")).to_contain_text("Enter why it changes")
    page.get_by_role("group", name="If it is a hate crime").get_by_label("Race").uncheck()
    page.get_by_role("group", name="Does any of this hold").get_by_label("Vulnerable").check()
    page.get_by_label("Why does it change?").fill("The officer in the case says that it was no hate crime.")
    page.get_by_role("button", name="Change the referral").click()
    expect(page.get_by_text("so the referral coordinator decides")).to_be_visible()
    see(page, "amended")


def test_a_unit_s_task_is_marked_as_done(page: Page, url: str, api: Api):
    api.refer(
        **{"crime.type": "domestic_abuse", "crime.hate_strands": [], "crime.flags": []}
        | {"person.borough": "st_helens", "person.postcode": None, "contact.voicemail.safe": "no"}
    )
    sign_in(page, url, WHO)
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", name="For your unit: Refer to MARAC")).to_be_visible()
    see(page, "referral-task")
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("button", name="Mark as done")).to_have_count(0)


def test_a_unit_refers_a_person_without_scripts(plain_page: Page, url: str):
    begin(plain_page, url)
    answer_all(plain_page)
    go_on(plain_page, "Check your answers")
    plain_page.get_by_role("button", name="Send the referral").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Referral sent")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has this id or these words has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if wanted in here:
            return
    raise AssertionError(wanted)


def type_in(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def press_on(page: Page, wanted: str, key: str = "Enter") -> None:
    tab_to(page, wanted)
    page.keyboard.press(key)


def next_page(page: Page, heading: str) -> None:
    press_on(page, "Save and continue")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_unit_refers_a_person_by_keyboard_alone(page: Page, url: str):
    page.goto(f"{url}/sign-in")
    type_in(page, "email", email_of(WHO))
    type_in(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your unit's referrals")
    press_on(page, "Make a referral")
    expect(page.get_by_role("heading", level=1)).to_have_text("Make a referral")
    press_on(page, "Start a new referral")
    expect(page.get_by_role("heading", level=1)).to_have_text("Consent")
    press_on(page, "consent.basis", "Space")
    press_on(page, "consent.given_by", "Space")
    press_on(page, "consent.how", "Space")
    page.keyboard.press("ArrowDown")  # from "In person" to "By phone"
    type_in(page, "consent.given_on", "3")
    type_in(page, "consent.given_on_month", "3")
    type_in(page, "consent.given_on_year", "2026")
    next_page(page, "Which services")
    next_page(page, "The crime")
    type_in(page, "source_reference", "SYN/26/000779")
    type_in(page, "crime.type", "Hate")
    press_on(page, "crime.hate_strands", "Space")
    next_page(page, "When and where")
    press_on(page, "reported", "Space")
    page.keyboard.press("ArrowDown")  # from "Yes" to "No"
    next_page(page, "The person")
    press_on(page, "person.relationship", "Space")
    type_in(page, "person.given_name", "Ines")
    type_in(page, "person.borough", "Knowsley")
    next_page(page, "Safe contact")
    type_in(page, "contact.phone.value", "07700 900123")
    press_on(page, "contact.phone.safe", "Space")
    next_page(page, "Safe times and names")
    next_page(page, "Somebody in between")
    next_page(page, "Risk and needs")
    next_page(page, "Who would receive it")
    next_page(page, "Check your answers")
    expect(page.get_by_text("By phone")).to_be_visible()
    press_on(page, "Send the referral")
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")
