"""Services as the commissioner reads and pauses them, and as the administrator sees them at their agency."""

import re
from datetime import date

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.directory.actions.pausing import NewPause, pause_service
from hub.directory.queries import offers_on
from hub.domain.codes import PauseReason
from tests.factories.directories import EXTENDED, WALKER, load_text, with_lines
from tests.factories.portal import text_of

LIST = "/commissioner/directory"
ADVOCACY = f"{LIST}/hate-crime-advocacy"
RACE = {"crime.type": "hate_crime", "crime.flags": [], "risk.score": None, "risk.band": "standard"}


def page_of(portal, path, who="commissioner"):
    found = portal.get(path, who)
    assert found.status_code == 200, found.text
    return found


def row_of(page, name):
    """Give the words of the table row whose header holds a name."""
    for row in re.findall(r"<tr.*?</tr>", page.text, re.DOTALL):
        words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
        if words.startswith(name):
            return words
    raise AssertionError(name)


def offer(loaded):
    with loaded.transaction(HUB) as tx:
        return offers_on(tx, date(2026, 3, 4))["hate-crime-advocacy"]


def test_the_list_shows_contracts_partners_and_capacity_against_what_there_is(portal, api, loaded):
    load_text(loaded, with_lines(EXTENDED, WALKER, "open_at_once = 2", "referrals_a_quarter = 60"))
    api.refer(**RACE)
    page = page_of(portal, LIST)
    assert "VCM/2017/HCA 31 March 2027 1 of 2 1 of 60 Yes" in row_of(page, "Hate crime advocacy")
    assert "Joint with RASASC (Sexual offences support, RASASC)" in row_of(
        page, "Sexual offences support, RASA RASA"
    )
    api.refer(person_reference="2", **{**RACE, "person.family_name": "Other"})
    assert "2 of 2 2 of 60 Full" in row_of(page_of(portal, LIST), "Hate crime advocacy")


def test_a_service_shows_coverage_with_its_certainty_limits_and_every_version(portal, loaded):
    own = 'targets = { acknowledged = { high = "2 elapsed hours", other = "4 working hours" } }'
    load_text(loaded, with_lines(EXTENDED, WALKER, own), why="Extended by nine years.")
    page = page_of(portal, ADVOCACY)
    assert row_of(page, "Crime type") == "Crime type Hate crime Stated"
    assert row_of(page, "Hate strand") == "Hate strand Any (no strand is left out) Stated"
    assert row_of(page, "Acknowledged by the service") == (
        "Acknowledged by the service 2 elapsed hours 4 working hours Its contract"
    )
    assert row_of(page, "Contact made").endswith("72 elapsed hours 5 working days The default")
    words = text_of(page)
    assert "Ends before: 2018-04-01, now 2027-04-01" in words
    assert "Extended by nine years." in words
    assert "1, until 4 March 2026 at 10am" in words


def test_a_service_shows_in_words_what_follows_where_nobody_answers(portal, loaded):
    page = text_of(page_of(portal, ADVOCACY))
    by_default = (
        "Reminder, when half of the time has gone Escalation to the manager, when it is due Message to the "
        "commissioner, 4 working hours after it was due Taken back, for the next service, 1 working day "
        "after it was due The default"
    )
    assert by_default in page
    assert "on duty, 1 elapsed hour after it was due, if the coordinator" in page
    own = 'ladder = { decided = { other = ["triage 3 working days after"] } }'
    load_text(loaded, with_lines(EXTENDED, WALKER, own), why="Extended, with a ladder of its own.")
    page = text_of(page_of(portal, ADVOCACY))
    assert "Passed to the coordinator, 3 working days after it was due Its contract" in page
    assert "Ladder: nothing, now decided: other: triage 3 working days after" in page


def test_a_pause_is_made_and_ended_with_who_and_why(portal, loaded, clock):
    assert "It is not paused" in text_of(page_of(portal, ADVOCACY))
    form = {"reason": "staff", "until": "2026-04-01", "why": "Two posts are empty."}
    answer = portal.post(f"{ADVOCACY}/pause", "commissioner", **form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ADVOCACY}#pauses")
    assert offer(loaded).paused
    words = text_of(page_of(portal, ADVOCACY))
    assert "Too few staff, since 4 March 2026, takes people again on 1 April 2026" in words
    assert "Sam commissioner Two posts are empty." in words
    assert "Paused" in row_of(page_of(portal, LIST), "Hate crime advocacy")
    again = portal.post(f"{ADVOCACY}/pause", "commissioner", **form)
    assert again.status_code == 422
    assert "It is paused for this reason on that day already" in text_of(again)
    clock.forward(minutes=1)
    assert portal.post(f"{ADVOCACY}/resume", "commissioner", why="They are filled.").status_code == 303
    assert not offer(loaded).paused
    words = text_of(page_of(portal, ADVOCACY))
    assert "It is not paused" in words
    assert "They are filled." in words
    over = portal.post(f"{ADVOCACY}/resume", "commissioner", why="Again.")
    assert over.status_code == 422
    assert "It is not paused." in text_of(over)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, ("Select a reason", "Enter why it is paused")),
        ({"reason": "lunch", "why": "x"}, ("Select a reason",)),
        ({"reason": "staff", "why": "x", "until": "soon"}, ("Enter a day, such as 2026-03-31",)),
        ({"reason": "staff", "why": "x", "until": "2026-03-04"}, ("Give a day after the first one",)),
        ({"reason": "staff", "why": "x", "starts": "2026-03-03"}, ("A pause begins today or later",)),
        ({"reason": "staff", "why": "x" * 1001}, ("1000 characters or fewer",)),
    ],
)
def test_every_fault_of_the_form_is_told_and_what_was_typed_stays(portal, loaded, form, said):
    answer = portal.post(f"{ADVOCACY}/pause", "commissioner", **form)
    assert answer.status_code == 422
    assert all(words in text_of(answer) for words in said)
    assert form.get("until", "") in answer.text
    assert not offer(loaded).paused


def test_a_service_that_is_not_there_is_not_found(portal):
    for path in (f"{LIST}/nobody", f"{LIST}/nobody/pause", f"{LIST}/Nobody"):
        assert portal.get(path, "commissioner").status_code == 404
    assert portal.post(f"{LIST}/nobody/pause", "commissioner", reason="staff", why="x").status_code == 404


def test_the_administrator_sees_an_agencys_contracts_capacity_pauses_and_history(portal, api, loaded):
    changed = with_lines(EXTENDED, WALKER, "open_at_once = 2")
    changed = with_lines(
        changed,
        'duty = "duty.anthony-walker-foundation@example.org"',
        'duty_contact = "Duty desk"',
        'duty_phone = "0151 496 0123"',
    )
    load_text(loaded, changed, why="Extended by nine years.")
    api.refer(**RACE)
    with loaded.transaction(HUB) as tx:
        pause_service(tx, "hate-crime-advocacy", NewPause(reason=PauseReason.PREMISES), "A flood.")
    page = page_of(portal, "/admin/agencies/anthony-walker-foundation", "administrator")
    row = row_of(page, "Hate crime advocacy")
    assert "VCM/2017/HCA" in row
    assert "1 of 2" in row
    assert "Premises cannot be used, since 4 March 2026" in row
    words = text_of(page)
    assert "Duty desk, 0151 496 0123" in words
    assert "Extended by nine years." in words
    assert "A flood." in words
    rasa = page_of(portal, "/admin/agencies/rasa", "administrator")
    assert "Award VCM/2017/SV Joint with RASASC" in row_of(rasa, "Sexual offences support, RASA")


def test_before_a_directory_is_loaded_the_page_says_so(portal, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("TRUNCATE service CASCADE")
    assert "no services yet" in text_of(page_of(portal, LIST))
